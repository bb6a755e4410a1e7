"""Each net at its own best learning rate, of those that the variants NAME+rate_N try.

With `comparison.rate_seeds` every rate is tried with the first seeds alone: further seeds train
each net at the rate that is best over those.
"""

from collections.abc import Iterable, Mapping, Sequence
import dataclasses
import statistics
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.asked_together import RATE_MARK
from tf_labs.experiments import outcomes
from tf_labs.experiments.outcomes import Outcome
from tf_labs.report import effects
from tf_labs.report import ratios
from tf_labs.training import rate_grid

_COUNTS = ('train_examples', 'test_examples')
_MEASURES = {'steps_to_target': 'steps_to_target', 'validation': 'validation_accuracy'}


Place = tuple[str, int]  # variant and seed


@dataclasses.dataclass(frozen=True)
class Chosen:
    """A net with the rates that were tried.

    Attributes:
      rates: of each variant of the net, by the name of the variant.
      means: of the measure over the seeds that choose; None where not every one has it.
      best: name of the variant with the best mean; None: there is none.
    """

    rates: dict[str, float]
    means: dict[str, float | None]
    best: str | None

    @property
    def edge(self) -> str:
        """Says in a sentence that the best rate is the lowest or highest tried; '' if not."""
        if self.best is None:
            return ''
        net, _, _ = self.best.partition(RATE_MARK)
        return ''.join(rate_grid.at_edge(net, self.rates[self.best], list(self.rates.values())))


def choose(config: ConfigDict, outcome_of: Mapping[tuple[str, int], Outcome],
           seeds: Sequence[int]) -> dict[str, Chosen]:
    """Returns the choice for each net, by its name.

    Steps to the target are best few, validation accuracies large. A rate with which a seed does
    not reach the target, or diverges, is not chosen.

    Args:
      config: of the comparison.
      outcome_of: of every rate with the seeds that choose, by variant and seed.
      seeds: of the comparison; the first `comparison.rate_seeds` choose.
    """
    by, seeds = config.comparison.best_rate, seeds[:config.comparison.rate_seeds]
    found: dict[str, Chosen] = {}
    tried = _tried(config)
    for net in dict.fromkeys(name.partition(RATE_MARK)[0] for name in tried):
        rates = {name: config_values.variant(config, name).optimizer.learning_rate
                 for name in tried if name.partition(RATE_MARK)[0] == net}
        means = {name: _mean([outcome_of[name, seed].get(_MEASURES[by]) for seed in seeds])
                 for name in rates}
        known = [name for name in rates if means[name] is not None]
        sign = 1 if by == 'steps_to_target' else -1
        edge = min(rates.values(), default=0), max(rates.values(), default=0)
        best = min(known, key=lambda name: (sign * (means[name] or 0.0), rates[name] in edge),
                   default=None)
        found[net] = Chosen(rates, means, best)
    return found


def first(config: ConfigDict, names: Iterable[str], seeds: Sequence[int]) -> list[Place]:
    """Returns the runs of a comparison that are done whatever comes out.

    Args:
      config: of the comparison.
      names: of its variants, in their order.
      seeds: of the comparison.
    """
    tried = _tried(config) if is_shortened(config, seeds) else []
    return [(name, seed) for name in names
            for seed in (seeds[:config.comparison.rate_seeds] if name in tried else seeds)]


def later(config: ConfigDict, seeds: Sequence[int],
          outcome_of: Mapping[Place, Outcome]) -> list[Place]:
    """Returns the runs that are left once those have ended: each net at its best rate."""
    if not is_shortened(config, seeds):
        return []
    return [(one.best, seed) for one in choose(config, outcome_of, seeds).values()
            if one.best is not None for seed in seeds[config.comparison.rate_seeds:]]


def most(config: ConfigDict, names: Sequence[str], seeds: Sequence[int]) -> int:
    """Returns how many runs a comparison has, if each net has a best rate."""
    nets = {name.partition(RATE_MARK)[0] for name in _tried(config)}
    return len(first(config, names, seeds)) + (
        len(nets) * (len(seeds) - config.comparison.rate_seeds)
        if is_shortened(config, seeds) else 0)


def _tried(config: ConfigDict) -> list[str]:
    return [name for name in config.get('variants', ()) if RATE_MARK in name]


def is_shortened(config: ConfigDict, seeds: Sequence[int]) -> bool:
    """True if some of the seeds train each net at its best rate alone."""
    asked = config.get('comparison')
    return (asked is not None and asked.best_rate != 'none' and asked.rate_seeds is not None
            and asked.rate_seeds < len(seeds))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known and len(known) == len(values) else None


def values(chosen: Mapping[str, Chosen], outcome_of: Mapping[tuple[str, int], Outcome],
           seeds: Sequence[int]) -> dict[int, dict[str, float]]:
    """Returns by seed {'NET.quantity': value} of each net at its best rate, the rate with them."""
    return {seed: {f'{net}.{key}': value for net, one in chosen.items() if one.best is not None
                   for key, value in _of_best(one, outcome_of[one.best, seed]).items()}
            for seed in seeds}


def _of_best(chosen: Chosen, outcome: Outcome) -> dict[str, float]:
    assert chosen.best is not None
    return {'rate': chosen.rates[chosen.best], 'rate_is_at_edge': float(bool(chosen.edge)),
            **{key: outcome[key] for key in _COUNTS if key in outcome},
            **dict(outcomes.measured(outcome))}


def rows(chosen: Mapping[str, Chosen], config: ConfigDict,
         seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Returns a row for each net and rate; the column of the measure names the seeds that chose."""
    measure = _MEASURES[config.comparison.best_rate]
    choosing = seeds[:config.comparison.rate_seeds]
    column = f'{measure}, seed {choosing[0]}' if len(choosing) == 1 else (
        f'{measure}, mean of {len(choosing)} seeds')
    return [{'net': net, 'rate': one.rates[name],
             column: '-' if one.means[name] is None else one.means[name],
             'best': '' if name != one.best else 'yes, at the edge' if one.edge else 'yes'}
            for net, one in chosen.items() for name in one.rates]


def lines(chosen: Mapping[str, Chosen], config: ConfigDict, seeds: Sequence[int],
          found: Mapping[int, Mapping[str, float]]) -> list[str]:
    """Returns what is said: who chose, best rates at the edge of those tried, the nets compared.

    Args:
      chosen: for each net.
      config: of the comparison.
      seeds: of the comparison.
      found: by seed, of `values` and what several nets were asked together.
    """
    measure = _MEASURES[config.comparison.best_rate]
    choosing, others = (seeds[:config.comparison.rate_seeds], seeds[config.comparison.rate_seeds:]
                        ) if is_shortened(config, seeds) else (seeds, [])
    said = [f'The rates are chosen by {_seeds(choosing)}; {_seeds(others)} trained each net at its '
            'best rate alone.'] if others else []
    said += [one.edge for one in chosen.values() if one.edge]
    said += [f'{net}: no rate of {", ".join(f"{rate:g}" for rate in one.rates.values())} has '
             f'{measure} with {_seeds(choosing)}.'
             for net, one in chosen.items() if one.best is None]
    reached = [net for net, one in chosen.items() if one.best is not None]
    said += [f'{net}: its best rate has no {measure} with {_seeds(without)}.' for net in reached
             if (without := [seed for seed in seeds if f'{net}.{measure}' not in found[seed]])]
    compared = _factor if measure == 'steps_to_target' else _difference
    return said + [compared(net, reached[0], found, others) for net in reached[1:]]


def _seeds(seeds: Sequence[int]) -> str:
    return f'seed{"s" * (len(seeds) > 1)} {", ".join(map(str, seeds))}'


def _of_both(key: str, found: Mapping[int, Mapping[str, float]],
             *nets: str) -> list[dict[int, float]]:
    """Returns a quantity of some nets, by the seeds that all of them have it with."""
    keys = [f'{net}.{key}' for net in nets]
    return [{seed: one[name] for seed, one in found.items() if all(k in one for k in keys)}
            for name in keys]


def _factor(net: str, base: str, found: Mapping[int, Mapping[str, float]],
            others: Sequence[int]) -> str:
    steps, of_base = _of_both('steps_to_target', found, net, base)
    ratio = ratios.ratio(steps, of_base)
    span = '' if ratio.low is None else f' (95% {ratio.low:.3g} to {ratio.high:.3g})'
    alone = [{seed: each[seed] for seed in others if seed in each} for each in (steps, of_base)]
    apart = (f'; {ratios.ratio(*alone).value:.3g} with those that did not choose'
             if all(alone) else '')
    return (f'{net} takes {statistics.fmean(steps.values()):,.0f} steps to the target, {base} '
            f'{statistics.fmean(of_base.values()):,.0f}: {ratio.value:.3g} times as many{span}'
            f'{apart}.')


def _difference(net: str, base: str, found: Mapping[int, Mapping[str, float]],
                unused_others: Sequence[int]) -> str:
    """The choice is by validation, so test accuracies are not the best of several."""
    key = 'ten_crop_accuracy' if any(
        f'{net}.ten_crop_accuracy' in one for one in found.values()) else 'test_accuracy'
    values, of_base = _of_both(key, found, net, base)
    effect = effects.effect(values, of_base)
    span = '' if effect.low is None else f' (95% {effect.low:.2g} to {effect.high:.2g})'
    return (f'{key.replace("_", " ")}: {net} {statistics.fmean(values.values()):.4f}, {base} '
            f'{statistics.fmean(of_base.values()):.4f}, a difference of {effect.difference:.2g}'
            f'{span}.')
