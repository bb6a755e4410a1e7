"""What a person sees of a run: a line an epoch, and on a terminal a bar."""

import sys
from typing import Any

from tqdm import tqdm

from tf_labs.console import say
from tf_labs.console import say_also_of_many
from tf_labs.training.estimate import Estimate
from tf_labs.training.row_log import Row

_QUALITIES = {'accuracy': 'accuracy', 'r2': 'R^2'}


class Progress:
    """A bar over the steps of an epoch on a terminal; nothing but lines elsewhere.

    Until the first block is done it says what is done in it: `compiling`, say. Of a run that will
    be long it says so, once that can be measured.
    """

    def __init__(self, first: str = '', estimate: Estimate | None = None):
        self._bar: 'tqdm[Any] | None' = None
        self._first = first
        self._estimate = estimate

    def begin_epoch(self, epoch: int, steps: int, done: int) -> None:
        """Starts a bar."""
        self._bar = tqdm(total=steps, initial=done, desc=f'epoch {epoch}', unit='step',
                         leave=False, disable=not sys.stderr.isatty(), postfix=self._first)

    def advance(self, steps: int, loss: float) -> None:
        """Moves the bar on, with the mean training loss of the epoch so far."""
        self._first = ''
        if self._bar is not None:
            self._bar.set_postfix_str(f'loss {loss:#.4g}', refresh=False)
            self._bar.update(steps)
        line = None if self._estimate is None else self._estimate.after(steps)
        if line is not None:
            if self._bar is not None:
                self._bar.clear()
            say_also_of_many(line)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def end_epoch(self, row: Row, epochs: int, best: str = '') -> None:
        """Prints the line of an epoch, with what is the best so far where that is looked for."""
        self.close()
        measured = ''.join(f'{split} {title} {row[f"{split}_{name}"]:.4f}  '
                           for split in ('validation', 'test')
                           for name, title in _QUALITIES.items() if f'{split}_{name}' in row)
        say(f'epoch {row["epoch"]}/{epochs}  step {row["step"]}  '
            f'train loss {row["train_loss"]:#.4g}  {measured}{row["seconds"]:.2f} s{best}')
