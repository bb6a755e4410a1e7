"""A worker: command lines in forks of its server or from nothing, killed and measured."""

import dataclasses
import json
import os
from pathlib import Path
import select
import signal
import subprocess
import sys
import tempfile
import time

from benchmarks.campaign import library

ROOT = Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Command:
    """A command line and what is done to it.

    Attributes:
      arguments: of `tf-labs`; or of `function`.
      cwd: working directory; operations below it are counted.
      arm: (number, mode) of library.arm; None: nothing is counted.
      kill_after: seconds to a SIGKILL; None: none.
      interrupt_after: seconds to a SIGINT; None: none.
      timeout: seconds from the last of these, or from the start, to the end of patience.
      from_nothing: a process of its own that imports everything, no fork.
      file_limit: largest file that can be written, in bytes.
      function: 'module:name' that is called in place of the command line.
      env: variables that are set.
    """

    arguments: tuple[str, ...]
    cwd: Path
    arm: tuple[int, str] | None = None
    kill_after: float | None = None
    interrupt_after: float | None = None
    timeout: float = 300.0
    from_nothing: bool = False
    file_limit: int | None = None
    function: str | None = None
    env: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a command line ended.

    Attributes:
      status: exit status, negative the signal that ended it.
      out: standard output.
      err: standard error.
      operations: `NUMBER KIND PATH` of each operation that was counted.
      seconds: from start to end.
      rss: largest memory in MB; 0 if it was not measured.
      was_interrupted: it was sent SIGINT.
      is_overdue: it was ended as it would not end.
    """

    status: int
    out: str
    err: str
    operations: list[str]
    seconds: float
    rss: int
    was_interrupted: bool
    is_overdue: bool


class Worker:
    """A core, a server that is bound to it, and the command lines that run there."""

    def __init__(self, preloaded: Path, number: int):
        cores = sorted(os.sched_getaffinity(0))
        self._core = cores[number % len(cores)]
        self._env = {**os.environ, 'LD_PRELOAD': str(preloaded), 'PYTHONPATH': str(ROOT),
                     'MPLCONFIGDIR': str(preloaded.parent / 'matplotlib')}
        self._server: subprocess.Popen | None = None

    def run(self, command: Command) -> Ended:
        """Runs a command line to its end."""
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory)
            for name in ('out', 'err', 'log'):
                (place / name).touch()
            began = time.monotonic()
            run = self._from_nothing if command.from_nothing else self._forked
            status, rss, interrupted, overdue = run(command, place)
            seconds = time.monotonic() - began
            out, err, log = ((place / name).read_text('utf-8', 'replace')
                             for name in ('out', 'err', 'log'))
        return Ended(status, out, err, log.splitlines(), seconds, rss, interrupted, overdue)

    def function(self, name: str, *arguments: str) -> None:
        """Calls 'module:function' of this project in a fork.

        Raises:
          RuntimeError: it failed.
        """
        ended = self.run(Command(arguments, ROOT, function=name))
        if ended.status != 0:
            raise RuntimeError(f'{name} failed: {ended.err}')

    def close(self) -> None:
        """Ends the server."""
        if self._server is not None:
            self._server.stdin.close()
            self._server.wait(timeout=60)
            self._server = None

    def _forked(self, command: Command, place: Path) -> tuple[int, int, bool, bool]:
        if self._server is None or self._server.poll() is not None:
            self._server = subprocess.Popen(
                [sys.executable, '-m', 'benchmarks.campaign.server', str(self._core)], cwd=ROOT,
                env=self._env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        server = self._server
        arm = None if command.arm is None else [str(command.cwd), *command.arm]
        request = {'arguments': command.arguments, 'cwd': str(command.cwd), 'env': command.env,
                   'arm': arm, 'file_limit': command.file_limit, 'function': command.function,
                   **{name: str(place / name) for name in ('out', 'err', 'log')}}
        server.stdin.write(f'{json.dumps(request)}\n'.encode())
        server.stdin.flush()
        pid = int(_line(server))
        fate = _watched(pid, command, lambda seconds: bool(
            select.select([server.stdout], [], [], seconds)[0]))
        answer = json.loads(_line(server))
        return os.waitstatus_to_exitcode(answer['status']), answer['rss'], *fate

    def _from_nothing(self, command: Command, place: Path) -> tuple[int, int, bool, bool]:
        with (place / 'log').open('wb') as log, (place / 'out').open('wb') as out, \
                (place / 'err').open('wb') as err:
            env = {**self._env, **command.env}
            if command.arm is not None:
                env['CAMPAIGN_ARM'] = library.order(str(command.cwd), *command.arm, log.fileno())
            process = subprocess.Popen(
                ['taskset', '-c', str(self._core), sys.executable, '-m', 'tf_labs',
                 *command.arguments], cwd=command.cwd, env=env, stdin=subprocess.DEVNULL,
                stdout=out, stderr=err, pass_fds=(log.fileno(),))

            def has_ended(seconds: float) -> bool:
                try:
                    process.wait(seconds)
                except subprocess.TimeoutExpired:
                    return False
                return True

            interrupted, overdue = _watched(process.pid, command, has_ended)
            return process.wait(), 0, interrupted, overdue


def _line(server: subprocess.Popen) -> bytes:
    """Returns the next line; unbuffered, so that `select` sees what has not been read."""
    line = b''
    while not line.endswith(b'\n'):
        one = os.read(server.stdout.fileno(), 1)
        if not one:
            raise RuntimeError(f'the server has ended with status {server.wait()}')
        line += one
    return line


def _watched(pid: int, command: Command, has_ended) -> tuple[bool, bool]:
    """Sends what is to be sent; returns whether it was interrupted, and whether it was overdue."""
    interrupted = False
    if command.kill_after is not None:
        if not has_ended(command.kill_after):
            os.kill(pid, signal.SIGKILL)
            return False, False
    elif command.interrupt_after is not None and not has_ended(command.interrupt_after):
        os.kill(pid, signal.SIGINT)
        interrupted = True
    if has_ended(command.timeout):
        return interrupted, False
    os.kill(pid, signal.SIGKILL)
    return interrupted, True
