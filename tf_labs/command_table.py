"""Every command: what it does, its flags, the function behind it."""

from absl import flags

from tf_labs.command import Command
from tf_labs.commands import checkpoint_step
from tf_labs.commands import jobs_flag
from tf_labs.commands import shell_flags
from tf_labs.commands import worker_flags
from tf_labs.paths import PathParser
from tf_labs.paths import PathsParser
from tf_labs.training import rate_bounds


def _path(name: str, default: str | None, what: str, values: flags.FlagValues) -> None:
    flags.DEFINE(PathParser(), name, default, what, flag_values=values)


def _paths(name: str, what: str, values: flags.FlagValues) -> None:
    flags.DEFINE(PathsParser(), name, None, what, flag_values=values)


def _workdir(values: flags.FlagValues) -> None:
    _path('workdir', None, 'Directory of the run.', values)


def _trust(values: flags.FlagValues) -> None:
    flags.DEFINE_boolean('trust', False, 'Run the code that the directory of a run holds, of a net '
                         'or loss of one\'s own: read it before.', flag_values=values)


def _devices(values: flags.FlagValues) -> None:
    flags.DEFINE_string('devices', 'auto', 'auto: every GPU, else the CPU; cpu: the CPU alone; '
                        'N: that many GPUs, or on a machine without, logical CPUs.',
                        flag_values=values)


def _list_flags(values: flags.FlagValues) -> None:
    _path('dir', None, 'Directory of config files; default: the labs of tf_labs.', values)


_CONFIG = 'Config file, or a name: of a lab, else of a file in ./configs.'


def _training(values: flags.FlagValues, seeds: str) -> None:
    _devices(values)
    jobs_flag.define(values)
    flags.DEFINE_boolean('report', False, 'Write report.html at the end.', flag_values=values)
    flags.DEFINE_integer('seeds', None, seeds, lower_bound=1, flag_values=values)
    flags.DEFINE_multi_string('log', [], 'Mirrors the rows: mlflow:URI, mlflow:DIR or '
                              'wandb:PROJECT; several allowed.', flag_values=values)


def _run_flags(values: flags.FlagValues) -> None:
    _trust(values)
    _path('config', None, _CONFIG, values)
    _path('workdir', None, 'Directory of the run; default: checkpoints/LAB.', values)
    _training(values, 'Repeat over that many seeds: the config\'s, 1, 2, ...')
    worker_flags.define(values)


def _config_flags(values: flags.FlagValues) -> None:
    _path('config', None, _CONFIG, values)


def _new_flags(values: flags.FlagValues) -> None:
    _path('name', None, 'Name of the lab.', values)
    _path('from', 'digits', 'Config file, or name of a lab, that it begins as.', values)
    _path('dir', '.', 'Directory that the file goes into.', values)


def _reproduce_flags(values: flags.FlagValues) -> None:
    flags.DEFINE_string('labs', None, 'Names with commas between them; papers: those with the '
                        'set-up of the papers, days; default: all that carry published numbers '
                        'and take no hours.', flag_values=values)
    flags.DEFINE_integer('seeds', 1, 'Runs of each lab that chance has a part in; a band needs 5.',
                         lower_bound=1, flag_values=values)
    _path('output', None, 'File for the table, in Markdown.', values)
    flags.DEFINE_boolean('rerun', False, 'Do again what is already there.', flag_values=values)
    flags.DEFINE_boolean('train', True, 'Train what is not done yet; --notrain: it is NOT RUN.',
                         flag_values=values)
    _path('workdir', None, 'Directory of the runs; default: checkpoints/reproduce.', values)
    _path('dir', None, 'Directory of config files; default: the labs of tf_labs.', values)
    _devices(values)
    jobs_flag.define(values)


def _book_flags(values: flags.FlagValues) -> None:
    _path('output', 'book', 'Directory of the book, replaced as a whole.', values)
    flags.DEFINE_string('labs', None, 'Names with commas between them; default: all labs.',
                        flag_values=values)
    flags.DEFINE_string('lang', 'en,ko', 'Languages, en and ko, with commas between them.',
                        flag_values=values)
    flags.DEFINE_integer('seeds', 5, 'Runs of each lab that chance has a part in.', lower_bound=1,
                         flag_values=values)
    flags.DEFINE_boolean('run', True, 'Make the runs that are missing; --norun: that they are is '
                         'an error.', flag_values=values)
    flags.DEFINE_boolean('pdf', False, 'Print a PDF of each language too; takes Chromium.',
                         flag_values=values)
    _path('workdir', None, 'Directory of the runs, shared with reproduce; default: '
          'checkpoints/reproduce.', values)
    _devices(values)
    jobs_flag.define(values)


def _class_flags(values: flags.FlagValues) -> None:
    flags.DEFINE_string('labs', None, 'new: names with commas between them.', flag_values=values)
    _path('students', None, 'new: how many, or a file with a name a line; default: 30.', values)
    flags.DEFINE_integer('seed', None, 'new: of the class, from which those of the students are '
                         'made; default: 777.', lower_bound=0, upper_bound=2**31 - 1,
                         flag_values=values)
    flags.DEFINE_string('lang', None, 'new: language of the notebooks, en or ko; default: en.',
                        flag_values=values)
    _path('class', None, 'check: the class file; default: class.json beside the directories.',
          values)
    flags.DEFINE_boolean('rerun', None, 'check: do each run again, and compare.',
                         flag_values=values)
    _path('output', None, 'check: FILE.csv for the whole table.', values)
    _devices(values)


def _split(values: flags.FlagValues) -> None:
    flags.DEFINE_string('split', 'test', 'Split of the data: train, validation or test.',
                        flag_values=values)


def _eval_flags(values: flags.FlagValues) -> None:
    _trust(values)
    _paths('workdir', 'Directory of the run; of several, with commas between them, the '
           'probabilities are averaged.', values)
    checkpoint_step.define(values)
    _split(values)
    flags.DEFINE_integer('crops', 1, '10: averages over the corners, the centre and their '
                         'horizontal flips, of nets that see a crop.', flag_values=values)


def _image_flags(values: flags.FlagValues) -> None:
    _trust(values)
    _workdir(values)
    checkpoint_step.define(values)
    _split(values)
    flags.DEFINE_multi_string('index', [], 'Example of the split, or random; several allowed.',
                              flag_values=values)
    flags.DEFINE_multi(PathParser(), flags.ArgumentSerializer(), 'image', [],
                       'Image file; several allowed.', flag_values=values)
    flags.DEFINE_boolean('as-is', False, 'The image files are samples of the data set: they are '
                         'only resized, if need be.', flag_values=values)
    _path('show', None, 'FILE.png for what the net is given of the image files, and the steps to '
          'it.', values)


def _predict_flags(values: flags.FlagValues) -> None:
    _image_flags(values)
    _path('figure', None, 'FILE.png for the pictures, each with its five best answers as bars, the '
          'right one in another colour.', values)


def _similar_flags(values: flags.FlagValues) -> None:
    _image_flags(values)
    _path('output', None, 'File for the figure; default: figures/similar.png of the run.', values)


def _filters_flags(values: flags.FlagValues) -> None:
    _trust(values)
    _workdir(values)
    checkpoint_step.define(values)
    _path('output', None, 'File for the figure; default: figures/filters.png of the run.', values)


def _export_flags(values: flags.FlagValues) -> None:
    _trust(values)
    _workdir(values)
    checkpoint_step.define(values)
    _path('output', None, 'Directory to write into.', values)


def _report_flags(values: flags.FlagValues) -> None:
    _trust(values)
    _workdir(values)
    _path('output', None, 'File for the page; default: report.html or report.pdf of the run.',
          values)
    flags.DEFINE_enum('format', 'html', ['html', 'pdf'], 'html, or pdf, which an installed browser '
                      'prints.', flag_values=values)


def _summary_flags(values: flags.FlagValues) -> None:
    _path('config', None, _CONFIG, values)
    _path('workdir', None, 'Directory of a run, in place of a config.', values)


def _compare_flags(values: flags.FlagValues) -> None:
    _paths('workdirs', 'Directories of runs or comparisons, with commas between them; the first '
           'is what the others are compared with.', values)
    _path('output', 'compare.html', 'File for the page.', values)


def _page_flags(values: flags.FlagValues) -> None:
    _paths('workdir', 'Directory of the run; two with a comma between them stand side by side.',
           values)
    flags.DEFINE_string('lab', None, 'optimizer_paths or activation_gallery, with sliders; chain, the '
                        'chain rule by hand; or playground: small nets that train in the page, '
                        'with --workdir one run.',
                        flag_values=values)
    flags.DEFINE_string('lang', None, 'Language of playground and chain: en or ko; default: en.',
                        flag_values=values)
    _path('output', None, 'File for the page; default: digit.html, or LAB.html.', values)


def _data_flags(values: flags.FlagValues) -> None:
    flags.DEFINE_string('name', 'mnist', 'Name of the data set.', flag_values=values)
    _path('dir', None, 'Directory of prepared data; default: $TFDS_DATA_DIR.', values)


def _sweep_flags(values: flags.FlagValues) -> None:
    _path('config', None, _CONFIG, values)
    _path('workdir', None, 'Directory of the sweep; default: checkpoints/LAB_sweep.', values)
    _training(values, 'Runs of each combination: seeds the config\'s, 1, 2, ...')


def _find_rate_flags(values: flags.FlagValues) -> None:
    _path('config', None, _CONFIG, values)
    _path('output', None, 'Directory for figure and table; default: checkpoints/find_rate/LAB.',
          values)
    flags.DEFINE_float('lowest', rate_bounds.LOWEST, 'Rate of the first step.', flag_values=values)
    flags.DEFINE_float('highest', rate_bounds.HIGHEST, 'Rate of the last step.', flag_values=values)
    flags.DEFINE_integer('steps', None, 'Optimizer steps; default: an epoch, 100 to 500.',
                         flag_values=values)
    _devices(values)


def _runs_flags(values: flags.FlagValues) -> None:
    _path('dir', None, 'Directory to look in, and below; default: checkpoints.', values)
    flags.DEFINE_multi_string('where', [], "Condition, as 'test_accuracy>0.9'; several allowed.",
                              flag_values=values)
    flags.DEFINE_string('sort', None, 'Field to sort by; -FIELD: the largest first.',
                        flag_values=values)
    flags.DEFINE_boolean('json', False, 'As JSON.', flag_values=values)
    flags.DEFINE_boolean('csv', False, 'As CSV.', flag_values=values)


_CODE = ('\nA config file is a program, and is run as you: look at one from elsewhere before you '
         'use it.')
_RUN_NOTES = (
    '  --config.FIELD=VALUE  overrides a field, as --config.train.epochs=3, '
    '--config.model.hidden_sizes=64,64,\n'
    '                        --config.train.steps=None; all fields: tf-labs config LAB',
    '\n`run LAB` and `run FILE.py` are --config=LAB and --config=FILE.py.' + _CODE)
_CONFIG_NOTES = (
    '\n`config LAB` and `config FILE.py` are --config=LAB and --config=FILE.py.' + _CODE,)

_SWEEP_NOTES = (
    '  --config.FIELD=A,B,C  the values of a field; one value alone is an ordinary override.\n'
    "                        Of fields that are tuples: --config.model.hidden_sizes='(64,),"
    "(128,64)'",
    '\nThe best is chosen by examples held out of the training split, a tenth unless '
    '--config.data.validation_examples\nsays otherwise. The same command goes on where it was '
    'stopped.' + _CODE)
_RUNS_NOTES = (
    '\nA field is a column of the table, a number of result.json, or a field of the config: '
    'optimizer.learning_rate.\nA condition is FIELD, one of < <= > >= = !=, and a value; several '
    'must all hold. `runs DIR` is --dir=DIR.',)
_CLASS_NOTES = (
    '\n`class new DIR` writes a directory for each student, and DIR/class.json for the teacher. '
    '`class check DIR/*`\nreads what was handed in, runs none of it, and ends with status 1 if '
    'anything is not right.',)
COMMANDS = {
    'list': Command('every config: lesson, data set, published target',
                    'tf-labs list', _list_flags, 'labs:list_configs'),
    'config': Command('every field of a config: value, default, what it is',
                      'tf-labs config digits --config.train.epochs=3', _config_flags,
                      'configs:show', takes_overrides=True, word='config', notes=_CONFIG_NOTES),
    'new': Command('writes NAME.py, a config of one\'s own to begin with',
                   'tf-labs new mine --from=mnist_nn', _new_flags, 'configs:new', word='name',
                   notes=('\n`new NAME` is --name=NAME.',)),
    'run': Command('trains, or resumes what the directory holds',
                   'tf-labs run mnist_nn --config.train.epochs=3',
                   _run_flags, 'training:run', takes_overrides=True, word='config',
                   notes=_RUN_NOTES),
    'find-rate': Command('the learning-rate range test: recommends a rate, with a figure',
                         'tf-labs find-rate digits', _find_rate_flags, 'tuning:find_rate',
                         takes_overrides=True, word='config'),
    'sweep': Command('every combination of some values, and the best by validation',
                     'tf-labs sweep digits --config.optimizer.learning_rate=1e-3,1e-2',
                     _sweep_flags, 'tuning:sweep', takes_overrides=True, word='config',
                     notes=_SWEEP_NOTES),
    'runs': Command('a table of all runs below a directory, sorted and filtered',
                    "tf-labs runs --where='test_accuracy>0.9' --sort=-test_accuracy",
                    _runs_flags, 'listing:runs', word='dir', notes=_RUNS_NOTES),
    'reproduce': Command('reruns the labs with published numbers and judges each number',
                         'tf-labs reproduce --seeds=5 --output=reproduced.md',
                         _reproduce_flags, 'training:reproduce', notes=(_CODE,)),
    'book': Command('lessons, figures and numbers of the labs as a site to read offline',
                    'tf-labs book --labs=perceptron,gates --output=book', _book_flags,
                    'publishing:book', notes=(_CODE,)),
    'class': Command('notebooks and seeds for the students of a class; checks what they hand in',
                     'tf-labs class new autumn --labs=perceptron,gates --students=names.txt',
                     _class_flags, 'classes:do', actions=('new', 'check'), notes=_CLASS_NOTES),
    'eval': Command('loss and accuracy of a checkpoint over a whole split',
                    'tf-labs eval --workdir=checkpoints/mnist_nn --split=test',
                    _eval_flags, 'asking:evaluate'),
    'predict': Command('asks a trained net about single images',
                       'tf-labs predict --workdir=checkpoints/mnist_nn --index=random',
                       _predict_flags, 'asking:predict'),
    'similar': Command('the training images that a net finds most like an image',
                       'tf-labs similar --workdir=checkpoints/cifar10 --index=3 --index=random',
                       _similar_flags, 'asking:similar'),
    'filters': Command('the kernels of the first convolution as a picture',
                       'tf-labs filters --workdir=checkpoints/cifar10', _filters_flags,
                       'showing:filters'),
    'report': Command('one file that shows all of a run: curves, layers, mistakes, findings',
                      'tf-labs report --workdir=checkpoints/mnist_nn', _report_flags,
                      'showing:report'),
    'summary': Command('the layers of a net: shapes, parameters, multiply-adds, memory',
                       'tf-labs summary digits --config.model.hidden_sizes=64,64',
                       _summary_flags, 'showing:summary', takes_overrides=True, word='config',
                       notes=('\n`summary LAB` and `summary FILE.py` are --config=LAB and '
                              '--config=FILE.py.' + _CODE,)),
    'compare': Command('runs side by side: curves, and differences with their intervals',
                       'tf-labs compare --workdirs=checkpoints/mnist_relu,'
                       'checkpoints/mnist_sigmoid', _compare_flags, 'showing:compare'),
    'doctor': Command('why a net does not train: findings with their evidence',
                      'tf-labs doctor --workdir=checkpoints/mnist_nn', _workdir, 'showing:doctor'),
    'page': Command('a page to draw digits on, or a lab with sliders',
                    'tf-labs page --workdir=checkpoints/mnist_nn --output=digit.html',
                    _page_flags, 'showing:page'),
    'export': Command('writes a .keras file and a SavedModel',
                      'tf-labs export --workdir=checkpoints/mnist_nn --output=exported',
                      _export_flags, 'asking:export'),
    'data': Command('what of a data set is prepared, and whether every record is sound',
                    'tf-labs data --name=mnist', _data_flags, 'asking:data'),
    'shell': Command('a prompt for many commands, each of which starts at once',
                     'tf-labs shell < commands.txt', shell_flags.define,
                     'tf_labs.shell.session:run', takes_command_line=True, notes=shell_flags.NOTES),
}
