"""The flag --step: which checkpoint a command uses."""

from absl import flags


class StepParser(flags.ArgumentParser[int | str]):
    """A number of steps, or a word that stands for one."""

    WORDS = ('best', 'newest')
    syntactic_help = f'a whole number from 0 on, or {" or ".join(WORDS)}'

    def parse(self, argument: int | str) -> int | str:
        """Returns the number, or the word."""
        if argument in self.WORDS:
            return argument
        step = int(argument)
        if step < 0:
            raise ValueError(self.syntactic_help)
        return step


def define(values: flags.FlagValues) -> None:
    """Defines the flag."""
    flags.DEFINE(StepParser(), 'step', None, 'Checkpoint to use: its step, best or newest; '
                 'default: the best of a run with train.keep_best, else the newest.',
                 flag_values=values)
