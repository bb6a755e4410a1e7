"""Full disks: the run says so, and with room again it ends as one that never met any.

Either a small tmpfs is mounted, or the preloaded library refuses room from an operation on.
"""

from collections.abc import Iterator
from pathlib import Path
import random
import subprocess

from benchmarks.campaign import kills
from benchmarks.campaign import trials
from benchmarks.campaign import words
from benchmarks.campaign.kills import Reference
from benchmarks.campaign.scenarios import Scenario
from benchmarks.campaign.scenarios import SCENARIOS
from benchmarks.campaign.trials import Trial
from benchmarks.campaign.trials import Verdict
from benchmarks.campaign.worker import Worker

TMPFS = 0.3  # share of trials on a file system of its own
ROOM = '256m'
PAGE = 4  # kB, the least that a file takes there


def plan(references: dict[str, Reference], shared: Path, seed: int) -> Iterator[Trial]:
    """Yields full disks without end, each scenario in turn."""
    chance = random.Random(seed)
    while True:
        for name, known in references.items():
            if chance.random() < TMPFS:
                whole = known.size // 1024 + PAGE * len(known.snapshot)
                key = f'{name}:tmpfs:{chance.randint(PAGE, whole)}'
            else:
                key = f'{name}:refused:{chance.randint(1, len(known.operations))}'
            yield trial(key, known, shared)


def trial(key: str, known: Reference, shared: Path) -> Trial:
    """Returns the full disk that a key names: SCENARIO:tmpfs:KB or SCENARIO:refused:NUMBER."""
    name, way, number = key.split(':')
    run = _mounted if way == 'tmpfs' else _refused
    return Trial(key, {'scenario': name, 'room': way}, lambda worker, directory: run(
        SCENARIOS[name], int(number), known, shared, worker, directory))


def _refused(scenario: Scenario, number: int, known: Reference, shared: Path, worker: Worker,
             directory: Path) -> Verdict:
    place = directory / 'trial'
    place.mkdir()
    scenario.prepare(shared, place)
    first = worker.run(scenario.command(shared, place, arm=(number, 'full')))
    return _judged(scenario, first, known, shared, worker, place)


def _mounted(scenario: Scenario, size: int, known: Reference, shared: Path, worker: Worker,
             directory: Path) -> Verdict:
    place = directory / 'trial'
    place.mkdir()
    options = f'size={size}k' if scenario.begins_with is None else f'size={ROOM}'
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', str(place)],
                      capture_output=True, check=False).returncode != 0:
        return trials.VOID, 'mount is refused'
    try:
        scenario.prepare(shared, place)
        if scenario.begins_with is not None:
            _resize(place, f'{_used(place) + size}k')
        first = worker.run(scenario.command(shared, place))
        _resize(place, ROOM)
        return _judged(scenario, first, known, shared, worker, place)
    finally:
        subprocess.run(['umount', '-l', str(place)], check=True)


def _used(place: Path) -> int:
    done = subprocess.run(['df', '-k', '--output=used', str(place)], capture_output=True,
                          text=True, check=True)
    return int(done.stdout.split()[-1])


def _resize(place: Path, size: str) -> None:
    subprocess.run(['mount', '-o', f'remount,size={size}', str(place)], check=True)


def _judged(scenario: Scenario, first, known: Reference, shared: Path, worker: Worker,
            place: Path) -> Verdict:
    told = words.faults(first)
    if first.status == 0:
        lost = kills.judge(first, known, place)
        told += [f'status 0, and {lost}'] if lost else []
    last = worker.run(scenario.command(shared, place))
    unequal = kills.judge(last, known, place)
    told += [f'with room again: {unequal}'] if unequal else []
    said = ' '.join(first.err.split())
    return (trials.FAILED, f'{"; ".join(told)} (said: {said})') if told else (trials.OK, said)
