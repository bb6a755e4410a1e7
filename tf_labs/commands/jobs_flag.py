"""The flag --jobs: how many runs at once, or who hands them out."""

from absl import flags


def define(values: flags.FlagValues) -> None:
    """Defines the flag."""
    flags.DEFINE_string('jobs', '1', 'Runs at once, each in a process of its own; or the address '
                        'of a dask scheduler, as tcp://head:8786.', flag_values=values)
