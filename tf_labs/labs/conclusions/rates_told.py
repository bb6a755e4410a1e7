"""What is told of nets at their best learning rates: a table of all rates, the nets compared."""

from collections.abc import Mapping, Sequence
import statistics
from typing import Any

from ml_collections import ConfigDict

from tf_labs.experiments import best_rate
from tf_labs.experiments import outcomes
from tf_labs.experiments.best_rate import Chosen
from tf_labs.experiments.best_rate import MEASURES
from tf_labs.experiments.comparison_runs import Place
from tf_labs.experiments.outcomes import Outcome
from tf_labs.report import effects
from tf_labs.report import ratios

_COUNTS = ('train_examples', 'test_examples')


def values(chosen: Mapping[str, Chosen], outcome_of: Mapping[Place, Outcome],
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
    measure = MEASURES[config.comparison.best_rate]
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
    measure = MEASURES[config.comparison.best_rate]
    choosing, others = (seeds[:config.comparison.rate_seeds], seeds[config.comparison.rate_seeds:]
                        ) if best_rate.is_shortened(config, seeds) else (seeds, [])
    said = [f'The rates are chosen by {_seeds(choosing)}; {_seeds(others)} trained each net at its '
            'best rate alone.'] if others else []
    said += [one.edge for one in chosen.values() if one.edge]
    said += [f'{net}: no rate of {", ".join(f"{rate:g}" for rate in one.rates.values())} has '
             f'{measure} with {_seeds(choosing)}.'
             for net, one in chosen.items() if one.best is None]
    reached = [net for net, one in chosen.items() if one.best is not None]
    said += [f'{net}: its best rate has no {measure} with {_seeds(without)}.' for net in reached
             if (without := [seed for seed in seeds if f'{net}.{measure}' not in found[seed]])]
    return said + [_factor(net, reached[0], found, others) if measure == 'steps_to_target' else
                   _difference(net, reached[0], found) for net in reached[1:]]


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


def _difference(net: str, base: str, found: Mapping[int, Mapping[str, float]]) -> str:
    """The choice is by validation, so test accuracies are not the best of several."""
    key = 'ten_crop_accuracy' if any(
        f'{net}.ten_crop_accuracy' in one for one in found.values()) else 'test_accuracy'
    values, of_base = _of_both(key, found, net, base)
    effect = effects.effect(values, of_base)
    span = '' if effect.low is None else f' (95% {effect.low:.2g} to {effect.high:.2g})'
    return (f'{key.replace("_", " ")}: {net} {statistics.fmean(values.values()):.4f}, {base} '
            f'{statistics.fmean(of_base.values()):.4f}, a difference of {effect.difference:.2g}'
            f'{span}.')
