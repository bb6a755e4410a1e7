"""Trials of one part of the campaign: in parallel, written down one by one, summed up in tables."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait
import dataclasses
import json
from pathlib import Path
import queue
import threading
import time

from benchmarks import measurement
from benchmarks.campaign.worker import Worker

Verdict = tuple[str, str]  # one of OK, FAILED, VOID; why
OK, FAILED = 'ok', 'failed'
VOID = 'void'  # what was to be tried did not happen: the trial does not count


@dataclasses.dataclass(frozen=True)
class Trial:
    """One thing that is tried.

    Attributes:
      key: names it, and is what --only takes.
      groups: {heading of a table: the row in which it counts}.
      run: does it on a worker, in a directory of its own; returns the verdict.
    """

    key: str
    groups: dict[str, str]
    run: Callable[[Worker, Path], Verdict]


@dataclasses.dataclass(frozen=True)
class Record:
    """A trial that is done."""

    key: str
    groups: dict[str, str]
    verdict: str
    why: str
    seconds: float


class Journal:
    """The file of a part's records: a campaign that was stopped goes on behind the last one."""

    def __init__(self, path: Path):
        self.records: dict[str, Record] = {}
        self._path = path
        for line in path.read_text('utf-8').splitlines() if path.exists() else ():
            try:
                record = Record(**json.loads(line))
            except ValueError:  # the last line, if the campaign was killed while it wrote it
                continue
            self.records[record.key] = record

    def add(self, record: Record) -> None:
        """Writes down a record."""
        self.records[record.key] = record
        with self._path.open('a', encoding='utf-8') as file:
            file.write(f'{json.dumps(dataclasses.asdict(record))}\n')


class Pool:
    """Workers that are lent out, one to a trial."""

    def __init__(self, preloaded: Path, count: int, scratch: Path):
        self._free: queue.Queue[Worker] = queue.Queue()
        self._workers = [Worker(preloaded, number) for number in range(count)]
        for worker in self._workers:
            self._free.put(worker)
        self._scratch = scratch
        self._numbers = iter(range(10 ** 9))
        self._lock = threading.Lock()

    def __enter__(self) -> 'Pool':
        return self

    def __exit__(self, *_) -> None:
        for worker in self._workers:
            worker.close()

    @property
    def count(self) -> int:
        """Workers there are."""
        return len(self._workers)

    def lend(self, work: Callable[[Worker, Path], object]):
        """Returns what `work` returns, given a worker and a new directory."""
        worker = self._free.get()
        with self._lock:
            directory = self._scratch / f'trial-{next(self._numbers)}'
        try:
            directory.mkdir(parents=True)
            return work(worker, directory)
        finally:
            self._free.put(worker)


def run(trials: Iterator[Trial], count: int, pool: Pool, journal: Journal,
        discard: Callable[[Path], None]) -> list[Record]:
    """Runs trials until so many count; returns the records of these, void ones included.

    Args:
      trials: in the order in which they are tried; may be endless.
      count: trials that are neither void nor left out.
      pool: of workers.
      journal: tells what is done already.
      discard: removes the directory of a trial that is over.
    """
    done: list[Record] = []
    began = time.monotonic()
    with ThreadPoolExecutor(pool.count) as executor:
        running: list[Future] = []  # as submitted, so that records are in the order of trials
        for trial in trials:
            if trial.key in journal.records:
                done.append(journal.records[trial.key])
            else:
                running.append(executor.submit(_one, trial, pool, discard))
            while running and (len(running) >= 2 * pool.count
                               or _counted(done) + len(running) >= count):
                over = wait(running, return_when=FIRST_COMPLETED).done
                ready = [future for future in running if future in over]
                running = [future for future in running if future not in over]
                for future in ready:
                    journal.add(future.result())
                    done.append(future.result())
                    _tell(done, count, time.monotonic() - began)
            if _counted(done) >= count:
                break
        for future in running:
            journal.add(future.result())
            done.append(future.result())
    return done


def _counted(records: list[Record]) -> int:
    return sum(record.verdict != VOID for record in records)


def _tell(done: list[Record], count: int, seconds: float) -> None:
    last = done[-1]
    failed = sum(record.verdict == FAILED for record in done)
    print(f'{_counted(done)}/{count}  {failed} failed  {seconds:.0f} s  {last.key}  '
          f'{last.verdict}  {last.why[:160]}', flush=True)


def _one(trial: Trial, pool: Pool, discard: Callable[[Path], None]) -> Record:
    def work(worker: Worker, directory: Path) -> Record:
        began = time.monotonic()
        try:
            verdict, why = trial.run(worker, directory)
        except (RuntimeError, OSError) as error:  # one trial less, and not the end of them all
            verdict, why = FAILED, f'the trial itself: {type(error).__name__}: {error}'
        discard(directory)
        return Record(trial.key, trial.groups, verdict, why, time.monotonic() - began)

    return pool.lend(work)


def report(title: str, command: str, records: list[Record]) -> str:
    """Returns the tables of a part in Markdown, and its failures with what repeats each."""
    counted = [record for record in records if record.verdict != VOID]
    failed = [record for record in counted if record.verdict == FAILED]
    seconds = sum(record.seconds for record in records)
    parts = [f'### {title}', f'{len(counted) - len(failed)} of {len(counted)} as they must be; '
             f'{len(records) - len(counted)} void; {seconds:.0f} s of work.']
    for heading in dict.fromkeys(group for record in counted for group in record.groups):
        parts.append(_table(heading, counted))
    if failed:
        parts.append('Failures:')
        parts.append('\n'.join(f'- `{command} --only={record.key}`: {_plain(record.why)}'
                               for record in failed))
    return '\n\n'.join(parts)


def _table(heading: str, records: Iterable[Record]) -> str:
    rows: dict[str, list[Record]] = {}
    for record in records:
        rows.setdefault(record.groups.get(heading, ''), []).append(record)
    return measurement.markdown((heading, 'trials', 'ok', 'failed'), [
        (name, str(len(own)), str(sum(record.verdict == OK for record in own)),
         str(sum(record.verdict == FAILED for record in own)))
        for name, own in sorted(rows.items())])


def _plain(text: str) -> str:
    return ' '.join(text.replace('|', '/').split())[:400]
