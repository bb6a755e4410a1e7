"""A child that does one thing and ends, with the signals and the exit of a process of its own."""

import atexit
from collections.abc import Callable
import os
import signal
import sys
import threading
import traceback
from typing import NoReturn

# What a terminal or a supervisor sends to end a process. They wait while a child is made, so that
# none of them is answered by what the parent has installed.
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


def fork(do: Callable[[], int]) -> int:
    """Returns the number of a child, whose exit status is what `do` returns."""
    sys.stdout.flush()  # otherwise both would write what is left
    sys.stderr.flush()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    child = os.fork()
    if child == 0:
        _become(do)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return child


def _become(do: Callable[[], int]) -> NoReturn:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for signum in (*ENDING, signal.SIGCHLD, signal.SIGALRM):
            signal.signal(signum, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        status = do()
    except SystemExit as end:  # as the interpreter has it
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # told as the interpreter would; nothing may go up to the parent's frames
        traceback.print_exc()
    finally:
        _end(status)


def _end(status: int) -> NoReturn:
    """Ends as the interpreter does: threads, then what was left for the end, then the streams."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except BaseException:  # a stream that nobody reads; the status says the rest
        pass
    finally:
        os._exit(status)
