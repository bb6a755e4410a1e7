"""Reruns the labs that carry published numbers, and judges every number."""

from collections.abc import Mapping, Sequence
import dataclasses
from pathlib import Path
import shutil
import time
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.experiments import comparison
from tf_labs.experiments import outcomes
from tf_labs.labs import catalog
from tf_labs.labs.conclusions import concluding
from tf_labs.published.judgement import FAIL
from tf_labs.published.judgement import Judgement
from tf_labs.published.judging import judge
from tf_labs.published.judging import Values
from tf_labs.published.number import Published
from tf_labs.published.number import SETTING
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory

WITHOUT_CHANCE = ('exact', 'structure', 'rounded', 'percentiles', 'share')  # a run holds it all


@dataclasses.dataclass(frozen=True)
class Row:
    """A number and what came of it."""

    number: Published
    judgement: Judgement


def run(configs: Mapping[str, ConfigDict], numbers: Sequence[Published], root: Path, *,
        seed_count: int, rerun: bool, devices: str, abouts: Mapping[str, About],
        train: bool = True) -> list[Row]:
    """Runs what is not in `root` yet and judges the numbers.

    Args:
      configs: by lab, all that the numbers need.
      numbers: of tf_labs.published.
      root: holds a comparison for each lab, named by lab and digest of its config.
      seed_count: runs of each lab that chance has a part in.
      rerun: do everything anew.
      devices: of `runtime.start`.
      abouts: lesson and command by lab.
      train: False: a lab some of whose runs are not done is not run, and so are its numbers.
    """
    if not train:
        numbers = [number if _is_done(number, numbers, configs, root, seed_count)
                   else number.postponed() for number in numbers]
    needed = {lab for number in numbers for lab in number.labs()}
    labs = [lab for lab in configs if lab in needed]
    runs: dict[str, list[Values]] = {}
    for place, lab in enumerate(labs, 1):
        began = time.perf_counter()
        runs[lab] = _values(configs[lab], root, _count(lab, numbers, seed_count), rerun, devices,
                            abouts[lab])
        say(f'[{place}/{len(labs)}] {lab}: {len(runs[lab])} x '
            f'{len(comparison.variants(configs[lab]))} runs, '
            f'{time.perf_counter() - began:.1f} s')
    return [Row(number, _judged(number, runs, configs)) for number in numbers]


def _count(lab: str, numbers: Sequence[Published], seed_count: int) -> int:
    return seed_count if any(_has_chance(number, lab) for number in numbers) else 1


def _is_done(number: Published, numbers: Sequence[Published], configs: Mapping[str, ConfigDict],
             root: Path, seed_count: int) -> bool:
    """True if every run that a number is judged by has come to its end."""
    for lab in number.labs():
        wanted = comparison.seeds(configs[lab].seed, _count(lab, numbers, seed_count))
        stored = RunDirectory(_place(configs[lab], root)).result() or {}
        if not set(wanted) <= set(stored.get('seeds', ())):
            return False
    return True


def _place(config: ConfigDict, root: Path) -> Path:
    return root / f'{config.lab}-{config_values.digest(config)[:8]}'


def _has_chance(number: Published, lab: str) -> bool:
    """True if the number is judged by several seeds of the lab."""
    return any(part.rule not in (*WITHOUT_CHANCE, SETTING) and any(
        key.startswith(f'{lab}/') for key in part.measured) for part in number.parts())


def _judged(number: Published, runs: Mapping[str, list[Values]],
            configs: Mapping[str, ConfigDict]) -> Judgement:
    settings = {key: _setting(configs, key) for key in number.settings()}
    together = [{**values, **settings} for values in _together(number, runs)]
    judgement = judge(number, together)
    return dataclasses.replace(
        judgement, ours=judgement.ours + _measured_on(number, together))


def _setting(configs: Mapping[str, ConfigDict], key: str) -> Any:
    """Returns a field of a config; of one that is not there None, which is no printed value."""
    lab, _, field = key.partition('/')
    value: Any = configs[lab]
    for name in field.split('.'):
        value = value.get(name) if isinstance(value, ConfigDict) else None
    return value


def _values(config: ConfigDict, root: Path, seed_count: int, rerun: bool,
            devices: str, about: About) -> list[Values]:
    """Returns {'LAB/quantity': value} of each seed; cached by the digest of the config."""
    path = _place(config, root)
    if rerun and path.exists():
        shutil.rmtree(path)
    with silence():
        by_seed = comparison.run(catalog.experiment(config.experiment), config, str(path),
                                 devices, seed_count, about, concluding.of(config))
    own_name = '' if 'variants' in config else f'{config.lab}.'
    return [{f'{config.lab}/{key.removeprefix(own_name)}': value for key, value in values.items()}
            for values in by_seed.values()]


def _together(number: Published, runs: Mapping[str, list[Values]]) -> list[Values]:
    """Merges the labs of a number seed by seed; a lab without chance counts for every seed."""
    needed = [runs[lab] for lab in sorted(number.labs())]
    count = max(map(len, needed), default=1)
    return [{key: value for values in needed for key, value in values[
        min(index, len(values) - 1)].items()} for index in range(count)]


def _measured_on(number: Published, runs: Sequence[Values]) -> str:
    """Says on how much data a claim was judged: what is prepared may not be the whole set."""
    if number.rule not in ('direction', 'factor') or not runs:
        return ''
    variant = number.measured[0].rpartition('.')[0]
    found = outcomes.examples({key.removeprefix(f'{variant}.'): value
                               for key, value in runs[0].items()})
    return f', on {found} examples' if found else ''


def failures(rows: Sequence[Row]) -> list[str]:
    """Returns the names of the numbers that do not come out."""
    return [f'{row.number.lab}: {row.number.quantity}' for row in rows
            if row.judgement.verdict == FAIL]
