"""Every command: what it does, its flags, the function behind it."""

from tf_labs.command import Command
from tf_labs.commands import asking_flags
from tf_labs.commands import flag_kinds
from tf_labs.commands import page_flags
from tf_labs.commands import shell_flags
from tf_labs.commands import training_flags

_CODE = ('\nA config file is a program that runs with your permissions: read one from elsewhere '
         'before you use it.')
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
    '--config.data.validation_examples\nsays otherwise. The same command resumes where it '
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
                    'tf-labs list', training_flags.listing, 'labs:list_configs'),
    'config': Command('every field of a config: value, default, what it is',
                      'tf-labs config digits --config.train.epochs=3', training_flags.config,
                      'configs:show', takes_overrides=True, word='config', notes=_CONFIG_NOTES),
    'new': Command('writes NAME.py, a config of your own to start from',
                   'tf-labs new mine --from=mnist_nn', training_flags.new, 'configs:new',
                   word='name', notes=('\n`new NAME` is --name=NAME.',)),
    'run': Command('trains, or resumes what the directory holds',
                   'tf-labs run mnist_nn --config.train.epochs=3',
                   training_flags.run, 'training:run', takes_overrides=True, word='config',
                   notes=_RUN_NOTES),
    'find-rate': Command('the learning-rate range test: recommends a rate, with a figure',
                         'tf-labs find-rate digits', training_flags.find_rate, 'tuning:find_rate',
                         takes_overrides=True, word='config'),
    'sweep': Command('every combination of some values, and the best by validation',
                     'tf-labs sweep digits --config.optimizer.learning_rate=1e-3,1e-2',
                     training_flags.sweep, 'tuning:sweep', takes_overrides=True, word='config',
                     notes=_SWEEP_NOTES),
    'runs': Command('a table of all runs below a directory, sorted and filtered',
                    "tf-labs runs --where='test_accuracy>0.9' --sort=-test_accuracy",
                    training_flags.runs, 'listing:runs', word='dir', notes=_RUNS_NOTES),
    'reproduce': Command('reruns the labs with published numbers and judges each number',
                         'tf-labs reproduce --seeds=5 --output=reproduced.md',
                         training_flags.reproduce, 'reproducing:reproduce', notes=(_CODE,)),
    'book': Command('lessons, figures and numbers of the labs as a site to read offline',
                    'tf-labs book --labs=perceptron,gates --output=book', page_flags.book,
                    'publishing:book', notes=(_CODE,)),
    'class': Command('notebooks and seeds for the students of a class; checks what they hand in',
                     'tf-labs class new autumn --labs=perceptron,gates --students=names.txt',
                     page_flags.classes, 'classes:do', actions=('new', 'check'),
                     notes=_CLASS_NOTES),
    'eval': Command('loss and accuracy of a checkpoint over a whole split',
                    'tf-labs eval --workdir=checkpoints/mnist_nn --split=test',
                    asking_flags.eval, 'asking:evaluate'),
    'predict': Command('asks a trained net about single images',
                       'tf-labs predict --workdir=checkpoints/mnist_nn --index=random',
                       asking_flags.predict, 'asking:predict'),
    'similar': Command('the training images that a net finds most like an image',
                       'tf-labs similar --workdir=checkpoints/cifar10 --index=3 --index=random',
                       asking_flags.similar, 'asking:similar'),
    'filters': Command('the kernels of the first convolution as a picture',
                       'tf-labs filters --workdir=checkpoints/cifar10', asking_flags.filters,
                       'showing:filters'),
    'report': Command('one file that shows all of a run: curves, layers, mistakes, findings',
                      'tf-labs report --workdir=checkpoints/mnist_nn', page_flags.report,
                      'showing:report'),
    'summary': Command('the layers of a net: shapes, parameters, multiply-adds, memory',
                       'tf-labs summary digits --config.model.hidden_sizes=64,64',
                       training_flags.summary, 'showing:summary', takes_overrides=True,
                       word='config', notes=(
                           '\n`summary LAB` and `summary FILE.py` are --config=LAB and '
                           '--config=FILE.py.' + _CODE,)),
    'compare': Command('runs side by side: curves, and differences with their intervals',
                       'tf-labs compare --workdirs=checkpoints/mnist_relu,'
                       'checkpoints/mnist_sigmoid', page_flags.compare, 'showing:compare'),
    'doctor': Command('why a net does not train: findings with their evidence',
                      'tf-labs doctor --workdir=checkpoints/mnist_nn', flag_kinds.workdir,
                      'showing:doctor'),
    'page': Command('a page to draw on or drop pictures on, or a lab with sliders',
                    'tf-labs page --workdir=checkpoints/mnist_nn --output=digit.html',
                    page_flags.page, 'showing:page'),
    'export': Command('writes a .keras file and a SavedModel',
                      'tf-labs export --workdir=checkpoints/mnist_nn --output=exported',
                      asking_flags.export, 'asking:export'),
    'data': Command('what is prepared of a data set, and whether every record is intact',
                    'tf-labs data --name=mnist', training_flags.data, 'asking:data'),
    'shell': Command('a prompt for many commands, each of which starts at once',
                     'tf-labs shell < commands.txt', shell_flags.define,
                     'tf_labs.shell.session:run', takes_command_line=True, notes=shell_flags.NOTES),
}
