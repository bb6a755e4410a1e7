"""What a person sees on a terminal of runs that others do: a line for each, which moves."""

from collections.abc import Callable, Iterator, Mapping
import contextlib
import json
import sys
import time
from typing import Any

from tqdm import tqdm

from tf_labs.jobs.run import Run
from tf_labs.training.run_directory import METRICS

_SECONDS = 1.0  # between two looks into the run directories
_TAIL = 4096  # bytes at the end of the rows, which hold the last


class Progress:
    """A line for each run that is at work; nothing where there is no terminal."""

    def __init__(self, runs: Mapping[Any, Run]):
        self._runs = runs
        self._bars: dict[Any, 'tqdm[Any]'] = {}
        self._is_shown = sys.stderr.isatty()
        self._next = 0.0

    def show(self, running: Callable[[], list[Any]]) -> None:
        """Moves the lines on, now and then.

        Args:
          running: returns the keys of the runs that are at work.
        """
        if not self._is_shown or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SECONDS
        now = running()
        for key in [key for key in self._bars if key not in now]:
            self._bars.pop(key).close()
        for key in now:
            self._move(key)

    def _move(self, key: Any) -> None:
        run = self._runs[key]
        train = run.config.get('train', {})
        unit, total = ('epoch', train.get('epochs')) if train.get('epochs') else (
            'step', train.get('steps'))
        if key not in self._bars:
            self._bars[key] = tqdm(total=total, desc=run.title, unit=unit, leave=False)
        row = last_row(run)
        bar = self._bars[key]
        if row.get(unit, bar.n) != bar.n:
            loss = row.get('train_loss')  # of a procedure's rows, or one that is not finite, none
            bar.set_postfix_str('' if loss is None else f'loss {loss:#.4g}', refresh=False)
            bar.update(row[unit] - bar.n)
        else:
            bar.refresh()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """While entered, the lines leave room for what is said."""
        if not self._bars:
            yield
            return
        with tqdm.external_write_mode(file=sys.stderr):
            yield

    def close(self) -> None:
        """Takes the lines away."""
        for bar in self._bars.values():
            bar.close()
        self._bars.clear()


def last_row(run: Run) -> dict[str, Any]:
    """Returns the last whole row of a run that another process trains; {} if there is none."""
    try:
        with (run.directory.path / METRICS).open('rb') as file:
            file.seek(max(0, file.seek(0, 2) - _TAIL))
            lines = file.read().split(b'\n')[:-1]
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    except (OSError, ValueError):
        return {}
    return found
