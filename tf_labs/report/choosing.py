"""The best of a sweep: by the examples that were held out, with the test told of it alone.

The best is the variant with the smallest mean validation loss at the end, over seeds none of which
diverged. The test split has no part in the choice, so what it says of the best is no luckier than
of any other net; the validation loss of the best is, as the smallest of many.
"""

from collections.abc import Mapping, Sequence
import dataclasses
import math
import statistics
from typing import Any

from scipy import stats

from tf_labs.report import effects
from tf_labs.report.contrasts import Measured
from tf_labs.report.effects import Effect

BY = 'validation_loss'
QUALITIES = ('accuracy', 'r2')  # of classifiers, of regressions


@dataclasses.dataclass(frozen=True)
class Best:
    """The variant that was chosen.

    Attributes:
      name: of the variant.
      means: of each quantity that was measured on held-out and on test examples.
      qualities: of its seeds, on the test split.
      quality: what they are: `accuracy` or `r2`.
      second: name of the next one; None: there is no other.
      effect: validation loss of the best minus that of the second.
    """

    name: str
    means: Mapping[str, float]
    qualities: Sequence[float]
    quality: str = 'accuracy'
    second: str | None = None
    effect: Effect | None = None

    @property
    def sentence(self) -> str:
        """The choice in words."""
        text = f'best by validation: {self.name}, validation loss {self.means[BY]:.4g}'
        if self.effect is not None:
            text += (f' ({effects.signed(self.effect.difference, self.effect.half_width)} against '
                     f'{self.second}, the second: {self._certainty()})')
        if not self.qualities:
            return text
        key = f'test_{self.quality}'
        ends = interval(self.qualities)
        half = f' +- {ends[1] - self.means[key]:.2g}' if ends else ''
        return f'{text}; {words(key)} {self.means[key]:.4g}{half}'

    def _certainty(self) -> str:
        if self.effect is None or self.effect.p is None:
            return '' if self.effect is None else self.effect.method
        return ('95% interval excludes 0' if self.effect.excludes_zero
                else 'no difference shown')

    def to_json(self) -> dict[str, Any]:
        """Returns what result.json holds of it."""
        effect = self.effect
        return {'variant': self.name, **self.means, 'second': self.second,
                'difference': effect and effect.difference, 'low': effect and effect.low,
                'high': effect and effect.high}


def best(measured: Measured, seeds: int) -> Best | None:
    """Returns the best variant; None where none has ended with a validation loss at every seed.

    Args:
      measured: by variant, seed and quantity, of the runs that have not diverged.
      seeds: runs that each variant should have.
    """
    losses = {name: {seed: values[BY] for seed, values in runs.items()
                     if math.isfinite(values.get(BY, math.nan))}
              for name, runs in measured.items()}
    whole = [name for name, values in losses.items() if seeds and len(values) == seeds]
    ordered = sorted(whole, key=lambda name: statistics.fmean(losses[name].values()))
    if not ordered:
        return None
    first, *others = ordered
    runs = list(measured[first].values())
    quality = 'r2' if any('test_r2' in one for one in runs) else 'accuracy'
    key = f'test_{quality}'
    found = Best(first, _means(runs, quality), [one[key] for one in runs if key in one], quality)
    return found if not others else dataclasses.replace(
        found, second=others[0], effect=effects.effect(losses[first], losses[others[0]]))


def _told(quality: str) -> tuple[str, ...]:
    return BY, f'validation_{quality}', 'test_loss', f'test_{quality}'


def words(key: str) -> str:
    """Returns a quantity in words, as `test accuracy` or `test R^2`."""
    return key.replace('_', ' ').replace('r2', 'R^2')


def quality_of(table: Sequence[Mapping[str, Any]]) -> str:
    """Returns which of QUALITIES the rows of a table hold."""
    return next(one for one in QUALITIES if f'test_{one}' in table[0])


def _means(runs: Sequence[Mapping[str, float]], quality: str) -> dict[str, float]:
    return {key: statistics.fmean(run[key] for run in runs) for key in _told(quality)
            if all(key in run for run in runs)}


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Returns the ends of Student's 95% interval of a mean; None of fewer than two values."""
    if len(values) < 2:
        return None
    half = float(stats.t.ppf((1 + effects.CONFIDENCE) / 2, len(values) - 1)
                 ) * statistics.stdev(values) / math.sqrt(len(values))
    return statistics.fmean(values) - half, statistics.fmean(values) + half


def rows(values: Mapping[str, Mapping[str, Any]], measured: Measured, seeds: int,
         chosen: Best | None, quality: str = 'accuracy') -> list[dict[str, Any]]:
    """Returns a row for each variant, numbers as numbers: for programs.

    Args:
      values: of the swept fields, by variant and path.
      measured, seeds: of `best`.
      chosen: the best.
      quality: one of QUALITIES, measured besides the loss.
    """
    found = []
    for name, fields in values.items():
        runs = list(measured.get(name, {}).values())
        row: dict[str, Any] = {'variant': name, **fields, 'seeds': len(runs),
                               'diverged': seeds - len(runs)}
        for key in _told(quality):
            known = [run[key] for run in runs if math.isfinite(run.get(key, math.nan))]
            ends = interval(known) or (None, None)
            row |= {key: statistics.fmean(known) if known else None, f'{key} low': ends[0],
                    f'{key} high': ends[1]}
        found.append({**row, 'best': name == (chosen and chosen.name)})
    return found


def shown(table: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Returns the same to be read: means +- half their intervals, few columns."""
    told = _told(quality_of(table))
    kept = [key for key in table[0] if key.split(' ')[0] not in (*told, 'best', 'seeds')]
    return [{'best': '*' if row['best'] else '', **{key: row[key] for key in kept},
             **{words(key): _spread(row, key) for key in told if key != 'test_loss'}}
            for row in table]


def _spread(row: Mapping[str, Any], key: str) -> str:
    if row[key] is None:
        return '-'
    if row[f'{key} high'] is None:
        return f'{row[key]:.4g}'
    return f'{row[key]:.4g} +- {row[f"{key} high"] - row[key]:.2g}'
