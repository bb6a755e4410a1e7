"""Flags that several commands have."""

from absl import flags

from tf_labs.paths import PathParser
from tf_labs.paths import PathsParser

CONFIG = 'Config file, or a name: of a lab, else of a file in ./configs.'


def path(name: str, default: str | None, what: str, values: flags.FlagValues) -> None:
    """Defines a flag whose value is a path."""
    flags.DEFINE(PathParser(), name, default, what, flag_values=values)


def paths(name: str, what: str, values: flags.FlagValues) -> None:
    """Defines a flag whose value is paths with commas between them."""
    flags.DEFINE(PathsParser(), name, None, what, flag_values=values)


def workdir(values: flags.FlagValues) -> None:
    """Defines --workdir of a command that needs a run."""
    path('workdir', None, 'Directory of the run.', values)


def trust(values: flags.FlagValues) -> None:
    """Defines --trust."""
    flags.DEFINE_boolean('trust', False, 'Run the code in the directory of a run, such as that of '
                         'your own net or loss: read it first.', flag_values=values)


def devices(values: flags.FlagValues) -> None:
    """Defines --devices."""
    flags.DEFINE_string('devices', 'auto', 'auto: every GPU, else the CPU; cpu: the CPU alone; '
                        'N: that many GPUs, or on a machine without, logical CPUs.',
                        flag_values=values)
