"""N workers of one run on this machine: started, listened to, and started again from where it was.

A worker that is killed, or hangs, costs the time since the last checkpoint: the others end, and all
start again. What a worker says itself, a mistake, a full disk, weights that are not finite, would
come again and ends the run.
"""

from collections.abc import Sequence
import contextlib
import math
import os
from pathlib import Path
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO

from ml_collections import ConfigDict

from tf_labs import processes
from tf_labs.errors import WorkerLostError
from tf_labs.runs import worker_memory
from tf_labs.training.signals import StopSignals

PARENT = 'TF_LABS_LAUNCHER'  # environment variable of a worker: the process that started it
FRUITLESS = 3  # starts one after the other that add no checkpoint, and there is no other
_LOST = WorkerLostError.exit_status
_SAVING_SECONDS = 60.0  # for workers that a signal was passed on to: one may not answer it
_GRACE_SECONDS = 20.0  # in which a worker that has lost another ends by itself
_MOMENT = 0.05


def launch(config: ConfigDict, words: Sequence[str], first: Sequence[str], workers: int,
           workdir: Path) -> int:
    """Runs a config as workers that share the cores of this machine; returns the exit status.

    Args:
      config: of the run.
      words, first, workers, workdir: of `Launcher`.

    Raises:
      UserError: there is no memory for so many.
    """
    worker_memory.check(config, workers)
    if config.train.num_threads is None:
        threads = max(1, processes.cores() // workers)
        words = [*words, f'--config.train.num_threads={threads}']
    return Launcher(words, first, workers, workdir).run()


class Launcher:
    """Runs one command line as several workers of this machine.

    Args:
      words: of `tf-labs run`, for all workers.
      first: more of them, for worker 0, which reports and logs.
      workers: how many.
      workdir: of the run: its checkpoints tell whether it has come on.
    """

    def __init__(self, words: Sequence[str], first: Sequence[str], workers: int, workdir: Path):
        self._words = list(words)
        self._first = list(first)
        self._size = workers
        self._workdir = workdir
        self._children: list[subprocess.Popen[bytes]] = []
        self._said: list[IO[bytes]] = []
        self._cause = ''

    def run(self) -> int:
        """Runs to the end, however often a worker is killed; returns the exit status."""
        fruitless, before = 0, self._newest()
        with StopSignals() as signals:
            while True:
                statuses = self._once(signals)
                status = _own_error(statuses)
                if status is None and max(statuses) == 0 == min(statuses):
                    return 0
                if signals.received is not None:
                    return 128 + signals.received
                if status is not None:
                    self._repeat(statuses, status)
                    return status
                newest = self._newest()
                fruitless = fruitless + 1 if newest == before else 0
                before = newest
                what = self._cause
                if fruitless == FRUITLESS:
                    self._tell(f'error: {what}; no checkpoint was added by the last {FRUITLESS} '
                               'starts; the same command goes on')
                    return _LOST
                where = 'from the beginning' if newest is None else f'from step {newest}'
                self._tell(f'{what}; all workers start again {where}')

    def _once(self, signals: StopSignals) -> list[int]:
        """Starts all workers; returns their statuses once all have ended."""
        self._said = [tempfile.TemporaryFile() for _ in range(self._size)]
        addresses = ','.join(f'127.0.0.1:{port}' for port in free_ports(self._size))
        self._children = []
        try:
            for index in range(self._size):
                self._children.append(self._started(index, addresses))
            return self._watched(signals)
        finally:
            for child in self._children:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                child.wait()

    def _started(self, index: int, addresses: str) -> 'subprocess.Popen[bytes]':
        words = [*self._words, *(self._first if index == 0 else ())]
        # In a process group of its own: Ctrl-C of a terminal is passed on once, and by us.
        return subprocess.Popen(
            [sys.executable, '-m', 'tf_labs', 'run', *words, f'--workers={addresses}',
             f'--worker={index}'], process_group=0, stdin=subprocess.DEVNULL,
            env={**os.environ, PARENT: str(os.getpid())},
            stdout=None if index == 0 else subprocess.DEVNULL,
            stderr=None if index == 0 else self._said[index])

    def _watched(self, signals: StopSignals) -> list[int]:
        """Waits for all; once one has ended badly the others have some time to say so."""
        told, failed, self._cause = math.inf, None, ''
        # All are asked, each time: one that is not asked has not ended, as far as is known here.
        while None in [child.poll() for child in self._children]:
            now = time.monotonic()
            if signals.received is not None and told == math.inf:
                told = now
                self._send(signal.Signals(signals.received))
            bad = [child.returncode for child in self._children if child.returncode]
            if bad and failed is None:
                failed = now
                if any(status in (1, 2, 3) for status in bad):  # the others may still wait for it
                    self._send(signal.SIGTERM)
            if failed is not None and now - failed > _GRACE_SECONDS or (
                    now > told + _SAVING_SECONDS):
                # Told now: the first that ended may be one that has lost the one that was killed.
                self._cause = self._cause or _described(
                    [child.returncode for child in self._children])
                self._send(signal.SIGKILL)
            time.sleep(_MOMENT)
        statuses = [child.returncode for child in self._children]
        self._cause = self._cause or _described(statuses)
        return statuses

    def _send(self, signum: signal.Signals) -> None:
        for child in self._children:
            if child.poll() is None:
                child.send_signal(signum)

    def _repeat(self, statuses: Sequence[int], status: int) -> None:
        """Says what the worker has said that ended all, unless worker 0 has said it."""
        index = statuses.index(status)
        if index:
            self._said[index].seek(0)
            for line in self._said[index].read().decode('utf-8', 'replace').splitlines():
                print(line, file=sys.stderr, flush=True)

    def _newest(self) -> int | None:
        """Returns the step of the newest checkpoint."""
        steps = [int(match[1]) for path in self._workdir.glob('ckpt-*.index')
                 if (match := re.fullmatch(r'ckpt-(\d+)\.index', path.name))]
        return max(steps, default=None)

    def _tell(self, line: str) -> None:
        print(f'tf-labs: {line}', file=sys.stderr, flush=True)


def free_ports(count: int) -> list[int]:
    """Returns ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(('127.0.0.1', 0))
        return [one.getsockname()[1] for one in sockets]


def _own_error(statuses: Sequence[int]) -> int | None:
    """Returns the status of a worker that has ended by itself; None if it was only lost."""
    stopped = (128 + signal.SIGINT, 128 + signal.SIGTERM)
    for kinds in ((2, 3, 1), stopped):
        for status in kinds:
            if status in statuses:
                return status
    return None


def _described(statuses: Sequence[int | None]) -> str:
    """Returns what has happened, of workers of which some may not have ended yet."""
    killed = [f'worker {index} was ended by {signal.Signals(-status).name}'
              for index, status in enumerate(statuses) if status is not None and status < 0]
    return ', '.join(killed) or 'a worker was not heard any more'


def end_with_launcher() -> None:
    """Lets a worker stop, saved, if what has started it is gone: nobody would start it again."""
    launcher = os.environ.get(PARENT, '')
    if launcher != str(os.getppid()):
        return

    def watch() -> None:
        while str(os.getppid()) == launcher:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
