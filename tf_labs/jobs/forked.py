"""Processes of runs that are forks of one that has imported TensorFlow (runs/run_server.py).

It is begun before the command imports TensorFlow itself, so that both do it at the same time.
Where it cannot be had, on a machine with a GPU or without forks, a process imports for itself.
"""

from collections.abc import Iterator, Mapping
import contextlib
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any, BinaryIO

from tf_labs import processes
from tf_labs.jobs import environment
from tf_labs.jobs import settings
from tf_labs.jobs.settings import Jobs

PROGRAM = [sys.executable, '-P', '-m', 'tf_labs.runs.run_server']
_PAUSE_SECONDS = 0.02  # between two questions whether a process has ended
_ANSWER_SECONDS, _IMPORT_SECONDS = 10, 300  # in which it answers, and has imported
_UNKNOWN = 1  # the status of one that has ended unseen

_server: '_Server | None' = None


class Child:
    """A fork; what is used of `subprocess.Popen` is here as there."""

    def __init__(self, server: '_Server', pid: int, stdin: BinaryIO, stdout: BinaryIO):
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None
        self._server = server

    def poll(self) -> int | None:
        """Returns how it ended, as `Popen.poll` does; None: it has not."""
        if self.returncode is None:
            self.returncode = self._server.outcome(self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Returns the same once it has.

        Raises:
          subprocess.TimeoutExpired: it has not in so many seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(PROGRAM, timeout or 0)
            time.sleep(_PAUSE_SECONDS)
        return status

    def send_signal(self, signum: int) -> None:
        """Sends it a signal; its number is its own until it was seen to have ended."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """Ends it, wherever it stands."""
        self.send_signal(signal.SIGKILL)


class _Server:
    """The process that is forked.

    Attributes:
      place: directory and environment, which the forks share.
    """

    def __init__(self, place: Mapping[str, Any]):
        self.place = place
        self._lock = threading.Lock()
        self._wire, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [*PROGRAM, str(other.fileno())], pass_fds=[other.fileno()], cwd=place['cwd'],
                env=environment.of_process(place['environment']), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self._answers = self._wire.makefile('rb')
        self._obstacle: str | None = None  # not known before it has imported

    def start(self, errors: int) -> Child | None:
        """Returns a fork; None if there can be none.

        Args:
          errors: file descriptor of its standard error.
        """
        with self._lock:
            if self._obstacle is None:
                self._obstacle = self._answer(_IMPORT_SECONDS) or ''
            if self._obstacle or not self._is_there():
                return None
        (from_here, to_child), (from_child, to_here) = os.pipe(), os.pipe()
        try:
            number = self._asked({'start': True}, [from_here, to_here, errors])
        finally:
            os.close(from_here)
            os.close(to_here)
        stdin, stdout = os.fdopen(to_child, 'wb'), os.fdopen(from_child, 'rb')
        if number is None:
            stdin.close()
            stdout.close()
            return None
        return Child(self, number, stdin, stdout)

    def outcome(self, pid: int) -> int | None:
        """Returns how a fork ended; None: it has not."""
        status = self._asked({'poll': pid})
        if status is not None:
            return os.waitstatus_to_exitcode(status)
        return None if self._is_there() else _outcome_of_orphan(pid)

    def close(self) -> None:
        """Ends it; its forks end with whoever started them."""
        self._process.kill()
        self._process.wait()
        self._answers.close()
        self._wire.close()

    def _is_there(self) -> bool:
        return self._process.poll() is None

    def _asked(self, request: Mapping[str, Any], streams: list[int] | None = None) -> int | None:
        with self._lock:
            try:
                socket.send_fds(self._wire, [json.dumps(request).encode()], streams or [])
                found: int | None = self._answer()
            except OSError:
                return None
            return found

    def _answer(self, seconds: float | None = None) -> Any:
        """Returns what it says; None if that is nothing, and then it is no longer there."""
        self._wire.settimeout(seconds or _ANSWER_SECONDS)
        try:
            return json.loads(self._answers.readline())
        except (OSError, ValueError):  # it was killed, or stopped, also while it imported
            self._process.kill()
            self._process.wait()
            return None


def _outcome_of_orphan(pid: int) -> int | None:
    """Returns the same of a fork whose server is gone: of a child of ours, in a container, too."""
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if ended else None
    except ChildProcessError:
        return None if processes.is_alive(pid) else _UNKNOWN


@contextlib.contextmanager
def prepared(jobs: Jobs) -> Iterator[None]:
    """While entered, processes for runs on this machine can be forks; waits for nothing."""
    global _server
    if not isinstance(jobs, int) or jobs == settings.IN_A_ROW or sys.platform != 'linux':
        yield
        return
    _server = _Server({'cwd': str(Path.cwd()), 'environment': environment.here()})
    try:
        yield
    finally:
        _server.close()
        _server = None


def start(wants: Mapping[str, Any], errors: int) -> Child | None:
    """Returns a process for runs; None if there is no server for what they want.

    Args:
      wants: of `RunProcess`.
      errors: file descriptor of its standard error.
    """
    server = _server
    if server is None or any(wants[name] != value for name, value in server.place.items()):
        return None
    return server.start(errors)
