"""Kills: before, in the middle of and after file operations, and at any time.

After each the same command must end with status 0, and in the same files with the same content
as a run that was never stopped.
"""

from collections.abc import Iterator
import dataclasses
import hashlib
import json
from pathlib import Path
import random
import re
import signal

from benchmarks.campaign import library
from benchmarks.campaign import snapshots
from benchmarks.campaign import trials
from benchmarks.campaign import words
from benchmarks.campaign.scenarios import Scenario
from benchmarks.campaign.scenarios import SCENARIOS
from benchmarks.campaign.trials import Trial
from benchmarks.campaign.trials import Verdict
from benchmarks.campaign.worker import Ended
from benchmarks.campaign.worker import Worker

FROM_NOTHING = 0.05  # share of kills in a process that is no fork
DOUBLE = 0.15  # share in which the second run is killed as well
AT_ANY_TIME = 0.15
_PARTS = ('write', 'fwrite', 'fflush', 'fclose')  # kinds that can be half done
_IS_DONE = '--output is not an empty directory'  # says `export` of its whole output, which it keeps


@dataclasses.dataclass(frozen=True)
class Reference:
    """What a scenario does that is never stopped.

    Attributes:
      operations: `NUMBER KIND PATH` of each.
      seconds: from its start to its end.
      size: bytes of all that it leaves.
      snapshot: what its directory must hold.
    """

    operations: list[str]
    seconds: float
    size: int
    snapshot: snapshots.Snapshot


def reference(scenario: Scenario, shared: Path, worker: Worker, directory: Path) -> Reference:
    """Runs a scenario twice and never stops it; keeps the answer in `shared`."""
    known = shared / f'{scenario.name}.json'
    if not known.exists():
        runs = []
        for name in ('first', 'second'):
            place = directory / name / 'trial'
            place.mkdir(parents=True)
            scenario.prepare(shared, place)
            ended = worker.run(scenario.command(shared, place, arm=(library.NEVER, 'before')))
            if ended.status != 0:
                raise RuntimeError(f'{scenario.name} fails when nothing stops it: {ended.err}')
            runs.append((ended, snapshots.take(place)))
        size = sum(path.stat().st_size for path in place.rglob('*'))
        found = Reference(runs[1][0].operations, runs[1][0].seconds, size,
                          snapshots.shared(runs[0][1], runs[1][1]))
        new = known.with_suffix('.new')
        new.write_text(json.dumps(dataclasses.asdict(found)), 'utf-8')
        new.rename(known)
    return Reference(**json.loads(known.read_text('utf-8')))


def plan(references: dict[str, Reference], shared: Path, seed: int) -> Iterator[Trial]:
    """Yields kills without end: each scenario in turn, in each each kind of operation in turn."""
    chance = random.Random(seed)
    moments = {name: _moments(known, random.Random(f'{seed} {name}'))
               for name, known in references.items()}
    while True:
        for name in references:
            mode, number = next(moments[name])
            how = ('nothing' if chance.random() < FROM_NOTHING else
                   'twice' if chance.random() < DOUBLE else 'once')
            yield trial(f'{name}:{how}-{mode}:{number}', references[name], shared)


def _moments(known: Reference, chance: random.Random) -> Iterator[tuple[str, int]]:
    classes: dict[str, list[int]] = {}
    for line in known.operations:
        number, kind, path = line.split(' ', 2)
        classes.setdefault(f'{kind} {_pattern(path)}', []).append(int(number))
    while True:
        names = list(classes)
        chance.shuffle(names)
        for name in names:
            if chance.random() < AT_ANY_TIME:
                yield 'time', chance.randrange(round(1000 * known.seconds))
            can_be_half_done = name.split()[0] in _PARTS
            modes = ('before', 'middle', 'after') if can_be_half_done else ('before', 'after')
            yield chance.choice(modes), chance.choice(classes[name])


def _pattern(path: str) -> str:
    return re.sub(r'[0-9a-f]{8,}|\d+', 'N', path)


def trial(key: str, known: Reference, shared: Path) -> Trial:
    """Returns the kill that a key names: SCENARIO:HOW-MODE:NUMBER."""
    name, manner, number = key.split(':')
    how, mode = manner.split('-')
    return Trial(key, {'scenario': name, 'kill': mode, 'process': {
        'once': 'a fork, killed once', 'twice': 'a fork, and the run after it as well',
        'nothing': 'from nothing'}[how]}, lambda worker, directory: _killed(
            SCENARIOS[name], how, mode, int(number), known, shared, worker, directory))


def _killed(scenario: Scenario, how: str, mode: str, number: int, known: Reference, shared: Path,
            worker: Worker, directory: Path) -> Verdict:
    place = directory / 'trial'
    place.mkdir()
    scenario.prepare(shared, place)
    settings = ({'kill_after': number / 1000} if mode == 'time' else {'arm': (number, mode)})
    first = worker.run(scenario.command(
        shared, place, from_nothing=how == 'nothing', **settings))
    where = _where(first)
    if first.status == 0:
        told = judge(first, known, place)
        return (trials.FAILED, f'not reached; {told}') if told else (trials.VOID, 'not reached')
    if first.status != -signal.SIGKILL:
        return _unlike_a_kill('first', first)
    if how == 'twice':
        chance = int(hashlib.sha256(f'{scenario.name} {number}'.encode()).hexdigest(), 16)
        second = worker.run(scenario.command(
            shared, place, arm=(1 + chance % len(known.operations), mode if mode != 'time'
                                else 'before')))
        if second.status not in (0, -signal.SIGKILL):
            return _unlike_a_kill('second', second)
        where += f', then {_where(second)}'
    last = worker.run(scenario.command(shared, place))
    if last.status == -signal.SIGSEGV:  # TensorFlow in a fork: asked again from nothing
        last = worker.run(scenario.command(shared, place, from_nothing=True))
    told = judge(last, known, place)
    return (trials.FAILED, f'killed at {where}: {told}') if told else (trials.OK, where)


def _unlike_a_kill(which: str, ended: Ended) -> Verdict:
    if ended.status == -signal.SIGSEGV:
        return trials.VOID, 'the fork crashed before it was killed'
    return trials.FAILED, f'the {which} run ended with {ended.status}: {ended.err.strip()[-300:]}'


def _where(ended: Ended) -> str:
    return ended.operations[-1] if ended.operations else 'a moment before any operation'


def judge(ended: Ended, known: Reference, place: Path) -> str:
    """Returns in what the last run is not as one that was never stopped; '' if in nothing."""
    if ended.is_overdue:
        return 'did not end'
    if any(word in ended.out + ended.err for word in words.UNFORESEEN):
        return f'traceback: {ended.err.strip().splitlines()[-1]}'
    told = '; '.join(snapshots.differences(known.snapshot, snapshots.take(place))[:3])
    if ended.status != 0 and (told or _IS_DONE not in ended.err):
        return f'status {ended.status}: {ended.err.strip()[-300:]}'
    return told
