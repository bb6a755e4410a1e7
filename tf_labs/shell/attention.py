"""Who answers the signals of a shell: between two commands the shell, meanwhile the command.

A terminal sends Ctrl-C and Ctrl-Z to both, as they are in one process group. What ends the shell
alone is passed on to the command, which saves; one that was sent to both is not its second signal.
"""

import os
import signal
from types import FrameType
from types import TracebackType

from tf_labs.errors import InterruptedByUser
from tf_labs.training import signals

PASSED_ON = signal.SIGUSR1  # how a command is told of a SIGTERM of its shell
_GRACE_SECONDS = 0.2  # in which the command's own copy of a signal has reached it


def begin() -> None:
    """From now on a signal ends what the shell waits for, as `InterruptedByUser`."""
    signals.done()  # the shell is not a command that has to end when it is asked to
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGQUIT, lambda *_: None)  # a terminal sends it to the command too


def _interrupt(signum: int, _: FrameType | None) -> None:
    raise InterruptedByUser(signum)


def listen() -> None:
    """In the process of a command: has it hear of what its shell was sent."""
    signal.signal(PASSED_ON, _as_if_sent)


def _as_if_sent(_: int, __: FrameType | None) -> None:
    if not signals.is_asked_to_end():
        signal.raise_signal(signal.SIGTERM)


class Attention:
    """While entered, signals are the command's.

    Attributes:
      command: the number of its process, once that is known.
      received: the last signal of the shell that ends it.
    """

    def __init__(self) -> None:
        self.command: int | None = None
        self.received: int | None = None

    def __enter__(self) -> 'Attention':
        signal.signal(signal.SIGALRM, self._pass_on)
        for signum in signals.SIGNALS:
            signal.signal(signum, self._remember)
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None,
                 ___: TracebackType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for signum in signals.SIGNALS:
            signal.signal(signum, _interrupt)

    def _remember(self, signum: int, _: FrameType | None) -> None:
        self.received = signum
        if signum == signal.SIGTERM:
            signal.setitimer(signal.ITIMER_REAL, _GRACE_SECONDS)

    def _pass_on(self, _: int, __: FrameType | None) -> None:
        if self.command is None:
            signal.setitimer(signal.ITIMER_REAL, _GRACE_SECONDS)
            return
        try:
            os.kill(self.command, PASSED_ON)
        except ProcessLookupError:  # it has just ended
            pass
