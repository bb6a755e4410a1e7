"""Reruns the labs that carry published numbers, and judges every number."""

from collections.abc import Iterator, Mapping, Sequence
import dataclasses
from pathlib import Path
import shutil
import time
from typing import Any

from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.experiments import comparison
from tf_labs.experiments import outcomes
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.labs import catalog
from tf_labs.labs import lab_jobs
from tf_labs.labs.conclusions import concluding
from tf_labs.labs.lab_jobs import Wanted
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
        jobs: Jobs = IN_A_ROW, train: bool = True) -> list[Row]:
    """Runs what is not in `root` yet and judges the numbers.

    Args:
      configs: by lab, all that the numbers need.
      numbers: of tf_labs.published.
      root: holds a comparison for each lab, named by lab and digest of its config.
      seed_count: runs of each lab that chance has a part in.
      rerun: do everything anew.
      devices: of `runtime.start`.
      abouts: lesson and command by lab.
      jobs: how many runs at once, or who hands them out.
      train: False: a lab some of whose runs are not done is not run, and so are its numbers.
    """
    if not train:
        numbers = [number if _is_done(number, numbers, configs, root, seed_count, jobs)
                   else number.postponed() for number in numbers]
    needed = {lab for number in numbers for lab in number.labs()}
    wanted = [Wanted(configs[lab], root, _count(lab, numbers, seed_count), devices, abouts[lab])
              for lab in configs if lab in needed]
    if rerun:
        for path in (one.settled(jobs).path for one in wanted):
            if path.exists():
                shutil.rmtree(path)
    runs = {lab: _values(lab, configs[lab], by_seed) for lab, by_seed in (
        _in_a_row(wanted) if jobs == IN_A_ROW else lab_jobs.outcomes(wanted, jobs))}
    return [Row(number, _judged(number, runs, configs)) for number in numbers]


def _in_a_row(wanted: Sequence[Wanted]) -> Iterator[tuple[str, lab_jobs.BySeed]]:
    for place, one in enumerate(wanted, 1):
        began = time.perf_counter()
        with silence():
            by_seed = comparison.run(catalog.experiment(one.config.experiment), one.config,
                                     str(one.path), one.devices, one.seed_count, one.about,
                                     conclude=concluding.of(one.config))
        say(f'[{place}/{len(wanted)}] {one.told(time.perf_counter() - began)}')
        yield one.config.lab, by_seed


def _count(lab: str, numbers: Sequence[Published], seed_count: int) -> int:
    return seed_count if any(_has_chance(number, lab) for number in numbers) else 1


def _is_done(number: Published, numbers: Sequence[Published], configs: Mapping[str, ConfigDict],
             root: Path, seed_count: int, jobs: Jobs) -> bool:
    """True if every run that a number is judged by has come to its end."""
    for lab in number.labs():
        wanted = Wanted(configs[lab], root, _count(lab, numbers, seed_count), '', None)
        stored = RunDirectory(wanted.settled(jobs).path).result() or {}
        if not set(comparison.seeds(configs[lab].seed, wanted.seed_count)) <= set(
                stored.get('seeds', ())):
            return False
    return True


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


def _values(lab: str, config: ConfigDict, by_seed: lab_jobs.BySeed) -> list[Values]:
    """Returns {'LAB/quantity': value} of each seed."""
    own_name = '' if 'variants' in config else f'{lab}.'
    return [{f'{lab}/{key.removeprefix(own_name)}': value for key, value in values.items()}
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
