"""What a comparison found, as tables and sentences: every metric of every config against the first.

Accuracies are shares in result.json; here they are per cent, and their differences points.
"""

from collections.abc import Mapping, Sequence
import dataclasses
import math
from typing import Any

from tf_labs.report import effects
from tf_labs.report import tables
from tf_labs.report.effects import Effect
from tf_labs.report.effects import ValuesBySeed

Measured = Mapping[str, Mapping[int, Mapping[str, float]]]  # by config, seed and metric
MAIN = ('test_accuracy', 'test_loss', 'fit_accuracy', 'accuracy_gap', 'first_train_loss', 'cost',
        'accuracy', 'test_r2', 'fit_r2', 'steps_to_target')  # that a narrow table shows
_ORDER = (*MAIN, 'fit_loss', 'loss_gap', 'train_accuracy', 'train_loss', 'train_mode_accuracy',
          'eval_mode_accuracy', 'r2_gap')
_FIRST = ('test_accuracy', 'accuracy', 'test_r2', 'test_loss', 'cost', 'train_loss')
DIFFERENCE, NOISE = 'a difference', 'no difference shown'


@dataclasses.dataclass(frozen=True)
class Contrast:
    """A metric of one config against that of the first.

    Attributes:
      metric: as in result.json.
      name, base: of the two configs.
      values, base_values: by seed; of accuracies in per cent.
      effect: their difference.
      adjusted: p by Holm's method, over all that the first is compared with in this metric.
      family: how many those are; only those with an interval count.
    """

    metric: str
    name: str
    base: str
    values: ValuesBySeed
    base_values: ValuesBySeed
    effect: Effect
    adjusted: float | None = None
    family: int = 0

    @property
    def difference(self) -> str:
        """The difference with half the width of its interval: `+0.62 +- 0.21 points`."""
        text = effects.signed(self.effect.difference, self.effect.half_width)
        return f'{text} points' if is_share(self.metric) else text

    @property
    def over(self) -> str:
        """`5 seeds`, or the seeds of the one and of the other, where they are not the same."""
        n, m = self.effect.seeds
        if n == m and self.effect.method != effects.WELCH:
            return f'{n} seed{"s" * (n > 1)}'
        return f'{n} and {m} seeds'

    @property
    def verdict(self) -> str:
        """Whether the interval excludes 0, also among many; why there is none, if there is none."""
        if self.effect.p is None:
            return self.effect.method
        if not self.effect.excludes_zero:
            return NOISE
        if self.adjusted is not None and self.adjusted >= 1 - effects.CONFIDENCE:
            return f'{DIFFERENCE} alone, not among {self.family}'
        return DIFFERENCE

    @property
    def sentence(self) -> str:
        """The whole of it in words."""
        text = f'{self.name} against {self.base}: {title(self.metric)} {self.difference}'
        if self.effect.p is None:
            return f'{text} ({self.verdict}).'
        return (f'{text} over {self.over} (95% interval, {self.effect.method}): '
                f'{_IN_WORDS[self.effect.excludes_zero]}{self._among_many()}.')

    def _among_many(self) -> str:
        if self.verdict in (DIFFERENCE, NOISE):
            return ''
        return f', though not once it is adjusted for {self.family} comparisons'


_IN_WORDS = {True: 'a difference, 0 is outside of the interval',
             False: 'no difference shown, 0 is inside of the interval'}


def is_share(metric: str) -> bool:
    """True of what is shown in per cent."""
    return 'accuracy' in metric


def title(metric: str) -> str:
    """Returns the name of a metric for people."""
    return metric.replace('_', ' ')


def titled(metric: str) -> str:
    """Returns it with its unit, as the head of numbers."""
    return f'{title(metric)}, %' if is_share(metric) else title(metric)


def metrics(measured: Measured) -> list[str]:
    """Returns every metric of at least one run, the most telling first."""
    every = dict.fromkeys(key for runs in measured.values() for values in runs.values()
                          for key in values)
    return [*(key for key in _ORDER if key in every), *(key for key in every if key not in _ORDER)]


def values_of(measured: Measured, name: str, metric: str) -> dict[int, float]:
    """Returns a metric of one config by seed, what is not finite left out, shares in per cent."""
    scale = 100 if is_share(metric) else 1
    return {seed: scale * values[metric] for seed, values in measured[name].items()
            if metric in values and math.isfinite(values[metric])}


def all_of(measured: Measured) -> list[Contrast]:
    """Returns the contrasts of every metric with the first config, as far as both have it."""
    found: list[Contrast] = []
    for metric in metrics(measured):
        found += metric_contrasts(measured, metric)
    return found


def metric_contrasts(measured: Measured, metric: str) -> list[Contrast]:
    """Returns the contrasts of one metric, in the order of the configs."""
    base, *others = measured
    base_values = values_of(measured, base, metric)
    made = []
    for name in others:
        values = values_of(measured, name, metric)
        if values and base_values:
            made.append(Contrast(metric, name, base, values, base_values,
                                 effects.effect(values, base_values)))
    adjusted = effects.holm([one.effect.p for one in made])
    family = sum(p is not None for p in adjusted)
    return [dataclasses.replace(one, adjusted=p, family=family)
            for one, p in zip(made, adjusted)]


def main(found: Sequence[Contrast]) -> list[Contrast]:
    """Returns the contrasts of the one metric that a figure or a narrow table has room for."""
    every = [one.metric for one in found]
    chosen = next((key for key in _FIRST if key in every), every[0] if every else None)
    return [one for one in found if one.metric == chosen]


def summary(of_metric: Sequence[Contrast]) -> str:
    """Returns how many of the contrasts of one metric, at least one, have which verdict."""
    first, verdicts = of_metric[0], [one.verdict for one in of_metric]
    counts = ', '.join(f'{verdicts.count(one)} {one}' for one in dict.fromkeys(verdicts))
    return f'{len(of_metric)} configs against {first.base} in {title(first.metric)}: {counts}.'


def narrow(of_metric: Sequence[Contrast]) -> list[str]:
    """Returns the lines that a terminal has room for: the contrasts of one metric as a table."""
    if not of_metric:
        return []
    first = of_metric[0]
    rows = [{f'against {first.base}': one.name, title(first.metric): one.difference,
             'over': one.over, 'verdict': one.verdict} for one in of_metric]
    said = caution(of_metric)
    return ['', tables.to_markdown(rows).rstrip(), *([said] if said else [])]


def not_finite(measured: Measured) -> list[str]:
    """Returns a sentence for each metric that some runs have no finite number of."""
    said = []
    for name, runs in measured.items():
        for metric in metrics({name: runs}):
            seeds = [str(seed) for seed, values in runs.items()
                     if metric in values and not math.isfinite(values[metric])]
            if seeds:
                said.append(f'{title(metric)} of {name} is not finite at seed '
                            f'{", ".join(seeds)}, which is left out of it.')
    return said


def caution(found: Sequence[Contrast]) -> str | None:
    """Returns what to remember where many are compared with one; None where only one is."""
    family = max((one.family for one in found), default=0)
    if family < 2:
        return None
    return (f'Each interval is one of {family}: if nothing differed from {found[0].base}, '
            f'{(1 - effects.CONFIDENCE) * family:.2g} of them on average would exclude 0 by '
            'chance. A difference that does not outlast Holm\'s adjustment for that is marked.')


def to_rows(found: Sequence[Contrast]) -> list[dict[str, Any]]:
    """Returns a row for each contrast, numbers as numbers: for programs."""
    return [{
        'metric': titled(one.metric), 'config': one.name, 'against': one.base,
        'mean': _mean(one.values), 'mean of the first': _mean(one.base_values),
        'difference': one.effect.difference, 'low': one.effect.low, 'high': one.effect.high,
        'p': one.effect.p, 'p by Holm': one.adjusted, 'Hedges g': one.effect.hedges_g,
        'seeds': one.over, 'method': one.effect.method, 'verdict': one.verdict} for one in found]


def _mean(values: ValuesBySeed) -> float:
    return sum(values.values()) / len(values)


def as_rows(found: Sequence[Contrast]) -> list[dict[str, str]]:
    """Returns a row for each contrast, to be read."""
    many = any(one.family > 1 for one in found)
    return [{
        'metric': titled(one.metric), 'config': one.name,
        'mean +- sd': effects.mean_and_sd(list(one.values.values())),
        one.base: effects.mean_and_sd(list(one.base_values.values())),
        'difference': one.difference, 'verdict': one.verdict, 'p': _short(one.effect.p),
        **({'p by Holm': _short(one.adjusted)} if many else {}),
        'Hedges g': _short(one.effect.hedges_g), 'over': one.over} for one in found]


def _short(value: float | None) -> str:
    return '-' if value is None else f'{value:.2g}'
