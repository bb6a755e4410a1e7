"""Runs on disk as groups: those of one config over its seeds, each group with a name.

A workdir is a run, or the directory of a comparison or of one of its variants, whose runs are
taken. Runs whose configs are equal but for the seed, the name of the lab and what changes no
weight are one group.
"""

from collections.abc import Iterator, Sequence
import dataclasses
import json
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.errors import UserError
from tf_labs.experiments import outcomes
from tf_labs.training import metrics_log
from tf_labs.training import run_ending
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory

DONE, DIVERGED, UNFINISHED, NOTHING = 'done', 'diverged', 'not finished', 'nothing logged yet'
OF_ANOTHER = 'result of another run'


@dataclasses.dataclass(frozen=True)
class ComparedRun:
    """One run, as far as it has come.

    Attributes:
      directory: where it is.
      config: its own.
      state: DONE, DIVERGED, UNFINISHED, NOTHING or OF_ANOTHER.
      values: what it measured; of one not finished in its last row; of one that diverged, or has
        the result of another run, nothing.
      rows: of metrics.jsonl.
      note: what diverged, or where one that is not finished stands; else empty.
    """

    directory: RunDirectory
    config: ConfigDict
    state: str
    values: dict[str, float]
    rows: list[Row]
    note: str = ''


@dataclasses.dataclass
class Group:
    """Runs of one config.

    Attributes:
      name: unique among the groups.
      config: of its first run.
      runs: by seed.
    """

    name: str
    config: ConfigDict
    runs: dict[int, ComparedRun]


@dataclasses.dataclass
class _RunsOfOneConfig:
    """What one workdir has of one config; `names` for it, from the shortest to the longest."""

    config: ConfigDict
    names: list[str]
    runs: dict[int, ComparedRun]


def collect(directories: Sequence[RunDirectory]) -> list[Group]:
    """Returns the groups in the order of the directories, and of the variants in each.

    Raises:
      UserError: no run in a directory, one run twice, fewer than two in all, or runs that cannot
        be compared.
    """
    _check_once([directory.path for directory in directories])
    parts = [part for directory in directories for part in _parts(directory)]
    runs = [run for part in parts for run in part.runs.values()]
    _check_once([run.directory.path for run in runs])
    if len(runs) < 2:
        raise UserError('a comparison needs more than one run', expected='two runs or more, or the '
                        'directory of a comparison', received=runs[0].directory.path)
    groups = _grouped(parts)
    _check_comparable(groups)
    return groups


def differing(groups: Sequence[Group]) -> list[str]:
    """Returns the fields that are not the same in all groups, but those that change no weight."""
    return [path for path in sorted({
        path for group in groups
        for path in config_values.difference(groups[0].config, group.config)})
        if path != 'seed' and path not in config_values.RESUMABLE]


def _check_once(paths: Sequence[Path]) -> None:
    places = [path.resolve() for path in paths]
    for path, place in zip(paths, places):
        if places.count(place) > 1:
            raise UserError('a run would be compared with itself',
                            expected='each run once', received=f'{path} twice')


def runs_in(directory: RunDirectory) -> list[RunDirectory]:
    """Returns the runs of a comparison, or of one variant of it, else the directory itself.

    They come by variant in the order of the config, the config's own seed first.

    Raises:
      UserError: no run is here.
    """
    of_variant = [RunDirectory(file.parent) for file in directory.path.glob('seed-*/config.json')]
    if of_variant and not directory.holds_run():
        return sorted(of_variant, key=lambda run: run.config().seed)
    config = directory.config()
    found = [RunDirectory(file.parent) for file in directory.path.glob('*/seed-*/config.json')]
    if not found and 'variants' not in config:
        return [directory]
    order = list(config.get('variants', {}))

    def place(run: RunDirectory) -> tuple[int, str, bool, int]:
        name, seed = run.path.parent.name, run.config().seed
        return (order.index(name) if name in order else len(order), name, seed != config.seed, seed)

    return sorted(found, key=place)


def _parts(directory: RunDirectory) -> Iterator[_RunsOfOneConfig]:
    """Yields the runs of a workdir by their configs."""
    runs = runs_in(directory)
    if not runs:
        raise UserError('no run has begun in this comparison', expected='VARIANT/seed-N in it',
                        received=directory.path)
    has_variants = directory.holds_run() and 'variants' in directory.config()
    parts: dict[tuple[str, str], _RunsOfOneConfig] = {}
    for one in runs:
        run = _read(one)
        variant = one.path.absolute().parent.name if has_variants else ''
        part = parts.setdefault((variant, _key(run.config)), _RunsOfOneConfig(
            run.config, _names(directory.path, variant, run.config), {}))
        part.runs[run.config.seed] = run
    yield from parts.values()


def _names(path: Path, variant: str, config: ConfigDict) -> list[str]:
    place = path.absolute()
    if place.name.startswith('seed-'):  # one run of a comparison: named as the comparison does
        place = place.parent
    if place != path.absolute() or not RunDirectory(path).holds_run():
        return [place.name, f'{place.parent.name}/{place.name}', str(path)]
    own = f'/{variant}' if variant else ''
    return [variant or config.lab, f'{place.name}{own}', f'{path}{own}']


def _key(config: ConfigDict) -> str:
    return json.dumps([(path, value) for path, value in config_values.fields(config)
                       if path != 'seed' and path not in config_values.RESUMABLE])


def _read(directory: RunDirectory) -> ComparedRun:
    config, rows = directory.config(), metrics_log.read(directory)
    diverged, result = run_ending.divergence(directory), directory.result()
    if diverged is not None:
        return ComparedRun(directory, config, DIVERGED, {}, rows, diverged)
    if result is not None and not directory.is_own(result):
        return ComparedRun(directory, config, OF_ANOTHER, {}, rows)
    if result is not None:
        return ComparedRun(directory, config, DONE, dict(outcomes.measured(result)), rows)
    if not rows:
        return ComparedRun(directory, config, NOTHING, {}, rows)
    last = dict(outcomes.measured(rows[-1]))
    if 'train_loss' in rows[0] and rows[0].get('epoch') == 1:
        last['first_train_loss'] = rows[0]['train_loss']
    return ComparedRun(directory, config, UNFINISHED, last, rows, f'step {rows[-1]["step"]:,}')


def _grouped(parts: Sequence[_RunsOfOneConfig]) -> list[Group]:
    """Joins parts of one config whose seeds differ: a seed done twice stays apart from itself."""
    joined: list[_RunsOfOneConfig] = []
    for part in parts:
        same = next((other for other in joined if _key(other.config) == _key(part.config) and
                     not other.runs.keys() & part.runs.keys()), None)
        if same is None:
            joined.append(part)
        else:
            same.runs |= part.runs
    return [Group(name, part.config, part.runs)
            for name, part in zip(_unique([part.names for part in joined]), joined)]


def _unique(names: Sequence[Sequence[str]]) -> list[str]:
    """Returns for each the shortest of its names that is nobody else's, else one with a number."""
    length = [0] * len(names)
    while True:
        chosen = [own[place] for own, place in zip(names, length)]
        longer = [index for index, name in enumerate(chosen)
                  if chosen.count(name) > 1 and length[index] + 1 < len(names[index])]
        if not longer:
            break
        for index in longer:
            length[index] += 1
    return [name if chosen.count(name) == 1 else f'{name} ({chosen[:index].count(name) + 1})'
            for index, name in enumerate(chosen)]


def _check_comparable(groups: Sequence[Group]) -> None:
    """Refuses what has nothing in common: other experiments, other data, other metrics."""
    _check_one('experiments', {group.name: group.config.experiment for group in groups})
    _check_one('data sets', {group.name: _data(group.config) for group in groups})
    fingerprints = {group.name: _fingerprint(group) for group in groups}
    _check_one('test data', {name: found for name, found in fingerprints.items() if found})
    known = {group.name: {key for run in group.runs.values() for key in run.values}
             for group in groups}
    measured = {name: keys for name, keys in known.items() if keys}
    for name, keys in measured.items():
        first = next(iter(measured))
        if not keys & measured[first]:
            raise UserError('runs that measured different things cannot be compared',
                            expected='a metric in common', received=f'{_some(measured[first])} '
                            f'({first}) and {_some(keys)} ({name})')


def _check_one(what: str, found: dict[str, str]) -> None:
    for name, value in found.items():
        first = next(iter(found))
        if value != found[first]:
            raise UserError(f'runs of different {what} cannot be compared',
                            expected='the same for all',
                            received=f'{found[first]} ({first}) and {value} ({name})')


def _data(config: ConfigDict) -> str:
    data = config.get('data', {})
    return str(data.get('name', data.get('table', '')))


def _fingerprint(group: Group) -> str:
    manifest = next(iter(group.runs.values())).directory.read_json('manifest') or {}
    return str(manifest.get('data_sha256', {}).get('test', ''))[:12]


def _some(keys: set[str]) -> str:
    return ', '.join(sorted(keys)[:3])
