"""What a person sees of a run: a line an epoch, and on a terminal a bar."""

import sys

from tqdm import tqdm

from tf_labs.console import say
from tf_labs.training.metrics_log import Row


class Progress:
    """A bar over the steps of an epoch on a terminal; nothing but lines elsewhere."""

    def __init__(self):
        self._bar: tqdm | None = None

    def begin_epoch(self, epoch: int, steps: int, done: int) -> None:
        """Starts a bar."""
        self._bar = tqdm(total=steps, initial=done, desc=f'epoch {epoch}', unit='step',
                         leave=False, disable=not sys.stderr.isatty())

    def advance(self, steps: int) -> None:
        """Moves the bar on."""
        if self._bar is not None:
            self._bar.update(steps)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def end_epoch(self, row: Row, epochs: int) -> None:
        """Prints the line of an epoch."""
        self.close()
        test = (f'test accuracy {row["test_accuracy"]:.4f}  ' if 'test_accuracy' in row else '')
        say(f'epoch {row["epoch"]}/{epochs}  step {row["step"]}  '
            f'train loss {row["train_loss"]:#.4g}  {test}{row["seconds"]:.2f} s')
