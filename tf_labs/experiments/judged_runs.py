"""The published numbers of some labs, judged by what their runs came to."""

from collections.abc import Mapping, Sequence
import dataclasses
from typing import Any

from ml_collections import ConfigDict

from tf_labs.experiments import outcomes
from tf_labs.published.judgement import FAIL
from tf_labs.published.judgement import Judgement
from tf_labs.published.judgement import OPEN
from tf_labs.published.judging import judge
from tf_labs.published.judging import Values
from tf_labs.published.number import Published
from tf_labs.published.number import SETTING

WITHOUT_CHANCE = ('exact', 'structure', 'rounded', 'percentiles', 'share')  # a run holds it all


@dataclasses.dataclass(frozen=True)
class Row:
    """A number and what came of it."""

    number: Published
    judgement: Judgement


def seed_count(lab: str, numbers: Sequence[Published], asked: int) -> int:
    """Returns how many runs of a lab some numbers are judged by: one if chance has no part."""
    return asked if any(_has_chance(number, lab) for number in numbers) else 1


def _has_chance(number: Published, lab: str) -> bool:
    """True if the number is judged by several seeds of the lab."""
    return any(part.rule not in (*WITHOUT_CHANCE, SETTING) and any(
        key.startswith(f'{lab}/') for key in part.measured) for part in number.parts())


def judged(number: Published, runs: Mapping[str, Sequence[Values]],
           configs: Mapping[str, ConfigDict]) -> Judgement:
    """Judges a number.

    Args:
      number: whose labs are in `runs`, and those of its settings in `configs`.
      runs: by lab {'LAB/quantity': value} of each seed.
      configs: by lab.
    """
    settings = {key: _setting(configs, key) for key in number.settings()}
    together = [{**values, **settings} for values in _together(number, runs)]
    judgement = judge(number, together)
    if not _is_whole(number, together):
        train, test = number.whole
        judgement = Judgement(f'{judgement.ours}; takes {train:,} + {test:,}', OPEN)
    return dataclasses.replace(
        judgement, ours=judgement.ours + _measured_on(number, together))


def _setting(configs: Mapping[str, ConfigDict], key: str) -> Any:
    """Returns a field of a config; of one that is not there None, which is no printed value."""
    lab, _, field = key.partition('/')
    value: Any = configs[lab]
    for name in field.split('.'):
        value = value.get(name) if isinstance(value, ConfigDict) else None
    return value


def _together(number: Published, runs: Mapping[str, Sequence[Values]]) -> list[Values]:
    """Merges the labs of a number seed by seed; a lab without chance counts for every seed."""
    needed = [runs[lab] for lab in sorted(number.labs())]
    count = max(map(len, needed), default=1)
    return [{key: value for values in needed for key, value in values[
        min(index, len(values) - 1)].items()} for index in range(count)]


def _is_whole(number: Published, runs: Sequence[Values]) -> bool:
    """False if any net of its labs had fewer examples than the claim takes."""
    return all(value >= wanted for run in runs for key, value in run.items()
               for split, wanted in zip(('train', 'test'), number.whole)
               if key.endswith(f'.{split}_examples') and isinstance(value, (int, float)))


def _measured_on(number: Published, runs: Sequence[Values]) -> str:
    """Says on how much data a claim was judged: what is prepared may not be the whole set."""
    if not runs or not (number.rule in ('direction', 'factor') or any(number.whole)):
        return ''
    found = outcomes.examples(_of_variant(number, runs[0]))
    return f', on {found} examples' if found else ''


def _of_variant(number: Published, run: Values) -> Values:
    """Returns what a run has of the variant that a number is judged by first."""
    variant = number.measured[0].rpartition('.')[0]
    return {key.removeprefix(f'{variant}.'): value for key, value in run.items()}


def failures(rows: Sequence[Row]) -> list[str]:
    """Returns the names of the numbers that do not come out."""
    return [f'{row.number.lab}: {row.number.quantity}' for row in rows
            if row.judgement.verdict == FAIL]
