"""What a program is told of a run while it trains, and whether it keeps its hands off it.

An object with any of `on_step_block`, `on_epoch` and `on_end` gets an `Event` at each. A run whose
training state a callback has changed is no longer the run of its config: a killed one that goes on
need not end with the same weights. So a checksum of every variable of model, optimizer and position
is compared before and after each call. What is no variable, as the attribute of a layer, is not
seen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
import contextlib
import contextvars
import dataclasses
import functools
from pathlib import Path
from types import MappingProxyType
from typing import Any, TYPE_CHECKING

from tf_labs.console import warn
from tf_labs.errors import CallbackError
from tf_labs.errors import LabError
from tf_labs.errors import StoppedByCallbackError
from tf_labs.errors import UserError
from tf_labs.training.manifest import Manifest
from tf_labs.training.run_directory import RunDirectory

if TYPE_CHECKING:  # a program gives its callbacks before TensorFlow is imported
    import keras

    from tf_labs.training.row_log import Row
    from tf_labs.training.state import TrainingState

MOMENTS = ('on_step_block', 'on_epoch', 'on_end')
_in_use: contextvars.ContextVar[tuple[Any, ...]] = contextvars.ContextVar('callbacks', default=())


@dataclasses.dataclass(frozen=True)
class Event:
    """Where a run stands.

    Attributes:
      step: optimizer steps done.
      epoch: number, from 1, of the epoch that the last of them is part of.
      row: of the epoch, where one has just ended; with 'test_loss' if it was evaluated. Else None.
      loss: mean training loss of the epoch so far.
      model: that is trained: to be read.
      workdir: directory of the run.
      stop: ends the run once it is called, as soon as it is saved.
    """

    step: int
    epoch: int
    row: Mapping[str, Any] | None
    loss: float
    model: 'keras.Model' = dataclasses.field(repr=False)
    workdir: Path
    stop: Callable[[], None] = dataclasses.field(repr=False)


@contextlib.contextmanager
def told(callbacks: Sequence[Any]) -> Iterator[None]:
    """Within it the runs that are begun or gone on with tell these callbacks."""
    token = _in_use.set(tuple(callbacks))
    try:
        yield
    finally:
        _in_use.reset(token)


def check(callbacks: Any) -> None:
    """Raises `UserError` for what is no list of objects that can be told."""
    if not isinstance(callbacks, (list, tuple)):
        raise UserError('callbacks are not a list', expected='a list of objects',
                        received=type(callbacks).__name__)
    for one in callbacks:
        if isinstance(one, type) or not any(
                callable(getattr(one, moment, None)) for moment in MOMENTS):
            raise UserError('this is not a callback', received=repr(one),
                            expected=f'an object with a method {", ".join(MOMENTS[:-1])} or '
                            f'{MOMENTS[-1]}')


def noted(stored: Manifest | None) -> dict[str, list[str]]:
    """Returns what a manifest says of callbacks: the names of all, and of those that interfered."""
    before = stored or {}
    names = [_name(one) for one in _in_use.get() if not _only_displays(one)]
    return {'callbacks': sorted({*(before.get('callbacks') or ()), *names}),
            'interfered': before.get('interfered') or []}


def _only_displays(callback: Any) -> bool:
    """True of a display of ours, which is neither noted nor watched."""
    return getattr(callback, 'is_display', False) is True


def _name(callback: Any) -> str:
    return type(callback).__name__


class Callbacks:
    """Those in use, while one run trains."""

    def __init__(self, state: 'TrainingState', directory: RunDirectory):
        self._state = state
        self._directory = directory
        self._callbacks = _in_use.get()
        self._ending: LabError | None = None
        self._is_told = False

    def tell(self, moment: str, *, epoch: int, loss: float, row: 'Row | None' = None) -> None:
        """Calls those that have a method of this name; what they raise ends the run, saved."""
        called = [one for one in self._callbacks if hasattr(one, moment)]
        if not called or isinstance(self._ending, CallbackError):
            return
        before = None if all(map(_only_displays, called)) else self._state.checksum()
        for one in called:
            event = Event(
                step=int(self._state.step), epoch=epoch, loss=loss, model=self._state.model,
                row=None if row is None else MappingProxyType(dict(row)),
                workdir=self._directory.path, stop=functools.partial(self._stop, _name(one)))
            try:
                getattr(one, moment)(event)
            except (Exception, SystemExit) as error:  # of a program that is not ours: any
                self._ending = CallbackError(f'callback {_name(one)} raised '
                                             f'{type(error).__name__} in {moment}: {error}')
                self._ending.__cause__ = error
            after = None if _only_displays(one) else self._state.checksum()
            if None not in (before, after) and after != before:
                self._interfered(_name(one), moment, event.step)
            before = after or before

    def ending(self, position: str) -> LabError | None:
        """Returns what ends the run, if a callback does, with where it was saved."""
        if self._ending is None:
            return None
        error = type(self._ending)(f'{self._ending}; {position}')
        error.__cause__ = self._ending.__cause__
        return error

    def _stop(self, name: str) -> None:
        if self._ending is None:
            self._ending = StoppedByCallbackError(f'stopped by callback {name}')

    def _interfered(self, name: str, moment: str, step: int) -> None:
        """Says it once a run, and for good in the manifest."""
        manifest = self._directory.read_json('manifest') or {}
        names = manifest.get('interfered') or []
        if name not in names:
            self._directory.write_json('manifest', {**manifest, 'interfered': [*names, name]})
        if not self._is_told:
            self._is_told = True
            warn(f'callback {name} has changed weights, optimizer or position in {moment} at step '
                 f'{step}: equality to the last bit is not promised any more')
