"""The flags of a run that several workers share."""

from absl import flags


def define(values: flags.FlagValues) -> None:
    """Defines them."""
    flags.DEFINE_string('workers', None, 'Splits the batches of a run over workers: N, started '
                        'here; HOST:PORT,HOST:PORT; or slurm.', flag_values=values)
    flags.DEFINE_integer('worker', None, 'Which of the workers this one is, from 0.',
                         flag_values=values)
    flags.DEFINE_integer('wait', None, 'Seconds within which all workers have to join; default: '
                         '300.',
                         lower_bound=1, flag_values=values)
