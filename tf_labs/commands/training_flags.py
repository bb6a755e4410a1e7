"""Flags of the commands that list, make and run configs."""

from absl import flags

from tf_labs.commands import jobs_flag
from tf_labs.commands import worker_flags
from tf_labs.commands.flag_kinds import CONFIG
from tf_labs.commands.flag_kinds import devices
from tf_labs.commands.flag_kinds import path
from tf_labs.commands.flag_kinds import trust
from tf_labs.training import rate_bounds


def listing(values: flags.FlagValues) -> None:
    """Defines those of `listing`."""
    path('dir', None, 'Directory of config files; default: the labs of tf_labs.', values)


def _training(values: flags.FlagValues, seeds: str) -> None:
    devices(values)
    jobs_flag.define(values)
    flags.DEFINE_boolean('report', False, 'Write report.html at the end.', flag_values=values)
    flags.DEFINE_integer('seeds', None, seeds, lower_bound=1, flag_values=values)
    flags.DEFINE_multi_string('log', [], 'Mirrors the rows: mlflow:URI, mlflow:DIR or '
                              'wandb:PROJECT; several allowed.', flag_values=values)


def run(values: flags.FlagValues) -> None:
    """Defines those of `run`."""
    trust(values)
    path('config', None, CONFIG, values)
    path('workdir', None, 'Directory of the run; default: checkpoints/LAB.', values)
    _training(values, 'Repeat over that many seeds: the config\'s, 1, 2, ...')
    worker_flags.define(values)


def config(values: flags.FlagValues) -> None:
    """Defines those of `config`."""
    path('config', None, CONFIG, values)


def new(values: flags.FlagValues) -> None:
    """Defines those of `new`."""
    path('name', None, 'Name of the lab.', values)
    path('from', 'digits', 'Config file, or name of a lab, to start from.', values)
    path('dir', '.', 'Directory for the file.', values)


def summary(values: flags.FlagValues) -> None:
    """Defines those of `summary`."""
    path('config', None, CONFIG, values)
    path('workdir', None, 'Directory of a run, in place of a config.', values)


def reproduce(values: flags.FlagValues) -> None:
    """Defines those of `reproduce`."""
    flags.DEFINE_string('labs', None, 'Names with commas between them; papers: those with the '
                        'set-up of the papers, days; default: all that have published numbers and '
                        'do not take hours.', flag_values=values)
    flags.DEFINE_integer('seeds', 1, 'Runs of each lab whose result depends on the seed; a band '
                         'needs 5.',
                         lower_bound=1, flag_values=values)
    path('output', None, 'File for the table, in Markdown.', values)
    flags.DEFINE_boolean('rerun', False, 'Rerun what is already there.', flag_values=values)
    flags.DEFINE_boolean('train', True, 'Train what is not done yet; --notrain: report it as NOT '
                         'RUN.',
                         flag_values=values)
    path('workdir', None, 'Directory of the runs; default: checkpoints/reproduce.', values)
    path('dir', None, 'Directory of config files; default: the labs of tf_labs.', values)
    devices(values)
    jobs_flag.define(values)


def sweep(values: flags.FlagValues) -> None:
    """Defines those of `sweep`."""
    path('config', None, CONFIG, values)
    path('workdir', None, 'Directory of the sweep; default: checkpoints/LAB_sweep.', values)
    _training(values, 'Runs of each combination: seeds the config\'s, 1, 2, ...')


def find_rate(values: flags.FlagValues) -> None:
    """Defines those of `find-rate`."""
    path('config', None, CONFIG, values)
    path('output', None, 'Directory for figure and table; default: checkpoints/find_rate/LAB.',
         values)
    flags.DEFINE_float('lowest', rate_bounds.LOWEST, 'Rate of the first step.', flag_values=values)
    flags.DEFINE_float('highest', rate_bounds.HIGHEST, 'Rate of the last step.', flag_values=values)
    flags.DEFINE_integer('steps', None, 'Optimizer steps; default: an epoch, 100 to 500.',
                         flag_values=values)
    devices(values)


def runs(values: flags.FlagValues) -> None:
    """Defines those of `runs`."""
    path('dir', None, 'Directory to look in, and below; default: checkpoints.', values)
    flags.DEFINE_multi_string('where', [], "Condition, as 'test_accuracy>0.9'; several allowed.",
                              flag_values=values)
    flags.DEFINE_string('sort', None, 'Field to sort by; -FIELD: the largest first.',
                        flag_values=values)
    flags.DEFINE_boolean('json', False, 'As JSON.', flag_values=values)
    flags.DEFINE_boolean('csv', False, 'As CSV.', flag_values=values)


def data(values: flags.FlagValues) -> None:
    """Defines those of `data`."""
    flags.DEFINE_string('name', 'mnist', 'Name of the data set.', flag_values=values)
    path('dir', None, 'Directory of prepared data; default: $TFDS_DATA_DIR.', values)
