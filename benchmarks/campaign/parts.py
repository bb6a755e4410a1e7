"""The parts of the campaign: what is prepared for each, and what its trials are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
import dataclasses
from pathlib import Path

from benchmarks.campaign import command_lines
from benchmarks.campaign import commands
from benchmarks.campaign import damage
from benchmarks.campaign import full_disk
from benchmarks.campaign import kills
from benchmarks.campaign import pictures
from benchmarks.campaign.kills import Reference
from benchmarks.campaign.scenarios import needed_by
from benchmarks.campaign.scenarios import prepare_shared
from benchmarks.campaign.scenarios import SCENARIOS
from benchmarks.campaign.trials import Pool
from benchmarks.campaign.trials import Trial

Plan = Callable[[Pool, Path, int, list[str] | None, str | None], Iterator[Trial]]


@dataclasses.dataclass(frozen=True)
class Part:
    """A part: its title, and its trials given (pool, workdir, seed, scenarios, key of one)."""

    title: str
    plan: Plan


def _shared(pool: Pool, workdir: Path, names: Iterable[str]) -> Path:
    shared = workdir / 'shared'
    shared.mkdir(exist_ok=True)
    pool.lend(lambda worker, _: prepare_shared(shared, worker, sorted(names)))
    return shared


def references(pool: Pool, shared: Path, names: list[str]) -> dict[str, Reference]:
    """Returns what each scenario does that is never stopped."""
    def one(name: str) -> Reference:
        print(f'never stopped: {name}', flush=True)
        return pool.lend(lambda worker, directory: kills.reference(
            SCENARIOS[name], shared, worker, directory))

    with ThreadPoolExecutor(pool.count) as executor:
        return dict(zip(names, executor.map(one, names)))


def _kills(pool: Pool, workdir: Path, seed: int, chosen: list[str] | None,
           only: str | None) -> Iterator[Trial]:
    names = [only.split(':')[0]] if only else chosen or list(SCENARIOS)
    shared = _shared(pool, workdir, needed_by(names))
    known = references(pool, shared, names)
    if only:
        return iter([kills.trial(only, known[names[0]], shared)])
    return kills.plan(known, shared, seed)


def _commands(pool: Pool, workdir: Path, seed: int, chosen: list[str] | None,
              only: str | None) -> Iterator[Trial]:
    shared = _shared(pool, workdir, ['digits'])
    known = pool.lend(lambda worker, _: command_lines.vocabulary(worker))
    if only:
        return iter([commands.trial(only, known, shared)])
    return commands.plan(known, shared, seed)


def _damage(pool: Pool, workdir: Path, seed: int, chosen: list[str] | None,
            only: str | None) -> Iterator[Trial]:
    kinds = [only.split(':')[0]] if only else chosen or list(damage.KINDS)
    runs = damage.Damaged(_shared(pool, workdir, {'digits', *needed_by(kinds)}))
    pool.lend(lambda worker, directory: runs.prepare(worker, directory, kinds))
    if only:
        return iter([damage.trial(only, runs)])
    return damage.plan(runs, kinds, seed)


def _pictures(pool: Pool, workdir: Path, seed: int, chosen: list[str] | None,
              only: str | None) -> Iterator[Trial]:
    shared = _shared(pool, workdir, ['digits', 'photos'])
    known = references(pool, shared, ['photographs'])['photographs']
    if only:
        return iter([pictures.trial(only, known, shared)])
    return pictures.plan(known, shared, seed)


def _full_disk(pool: Pool, workdir: Path, seed: int, chosen: list[str] | None,
               only: str | None) -> Iterator[Trial]:
    names = [only.split(':')[0]] if only else chosen or list(SCENARIOS)
    shared = _shared(pool, workdir, needed_by(names))
    known = references(pool, shared, names)
    if only:
        return iter([full_disk.trial(only, known[names[0]], shared)])
    return full_disk.plan(known, shared, seed)


PARTS = {
    'kills': Part('Kills', _kills),
    'commands': Part('Commands', _commands),
    'damage': Part('Damaged files', _damage),
    'pictures': Part('Malformed pictures', _pictures),
    'full_disk': Part('Full disks', _full_disk),
}
