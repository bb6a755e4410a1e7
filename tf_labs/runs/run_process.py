"""The process that does the runs of a worker: tasks come by standard input, answers go back.

It ends when its worker does: what it trains is saved first, if that takes no longer than a block.
"""

from collections.abc import Callable
import contextlib
import io
import json
import os
import queue
import signal
import threading
import time
from typing import Any, BinaryIO, NoReturn

from tf_labs import console
from tf_labs import runtime
from tf_labs.config import config_values
from tf_labs.console import silence
from tf_labs.errors import InterruptedByUser
from tf_labs.errors import LabError
from tf_labs.errors import of_system
from tf_labs.errors import StoppedError
from tf_labs.errors import unforeseen
from tf_labs.jobs import worker
from tf_labs.training import mirrors
from tf_labs.training import signals
from tf_labs.training.directory_lock import WorkdirInUseError
from tf_labs.training.own_code import Permission
from tf_labs.training.own_code import permitted
from tf_labs.training.run_directory import RunDirectory

_WARNING = 'tf-labs: warning: '
_SAVING_SECONDS = 20.0  # for a run whose worker is gone
_IDLE_SECONDS = 60.0
_LOCKED_SECONDS = 30.0  # for a run that another process is about to let go of


def main() -> NoReturn:
    """Does what it is told, to the end of the input."""
    requests, answers = os.fdopen(os.dup(0), 'rb'), os.fdopen(os.dup(1), 'wb')
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    signals.answer()
    tasks: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, tasks), daemon=True).start()
    while True:
        try:
            task = tasks.get(timeout=_IDLE_SECONDS)
        except queue.Empty:  # who handed out the runs may be gone
            os._exit(0)
        found = answer(task, lambda line: _write(answers, {'warning': line}))
        _write(answers, found)
        if found.get('error') == StoppedError.__name__:
            os._exit(0)


def _write(answers: BinaryIO, message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):  # the worker is gone: that is seen by its requests
        answers.write(json.dumps(message).encode() + b'\n')
        answers.flush()


class _Warnings(io.TextIOBase):
    """Standard error of a run: its warnings are told as they come."""

    def __init__(self, tell: Callable[[str], None]):
        self._tell = tell
        self._line = ''

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split('\n')
        for line in lines:
            if line.startswith(_WARNING):
                self._tell(line.removeprefix(_WARNING))
        return len(text)


def _listen(requests: BinaryIO, tasks: 'queue.SimpleQueue[dict[str, Any]]') -> None:
    for line in requests:
        tasks.put(json.loads(line))
    os.kill(os.getpid(), signal.SIGTERM)  # the worker is gone, or wants nothing more
    time.sleep(_SAVING_SECONDS)
    os._exit(128 + signal.SIGTERM)


def answer(task: dict[str, Any], tell: Callable[[str], None]) -> dict[str, Any]:
    """Does a run; returns its outcome or its error.

    Args:
      task: the run.
      tell: gets what is warned of.
    """
    console.begin()
    try:
        with contextlib.redirect_stderr(_Warnings(tell)), silence():
            found: dict[str, Any] = {'outcome': _done(task)}
    except InterruptedByUser:
        found = {'error': StoppedError.__name__, 'text': worker.NOT_BEGUN}
    except LabError as error:
        found = {'error': type(error).__name__, 'text': str(error), 'status': error.exit_status}
    except OSError as error:  # a full or failing disk
        found = {'error': 'RunFailedError', 'text': of_system(error)}
    except Exception as error:  # nobody foresaw it
        found = {'error': 'RunFailedError', 'text': unforeseen(error)}
    return found


def _done(task: dict[str, Any]) -> dict[str, Any]:
    """Does a run, once whoever was at it has let go: a worker that was killed, say."""
    runtime.import_tensorflow()
    from tf_labs.experiments import comparison
    from tf_labs.labs import catalog
    from tf_labs.training import estimate
    config = config_values.from_json(task['config'])
    until = time.monotonic() + _LOCKED_SECONDS
    while True:
        try:
            with permitted(Permission(trust=task['trust'])), mirrors.to(task['loggers']), (
                    estimate.before_others(task['others'])):
                return comparison.done(catalog.experiment(config.experiment), config,
                                       task['devices'], task['about'],
                                       RunDirectory(task['workdir']))
        except WorkdirInUseError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


if __name__ == '__main__':
    main()
