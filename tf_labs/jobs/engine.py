"""Hands out runs to the workers of dask.distributed, and takes what comes back.

On this machine the workers are threads of this process, each with a process for its runs; at an
address they are whoever joined that scheduler. dask is imported here, when it is needed.
"""

from collections.abc import Callable, Iterator, Mapping
import contextlib
import os
from pathlib import Path
import queue
from typing import Any, TypeVar
import uuid

from tf_labs import errors
from tf_labs.console import warn
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError
from tf_labs.errors import StoppedError
from tf_labs.errors import UserError
from tf_labs.jobs import environment
from tf_labs.jobs import schedulers
from tf_labs.jobs import worker
from tf_labs.jobs.progress import Progress
from tf_labs.jobs.run import Run
from tf_labs.jobs.settings import Jobs
from tf_labs.training import mirrors
from tf_labs.training import own_code
from tf_labs.training.signals import StopSignals

Key = TypeVar('Key')
Outcome = dict[str, Any]

_POLL_SECONDS = 0.3


def outcomes(runs: Mapping[Key, Run], jobs: Jobs,
             further: Callable[[], Mapping[Key, Run]] = dict, most: int = 0
             ) -> Iterator[tuple[Key, Outcome]]:
    """Yields each run with its outcome as it ends; nothing begins if there are none.

    What fails is told at the end, when the others are done. A mistake stops the others, saved, and
    so does a signal.

    Args:
      runs: in the order in which they are handed out.
      jobs: processes, or the address of a scheduler.
      further: returns runs that the outcomes so far have made known; they come after the others.
      most: how many there may be with those; no more processes are begun.

    Raises:
      UserError, DataNotAvailableError: of a run.
      RunFailedError: of runs that failed.
      StoppedError: by a signal; every run is saved.
    """
    if not runs:
        return
    most = max(most, len(runs))
    with StopSignals() as stop, schedulers.quiet(), schedulers.client(jobs, most) as client:
        yield from _Hand(client, runs, stop, jobs, further).outcomes()


class _Hand:
    """The runs of one command, at a scheduler.

    It gets no more of them than workers can do at once: it chooses the worker of a run when it gets
    the run, and of those that wait one worker would have three while another has none.
    """

    def __init__(self, client: Any, runs: Mapping[Any, Run], stop: StopSignals, jobs: Jobs,
                 further: Callable[[], Mapping[Any, Run]]):
        self._client = client
        self._stop = stop
        self._jobs = jobs
        self._command = uuid.uuid4().hex
        self._runs = dict(runs)
        self._further = further
        self._left = list(enumerate(runs.items()))  # to hand out, with the place of each
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._futures: dict[Any, Any] = {}
        self._titles: dict[str, str] = {}  # by the key of the run that is at work
        self._events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._told: dict[str, int] = {}  # lines of each
        self._mistake: LabError | None = None
        self._failed: list[str] = []
        self._saved: list[str] = []
        self._is_stopping = False
        self._sent = {'command': self._command, 'versions': worker.versions(),
                      'owner': str(os.getpid()), 'trust': own_code.is_trusted(),
                      'loggers': mirrors.texts()}
        self._process = {'cwd': str(Path.cwd()), 'environment': environment.here()}

    def outcomes(self) -> Iterator[tuple[Any, Outcome]]:
        """Hands out all, and takes them back."""
        progress = Progress(self._runs)
        try:
            self._client.subscribe_topic(worker.topic(self._command),
                                         lambda event: self._events.put(event[1]))
            self._hand_out()
            while self._futures:
                if self._stop.received or self._mistake:
                    self._stop_all()
                progress.show(self._running)
                if not self._events.empty():
                    with progress.aside():
                        self._tell()
                with contextlib.suppress(queue.Empty):
                    future = self._ended.get(timeout=_POLL_SECONDS)
                    if future not in self._futures:  # it was taken back
                        continue
                    key = self._futures.pop(future)
                    del self._titles[future.key]
                    outcome = self._outcome(self._runs[key], future)
                    self._hand_out()  # before whoever takes the outcome makes figures of it
                    if outcome is not None:
                        with progress.aside():
                            yield key, outcome
                        self._take_further()
                self._hand_out()  # to workers that have joined
            self._raise()
        finally:
            progress.close()
            self._close()

    def _take_further(self) -> None:
        """Takes the runs that are known now that whoever takes the outcomes has the last one."""
        new = self._further()
        self._left += enumerate(new.items(), len(self._runs))
        self._runs.update(new)

    def _hand_out(self) -> None:
        """Hands out as many runs as workers have no other for."""
        room = self._room() if self._left and not self._is_over() else 0
        for place, (key, run) in self._left[:room]:
            task = {**self._sent, **run.as_task(), 'process': {**self._process, **run.wants()}}
            future = self._client.submit(
                worker.do, task, key=f'{run.title} {self._command}-{place}', priority=-place,
                pure=False)
            self._futures[future] = key
            self._titles[future.key] = run.title
            future.add_done_callback(self._ended.put)
        del self._left[:room]

    def _is_over(self) -> bool:
        return self._is_stopping or bool(self._stop.received or self._mistake)

    def _room(self) -> int:
        """Returns how many runs more can be at work; one waits where no worker has joined."""
        if isinstance(self._jobs, int):
            at_once = self._jobs
        else:
            try:
                at_once = max(1, sum(self._client.nthreads().values()))
            except Exception:  # the scheduler may be gone, which its futures will tell
                at_once = 1
        return max(0, at_once - len(self._futures))

    def _tell(self) -> None:
        """Tells what has happened to runs that are at work."""
        with contextlib.suppress(queue.Empty):
            while True:
                event = self._events.get_nowait()
                told = self._told.get(event['key'], 0)
                if event['count'] > told and event['key'] in self._titles:
                    self._told[event['key']] = event['count']
                    warn(f'{self._titles[event["key"]]}: {event["line"]}')

    def _running(self) -> list[Any]:
        """Returns the keys of the runs that workers are at."""
        names = {name for some in self._client.processing().values() for name in some}
        return [key for future, key in self._futures.items() if future.key in names]

    def _stop_all(self) -> None:
        """Has those that are at work saved, and takes back those that wait for a worker."""
        if self._is_stopping:
            return
        self._is_stopping = True
        at_work: set[str] = set()
        with contextlib.suppress(Exception):  # the scheduler may be gone
            found = self._client.run(worker.stop, self._command, on_error='ignore')
            at_work = {key for keys in found.values() for key in keys}
        waiting = [future for future in self._futures if future.key not in at_work]
        for future in waiting:
            del self._futures[future]
        with contextlib.suppress(Exception):
            self._client.cancel(waiting)

    def _outcome(self, run: Run, future: Any) -> Outcome | None:
        """Returns what came of a run; None, noted, if it has no outcome."""
        if future.status != 'finished':
            self._lost(run, future)
            return None
        answer = future.result()
        for line in answer['warnings'][self._told.get(future.key, 0):]:
            warn(f'{run.title}: {line}')
        if 'outcome' in answer:
            outcome: Outcome = answer['outcome']
            return outcome
        if answer['error'] == worker.UNSEEN:
            self._mistake = self._mistake or _unseen(run, answer['text'])
            return None
        error = error_of(answer)
        if isinstance(error, StoppedError):
            self._saved += [run.title] if answer['text'] != worker.NOT_BEGUN else []
        elif isinstance(error, RunFailedError):
            self._failed.append(f'{run.title}: {error}')
        elif self._mistake is None:
            self._mistake = error
        return None

    def _lost(self, run: Run, future: Any) -> None:
        """Notes a run whose worker gave no answer at all."""
        if future.status != 'error':  # cancelled, or lost with the scheduler
            self._mistake = self._mistake or RunFailedError(
                'the scheduler is gone; the same command goes on where its runs were saved')
            return
        found = future.exception()
        if isinstance(found, ImportError):
            self._mistake = self._mistake or UserError(
                'a worker cannot import this version of tf_labs', received=found,
                expected=f'tf_labs {worker.versions()["tf_labs"]} on all workers')
            return
        self._failed.append(f'{run.title}: {type(found).__name__}, its worker has died more than '
                            'once')

    def _raise(self) -> None:
        """Tells how it has ended, if not well."""
        if self._stop.received:
            raise StoppedError(self._stop.received, (
                f'saved: {"; ".join(self._saved)}; ' if self._saved else '') +
                'the same command goes on')
        if self._mistake:
            raise self._mistake
        if self._failed:
            raise RunFailedError(
                f'{len(self._failed)} of {len(self._runs)} runs failed: '
                f'{"; ".join(self._failed)}; the others are done, the same command tries again')

    def _close(self) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            if self._futures:
                self._stop_all()
            self._client.run(worker.close, self._command, on_error='ignore')


def _unseen(run: Run, name: str) -> LabError:
    """Returns what is wrong where a worker does not see the directory of the command."""
    if not run.locked.path.exists():
        return RunFailedError(f'{run.locked.path} is gone: it was removed or moved')
    return UserError(f'the worker {name} does not see the run directory',
                     expected='a directory that all workers share, under one path',
                     received=run.locked.path)


def error_of(answer: worker.Answer) -> LabError:
    """Returns the error of another process."""
    kind = getattr(errors, answer['error'], UserError)
    error: LabError = kind.__new__(kind, answer['text'])
    error.args = (answer['text'],)
    return error
