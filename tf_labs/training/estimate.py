"""What a long run will take: told as soon as it can be measured, and refused if it has no room."""

from collections.abc import Iterator
import contextlib
import math
from pathlib import Path
import resource
import shutil
import sys
import time

import tensorflow as tf

from tf_labs.errors import RunFailedError
from tf_labs.training.plan import Plan
from tf_labs.training.state import TrainingState

MEASURED_SECONDS = 10  # of training, before its speed is told
LONG_SECONDS = 600  # of which a run has to be expected to last, for it to be told
SPARE_BYTES = 16 * 2**20  # for rows, diagnostics and events of TensorBoard

_others = 0  # runs of a comparison that begin after this one


class Estimate:
    """Tells once how fast a run trains and when it ends, if that is not soon.

    The first call is not counted: it compiles. Neither are looks into the net, which a run begins
    with and then hardly has, and evaluations: `left_out`.

    Args:
      steps: that are left.
      batch_size: examples a step.
      checkpoint_bytes: what the checkpoints of the run will take on the disk.
    """

    def __init__(self, steps: int, batch_size: int, checkpoint_bytes: int):
        self._left = steps
        self._batch_size = batch_size
        self._checkpoint_bytes = checkpoint_bytes
        self._done = 0
        self._began: float | None = None
        self._is_told = False

    @contextlib.contextmanager
    def left_out(self) -> Iterator[None]:
        """Does not count the time of what is done in it."""
        began = time.perf_counter()
        yield
        if self._began is not None:
            self._began += time.perf_counter() - began

    def after(self, steps: int) -> str | None:
        """Returns the line that is due after a call of so many steps; None if none is."""
        if self._is_told:
            return None
        now = time.perf_counter()
        self._left -= steps
        if self._began is None:
            self._began = now
            return None
        self._done += steps
        seconds = now - self._began
        if seconds < MEASURED_SECONDS:
            return None
        self._is_told = True
        rate = self._done / seconds
        if self._left / rate < LONG_SECONDS:
            return None
        return (f'{rate * self._batch_size:#.3g} examples a second, {duration(self._left / rate)} '
                f'to the end without evaluations; checkpoints {size(self._checkpoint_bytes)}, '
                f'memory {size(peak_memory())} so far')


def duration(seconds: float) -> str:
    """Returns a duration as a person would say it: `25 minutes`, `3.1 hours`, `12 days`."""
    for unit, length in (('days', 86_400), ('hours', 3600)):
        if seconds >= 2 * length:
            return f'{seconds / length:.2g} {unit}' if seconds < 100 * length else (
                f'{seconds / length:.0f} {unit}')
    return f'{seconds / 60:.0f} minutes'


def size(count: int) -> str:
    """Returns a number of bytes as a person would say it: `1.4 GB`."""
    for unit, length in (('GB', 10**9), ('MB', 10**6)):
        if count >= length:
            return f'{count / length:.3g} {unit}'
    return f'{count / 1000:.3g} kB'


def peak_memory() -> int:
    """Returns the most memory that this process has had, in bytes; that of the host alone."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == 'darwin' else 1024 * peak


def checkpoint_bytes(state: TrainingState, plan: Plan, *, keep: int, keeps_best: bool) -> int:
    """Returns the most that the checkpoints of a run take on the disk at one time, in bytes.

    Those that are kept, one more while it is written, those of `plan.kept` and of the best step,
    of which there are two while it changes.
    """
    one: int = sum(math.prod(variable.shape) * tf.as_dtype(variable.dtype).size
                   for variable in (*state.model.variables, *state.optimizer.variables))
    saves = len([step for step in plan.kept if step <= plan.total_steps])
    saves += min(keep + 1, 2 + plan.total_steps // plan.checkpoint_every)
    return one * (saves + (2 if keeps_best else 0))


@contextlib.contextmanager
def before_others(count: int) -> Iterator[None]:
    """Has the run that begins in it be one of a comparison, of which so many are still to begin."""
    global _others
    before, _others = _others, count
    try:
        yield
    finally:
        _others = before


def check_room(place: Path, needed: int) -> None:
    """Raises `RunFailedError` if the disk has no room for the checkpoints of a run.

    Those of a comparison that begin after it are taken to be as large: better now than after days.
    """
    free, wanted = shutil.disk_usage(place).free, (1 + _others) * (needed + SPARE_BYTES)
    if free < wanted:
        what = 'this run: its checkpoints take' if not _others else (
            f'this run and the {_others} after it: the checkpoints of each take')
        raise RunFailedError(
            f'{place} has no room for {what} {size(needed)}; expected {size(wanted)} free, or '
            f'fewer of train.keep and train.keep_at_epochs; received {size(free)}')
