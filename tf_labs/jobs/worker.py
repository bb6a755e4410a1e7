"""What happens where a run was handed to: a worker of dask has a process that does its runs.

A process of its own for the runs: what TensorFlow is told once, threads and devices, holds for all
of its life; signals come to its main thread; and a crash is the crash of one run. It lives on for
the next run that wants the same of it, and ends with its worker.
"""

from collections.abc import Callable
import importlib.metadata
import json
import os
from pathlib import Path
import select
import signal
import subprocess
import sys
import tempfile
import threading
from typing import Any

import tf_labs
from tf_labs.errors import of_system
from tf_labs.jobs import environment
from tf_labs.jobs import forked

Task = dict[str, Any]  # plain: it is sent to another machine
Answer = dict[str, Any]

PROGRAM = [sys.executable, '-P', '-m', 'tf_labs.runs.run_process']
NOT_BEGUN = 'not begun'  # what is said of a run that was stopped with nothing to save
UNSEEN = 'UnseenDirectory'  # error of a worker, named in its text, that does not see the run's
MOST_DEATHS = 3  # of the process of one run
_VERSIONS = ('tensorflow', 'keras', 'numpy')
_SECONDS = 0.5  # between two questions whether the run is still wanted

_lock = threading.Lock()
_processes: dict[str, 'RunProcess'] = {}  # by address of the worker
_at_work: dict[str, str] = {}  # the command, by the key of the run
_stopped: set[str] = set()  # commands that want nothing more


class ProcessDied(Exception):
    """The process of a run has ended without an answer."""


class RunProcess:
    """A process that does runs, one after the other.

    Attributes:
      wants: what it was started with, which it keeps for life.
      command: whose run it does; '' while it waits for one.
    """

    def __init__(self, wants: dict[str, Any]):
        self.wants = wants
        self.command = ''
        self._said = b''  # and not yet read as a whole line
        self._errors = tempfile.TemporaryFile()
        # Ctrl-C is for the command, which tells the runs.
        self._child = forked.start(wants, self._errors.fileno()) or subprocess.Popen(
            PROGRAM, cwd=wants['cwd'], env=environment.of_process(wants['environment']),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            start_new_session=True)

    @property
    def number(self) -> int:
        """Of the process."""
        return self._child.pid

    def is_alive(self) -> bool:
        """True if it has not ended."""
        return self._child.poll() is None

    def do(self, task: Task, is_wanted: Callable[[], bool],
           tell: Callable[[str], None] = lambda _: None) -> Answer:
        """Hands a run to it; returns its answer.

        Args:
          task: the run.
          is_wanted: asked now and then; once it says no, the run is stopped, and saved.
          tell: gets what the run warns of.

        Raises:
          ProcessDied: in place of an answer.
        """
        assert self._child.stdin is not None
        self.command = task['command']
        try:
            self._child.stdin.write(json.dumps(task).encode() + b'\n')
            self._child.stdin.flush()
            while True:
                message: Answer = json.loads(self._line(is_wanted))
                if 'warning' not in message:
                    break
                tell(message['warning'])
            if message.get('error') == 'StoppedError':
                self._child.wait()  # it ends by itself
            return message
        except (BrokenPipeError, ValueError) as error:
            raise ProcessDied(self._last_words()) from error
        finally:
            self.command = ''

    def _line(self, is_wanted: Callable[[], bool]) -> bytes:
        """Waits for a line, and stops the run if it is not wanted any more; b'' at the end."""
        assert self._child.stdout is not None
        is_told = False
        while b'\n' not in self._said:
            while not select.select([self._child.stdout], [], [], _SECONDS)[0]:
                if not is_told and (self.command in _stopped or not is_wanted()):
                    is_told = True
                    self.stop()
            found = os.read(self._child.stdout.fileno(), 2**16)
            if not found:
                return b''
            self._said += found
        line, _, self._said = self._said.partition(b'\n')
        return line

    def stop(self) -> None:
        """Asks it to save what it does, and to end."""
        if self.is_alive():
            self._child.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Ends it: it does nothing that has to be saved, or will save it by itself."""
        for stream in (self._child.stdin, self._child.stdout):
            try:
                if stream is not None:
                    stream.close()
            except BrokenPipeError:
                pass
        try:
            self._child.wait(15)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _last_words(self) -> str:
        status = self._child.wait()
        how = signal.Signals(-status).name if status < 0 else f'status {status}'
        self._errors.seek(0)
        lines = self._errors.read().decode('utf-8', 'replace').strip().splitlines()
        return f'{how}{f", {lines[-1][:200]}" if lines else ""}'


def do(task: Task) -> Answer:
    """Does a run; what dask is handed.

    Returns:
      {'outcome'}, or {'error', 'text', 'status'}; with `warnings`: what was told meanwhile.
    """
    from distributed import get_worker
    worker = get_worker()
    key, name = worker.get_current_task(), worker.address
    told: list[str] = []

    def is_wanted() -> bool:
        found = worker.state.tasks.get(key)
        return found is not None and found.state == 'executing'

    def tell(line: str) -> None:
        told.append(line)
        worker.log_event(topic(task['command']), {'key': key, 'count': len(told), 'line': line})

    with _lock:
        _at_work[key] = task['command']
    try:
        return {**(_wrong(task, name) or _done(task, name, is_wanted, tell)), 'warnings': told}
    except OSError as error:  # no more files or processes can be had
        return {**_error('RunFailedError', of_system(error)), 'warnings': told}
    finally:
        with _lock:
            del _at_work[key]


def topic(command: str) -> str:
    """Returns where workers tell what happens to the runs of a command."""
    return f'tf_labs {command}'


def _done(task: Task, name: str, is_wanted: Callable[[], bool],
          tell: Callable[[str], None]) -> Answer:
    deaths: list[str] = []
    while True:
        if task['command'] in _stopped:
            return _error('StoppedError', NOT_BEGUN)
        try:
            answer = _process(name, task['process']).do(task, is_wanted, tell)
            if answer.get('error') != 'StoppedError' or (
                    task['command'] in _stopped or not is_wanted()):
                return answer
            # Somebody has ended that process alone.
            deaths.append('SIGTERM' + ', and saved' * (answer['text'] != NOT_BEGUN))
        except ProcessDied as death:
            if task['command'] in _stopped or not is_wanted():
                return _error('StoppedError', NOT_BEGUN)
            deaths.append(str(death))
        if len(deaths) == MOST_DEATHS:
            return _error('RunFailedError',
                          f'its process has died {len(deaths)} times ({deaths[-1]})')
        tell(f'its process has ended ({deaths[-1]}); it goes on from its last checkpoint')


def _error(kind: str, text: str) -> Answer:
    return {'error': kind, 'text': text}


def _process(name: str, wants: dict[str, Any]) -> RunProcess:
    """Returns the process of a worker; a new one if there is none, or none for this run."""
    with _lock:
        process = _processes.pop(name, None)
    if process is not None and not (process.is_alive() and process.wants == wants):
        process.close()
        process = None
    process = process or RunProcess(wants)
    with _lock:
        _processes[name] = process
    return process


def _wrong(task: Task, name: str) -> Answer | None:
    """Returns what is wrong with this worker: another version, or another disk."""
    own, lock = versions(), Path(task['process']['cwd'], task['lock'])
    others = ', '.join(f'{what} {own[what]}' for what in own if own[what] != task['versions'][what])
    if others:
        wanted = ', '.join(f'{what} {value}' for what, value in task['versions'].items())
        return _error('UserError', f'the worker {name} has other versions; expected {wanted}; '
                      f'received {others}')
    try:
        is_seen = lock.read_text('ascii') == task['owner']
    except (FileNotFoundError, NotADirectoryError, ValueError):
        is_seen = False
    return None if is_seen else _error(UNSEEN, name)


def versions() -> dict[str, str]:
    """Returns the versions that a run's numbers depend on."""
    found = {'tf_labs': tf_labs.__version__,
             'python': '.'.join(map(str, sys.version_info[:2]))}
    for name in _VERSIONS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = 'none'
    return found


def stop(command: str) -> list[str]:
    """Stops the runs of a command on this worker, each saved; none begins any more.

    Returns:
      The keys of those that were at work.
    """
    with _lock:
        _stopped.add(command)
        return [key for key, whose in _at_work.items() if whose == command]


def close(command: str) -> None:
    """Ends the processes that wait for a run; called when a command ends."""
    with _lock:
        idle = {name: process for name, process in _processes.items()
                if process.command in ('', command)}
        for name in idle:
            del _processes[name]
    for process in idle.values():
        process.close()


def process_numbers() -> list[int]:
    """Returns the numbers of the processes of this worker's runs."""
    with _lock:
        return [process.number for process in _processes.values()]
