"""SIGINT and SIGTERM: first ask to stop, then stop.

Two ways, of which one is always in force once `answer` was called, as the command line does:

- Where nothing has to be saved, a signal raises `InterruptedByUser` at once, wherever Python
  stands.
- Within `StopSignals` it is remembered, and asked for between two blocks; what was received is
  answered at the latest when the block ends, so it is never lost.

In a program that calls this package the first way is Python's own: a `KeyboardInterrupt`, also for
a second signal within `StopSignals`. Outside of the main thread no handler can be installed, and
signals are answered by whatever the program has.

Python hears of a signal between two of its own steps only. A thread that the operating system
wakes ends the process where the main thread stays in compiled code, or where a library has dropped
the exception: after a while where nothing is to be saved, and at the second signal everywhere.
"""

from collections.abc import Callable
import os
import signal
import sys
import threading
import time
from types import FrameType
from types import TracebackType
from typing import Any

from tf_labs import runtime
from tf_labs.errors import DivergedError
from tf_labs.errors import InterruptedByUser
from tf_labs.errors import StoppedError

SIGNALS = (signal.SIGINT, signal.SIGTERM)
UNHEARD_SECONDS = 2.0  # after which a signal that changed nothing ends the command

_Handler = Callable[[int, FrameType | None], Any] | int | None  # as signal.signal has it


class _Command:
    """What the signals of this process have come to.

    Attributes:
      received: the first one, until something has answered it.
      heard: the same, as the thread knows it.
      holders: the `StopSignals` entered, the outermost first.
      is_ending: the command ends because of what was received.
      is_ours: the process is one of the command line, and ends with it.
      told: where the operating system tells the thread of a signal.
    """

    received: int | None = None
    heard: int | None = None
    is_ending = False
    is_ours = False
    told: int | None = None

    def __init__(self) -> None:
        self.holders: list[StopSignals] = []


_command = _Command()


def answer() -> None:
    """Installs the answers to both signals; the command line does so before anything else."""
    _command.received = _command.heard = None
    _command.is_ending = False
    _command.is_ours = True
    for signum in SIGNALS:
        signal.signal(signum, _interrupt)
    _watch()


def done() -> None:
    """Tells that the command ends by itself: nothing else need to end it, nothing is raised."""
    _command.is_ending = True
    _command.is_ours = False
    if threading.current_thread() is threading.main_thread():
        signal.set_wakeup_fd(-1)


def is_asked_to_end() -> bool:
    """True once a signal was received, or where the command ends by itself."""
    return _command.received is not None or _command.is_ending


def check() -> None:
    """Raises `InterruptedByUser` if a signal came whose exception a library has dropped."""
    if _command.received is not None and not _command.holders:
        raise InterruptedByUser(_command.received)


class StopSignals:
    """While entered, a first signal is remembered and a second ends the command at once.

    Its end answers what was received, if its body has not: it raises `StoppedError`, also in place
    of a `DivergedError`, after which a comparison would go on.
    """

    SIGNALS = SIGNALS

    def __init__(self) -> None:
        self._before: dict[signal.Signals, _Handler] = {}

    @property
    def received(self) -> int | None:
        """The first signal, if one came; one for all that are entered within each other."""
        return _command.received

    def __enter__(self) -> 'StopSignals':
        check()
        _command.holders.append(self)
        if threading.current_thread() is threading.main_thread():
            self._before = {signum: signal.signal(signum, _remember) for signum in SIGNALS}
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None,
                 __: TracebackType | None) -> None:
        for signum, handler in self._before.items():
            signal.signal(signum, handler)
        _command.holders.remove(self)
        received = _command.received
        if received is None:
            return
        _command.is_ending = _command.is_ours
        if not _command.holders:
            _command.received = _command.heard = None
        if error is None or isinstance(error, DivergedError):
            raise StoppedError(received, str(error or 'what was saved stays; the same command '
                                             'goes on'))


def _remember(signum: int, _: FrameType | None) -> None:
    if _command.received is None:
        _command.received = signum
    elif _command.is_ours:
        os._exit(128 + signum)
    else:
        raise KeyboardInterrupt


def _interrupt(signum: int, _: FrameType | None) -> None:
    """The handler where nothing is to be saved.

    While TensorFlow is imported an exception may crash its C++ side, so the process just ends.
    """
    if _command.received is not None or _command.is_ending:
        os._exit(128 + signum)
    if not runtime.is_imported():
        _end(signum)
    _command.received = signum
    raise InterruptedByUser(signum)


def _end(signum: int) -> None:
    """Ends the process at once."""
    os.write(runtime.stderr(), f'tf-labs: {InterruptedByUser(signum)}\n'.encode())
    os._exit(128 + signum)


def _watch() -> None:
    """Wakes a thread that hears of signals while the main thread does not."""
    sys.unraisablehook = _unraisable
    if threading.current_thread() is not threading.main_thread():
        return
    if _command.told is None:
        heard, _command.told = os.pipe()
        os.set_blocking(_command.told, False)
        os.register_at_fork(after_in_child=_forget)
        threading.Thread(target=_listen, args=(heard,), daemon=True).start()
    signal.set_wakeup_fd(_command.told, warn_on_full_buffer=False)


def _forget() -> None:
    """A forked worker has no such thread, and must not speak to that of its parent."""
    _command.told = None
    signal.set_wakeup_fd(-1)


def _listen(heard: int) -> None:
    while True:
        for signum in os.read(heard, 64):
            if signum not in SIGNALS:
                continue
            if _command.heard is not None:
                os._exit(128 + signum)
            _command.heard = signum
            threading.Thread(target=_end_if_unheard, args=(signum,), daemon=True).start()


def _end_if_unheard(signum: int) -> None:
    time.sleep(UNHEARD_SECONDS)
    if _command.heard is not None and not (_command.is_ending or _command.holders):
        _end(signum)


def _unraisable(told: 'sys.UnraisableHookArgs') -> None:
    """A library's callback has dropped the exception: the thread ends the command, no traceback."""
    if not isinstance(told.exc_value, InterruptedByUser):
        sys.__unraisablehook__(told)
