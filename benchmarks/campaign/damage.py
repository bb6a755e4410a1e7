"""Damaged files: each file of runs of several kinds, finished and interrupted, in many ways.

A command that is given such a run answers as if nothing were damaged, or says that something is:
never another number without a word, never a traceback, never a change outside of the directory.
"""

from collections.abc import Iterator
import dataclasses
import hashlib
from pathlib import Path
import random
import re
import shutil
import threading

from benchmarks.campaign import damages
from benchmarks.campaign import library
from benchmarks.campaign import snapshots
from benchmarks.campaign import trials
from benchmarks.campaign import words
from benchmarks.campaign.scenarios import Scenario
from benchmarks.campaign.scenarios import SCENARIOS
from benchmarks.campaign.trials import Trial
from benchmarks.campaign.trials import Verdict
from benchmarks.campaign.worker import Command
from benchmarks.campaign.worker import Ended
from benchmarks.campaign.worker import Worker

KINDS = ('keep_at_epochs', 'comparison', 'gates', 'occlusion', 'photographs')
STATES = ('finished', 'interrupted')
INTERRUPTED_AT = 0.75  # of the operations of a run
COMMANDS = {
    'run': (), 'eval': ('--workdir=run',), 'predict': ('--workdir=run', '--index=0'),
    'report': ('--workdir=run',), 'doctor': ('--workdir=run',),
    'compare': ('--workdirs=run,{shared}/digits',), 'page': ('--workdir=run', '--output=page.html'),
    'export': ('--workdir=run', '--output=exported'),
}
_SECONDS = re.compile(r'[\d.]+ (s|ms|min)\b')
_ADMITTED = re.compile(r'damaged|cannot be read|could not be read|unreadable|missing|lost')


@dataclasses.dataclass(frozen=True)
class Sound:
    """What a command does while nothing is damaged.

    Attributes:
      ended: what it says.
      snapshot: what it leaves, as far as it leaves the same twice.
      admissions: how often its pages say that something is damaged.
    """

    ended: Ended
    snapshot: snapshots.Snapshot
    admissions: int


class Damaged:
    """Runs that are damaged, and what commands say of them while they are sound."""

    def __init__(self, shared: Path):
        self.shared = shared
        self._sound: dict[tuple[str, str, str], Sound] = {}
        self._locks: dict[tuple[str, str, str], threading.Lock] = {}

    def prepare(self, worker: Worker, directory: Path, kinds: list[str]) -> None:
        """Makes the runs; does nothing twice."""
        for kind in kinds:
            if self.run_of(kind, 'interrupted').exists():
                continue
            count = len(self._make(worker, directory, kind, 'finished', library.NEVER).operations)
            other = ['--config.seed=5'] if kind != 'gates' else []
            self._make(worker, directory, kind, 'other', library.NEVER, *other)
            self._make(worker, directory, kind, 'interrupted', round(INTERRUPTED_AT * count))

    def _make(self, worker: Worker, directory: Path, kind: str, state: str, number: int,
              *more: str) -> Ended:
        place = directory / f'{kind}-{state}'
        place.mkdir()
        command = SCENARIOS[kind].command(self.shared, place, arm=(number, 'after'))
        ended = worker.run(Command((*command.arguments, *more), place, command.arm,
                                   env=command.env))
        shutil.rmtree(self.run_of(kind, state), ignore_errors=True)
        (place / 'run').rename(self.run_of(kind, state))
        return ended

    def run_of(self, kind: str, state: str) -> Path:
        """Returns where a run lies; `other` is one of another seed."""
        return self.shared / f'{kind}-{state}'

    def files(self, kind: str, state: str) -> list[str]:
        """Returns the names of its files."""
        run = self.run_of(kind, state)
        return sorted(str(path.relative_to(run)) for path in run.rglob('*') if path.is_file())

    def command(self, kind: str, name: str, place: Path) -> Command:
        """Returns a command line about the run in a directory."""
        scenario: Scenario = SCENARIOS[kind]
        if name == 'run':
            return scenario.command(self.shared, place)
        arguments = (one.replace('{shared}', str(self.shared)) for one in COMMANDS[name])
        return Command((name, *arguments), place, env=scenario.command(self.shared, place).env)

    def sound(self, kind: str, state: str, name: str, worker: Worker, directory: Path) -> Sound:
        """Returns what a command does while nothing is damaged."""
        key = kind, state, name
        with self._locks.setdefault(key, threading.Lock()):
            if key not in self._sound:
                taken = []
                for number in range(2):
                    place = directory / f'sound-{number}' / 'trial'
                    place.mkdir(parents=True)
                    shutil.copytree(self.run_of(kind, state), place / 'run')
                    ended = worker.run(self.command(kind, name, place))
                    taken.append(snapshots.take(place))
                self._sound[key] = Sound(ended, snapshots.shared(*taken), _admissions(place))
            return self._sound[key]


def plan(runs: Damaged, kinds: list[str], seed: int) -> Iterator[Trial]:
    """Yields every damage of every file before every command; every file comes first."""
    chance = random.Random(seed)
    files = [(kind, state, file) for kind in kinds for state in STATES
             for file in runs.files(kind, state)]
    keys = []
    for kind, state, file in files:
        own = [f'{kind}:{state}:{file}:{way}:{command}'
               for way in damages.DAMAGES for command in COMMANDS]
        chance.shuffle(own)
        keys.append(own)
    for turn in range(len(damages.DAMAGES) * len(COMMANDS)):
        chance.shuffle(keys)
        for own in keys:
            yield trial(own[turn], runs)


def trial(key: str, runs: Damaged) -> Trial:
    """Returns the damage that a key names: KIND:STATE:FILE:DAMAGE:COMMAND."""
    kind, state, file, way, command = key.split(':')
    name = re.sub(r'\d+', 'N', Path(file).name)
    return Trial(key, {'run': f'{kind}, {state}', 'damage': way, 'command': command,
                       'file': name}, lambda worker, directory: _tried(
                           key, runs, worker, directory))


def _tried(key: str, runs: Damaged, worker: Worker, directory: Path) -> Verdict:
    kind, state, file, way, command = key.split(':')
    place, outside = directory / 'trial', directory / 'outside'
    place.mkdir()
    shutil.copytree(runs.run_of(kind, state), place / 'run')
    if not damages.damage(place / 'run' / file, way, random.Random(key), outside,
                          runs.run_of(kind, 'other') / file):
        return trials.VOID, 'cannot be damaged so'
    sound = runs.sound(kind, state, command, worker, directory)
    damaged = snapshots.take(place)
    kept = _digest(outside)
    ended = worker.run(runs.command(kind, command, place))
    told = words.faults(ended)
    if _digest(outside) != kept:
        told.append('a file outside of the run was changed')
    told = told or _silent(ended, sound, place, f'run/{file}', damaged)
    said = ' '.join(ended.err.split())
    return (trials.FAILED, f'{"; ".join(told)} (said: {said})') if told else (trials.OK, said)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ''


def _admissions(place: Path) -> int:
    return sum(len(_ADMITTED.findall(page.read_text('utf-8', 'replace')))
               for page in place.rglob('*.html') if page.is_file())


def _group(file: str) -> str:
    """Returns how the names of the files begin that are damaged together: those of a checkpoint."""
    path = Path(file)
    name = path.name.split('.')[0]
    return f'{path.parent / name}.' if name.startswith('ckpt-') else file


def _silent(ended: Ended, sound: Sound, place: Path, file: str,
            damaged: snapshots.Snapshot) -> list[str]:
    """Returns what has changed without a word; nothing if something was said."""
    if ended.err and ended.err != sound.ended.err or _admissions(place) > sound.admissions:
        return []
    found = snapshots.take(place)
    group = [name for name in (file, *damaged) if name.startswith(_group(file))
             and found.get(name) == damaged.get(name)]
    told = [one for one in snapshots.differences(sound.snapshot, found)
            if not any(one.startswith(name) for name in group)]
    if ended.status != sound.ended.status:
        told.append(f'status {ended.status} in place of {sound.ended.status}')
    old, new = (_SECONDS.sub('', one.out).splitlines() for one in (sound.ended, ended))
    if old != new:
        line = next((one for one in new if one not in old), 'fewer lines')
        told.append(f'says {line!r}')
    return [f'without a word: {"; ".join(told[:3])}'] if told else []
