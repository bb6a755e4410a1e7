"""The flags of a run that several workers share."""

from absl import flags


def define(values: flags.FlagValues) -> None:
    """Defines them."""
    flags.DEFINE_string('workers', None, 'Shares the batches of a run: N workers that are started '
                        'here; HOST:PORT,HOST:PORT; or slurm.', flag_values=values)
    flags.DEFINE_integer('worker', None, 'Which of the workers this one is, from 0.',
                         flag_values=values)
    flags.DEFINE_integer('wait', None, 'Seconds in which all workers have to come; default: 300.',
                         lower_bound=1, flag_values=values)
