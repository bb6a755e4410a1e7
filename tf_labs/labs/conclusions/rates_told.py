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


def rows(chosen: Mapping[str, Chosen], config: ConfigDict, seeds: Sequence[int],
         outcome_of: Mapping[Place, Outcome]) -> list[dict[str, Any]]:
    """Returns a row for each net and rate; the column of the measure names the seeds that chose."""
    choosing = seeds[:config.comparison.rate_seeds]
    column = f'{MEASURES[config.comparison.best_rate]}, ' + (
        f'seed {choosing[0]}' if len(choosing) == 1 else f'mean of {len(choosing)} seeds')
    return [{'net': net, 'rate': one.rates[name],
             column: _lack([outcome_of[name, seed] for seed in choosing])
             if one.means[name] is None else one.means[name],
             'best': '' if name != one.best else 'yes, at the edge' if one.edge else 'yes'}
            for net, one in chosen.items() for name in one.rates]


def _lack(runs: Sequence[Outcome]) -> str:
    return 'diverged' if any('diverged' in one for one in runs) else 'not reached'


def lines(chosen: Mapping[str, Chosen], config: ConfigDict, seeds: Sequence[int],
          outcome_of: Mapping[Place, Outcome]) -> list[str]:
    """Returns what is said: who chose, best rates at the edge of those tried, the nets compared.

    Nets are compared if every seed has the measure of both: of a seed that misses the target the
    steps are more than those that were trained, and without it the factor would be wrong.

    Args:
      chosen: for each net.
      config: of the comparison.
      seeds: of the comparison.
      outcome_of: by variant and seed.
    """
    choosing, others = (seeds[:config.comparison.rate_seeds], seeds[config.comparison.rate_seeds:]
                        ) if best_rate.is_shortened(config, seeds) else (seeds, [])
    best = {net: one for net, one in chosen.items() if one.best is not None}
    said = [f'The rates are chosen by {_seeds(choosing)}; {_seeds(others)} trained '
            f'{" and ".join(best)} at '
            f'{"their best rates" if len(best) > 1 else "its best rate"} alone.'
            ] if others and best else []
    said += [one.edge for one in chosen.values() if one.edge]
    said += [f'{net} has no best rate: {_nowhere(one, choosing, config, outcome_of)}.'
             for net, one in chosen.items() if net not in best]
    told: dict[str, dict[int, Outcome]] = {}
    for net, one in best.items():
        runs = {seed: outcome_of[str(one.best), seed] for seed in seeds}
        lacking = _lacking(f'{net} at {one.rates[str(one.best)]:g}', runs, config)
        said += lacking
        if not lacking:
            told[net] = runs
    base = next(iter(told), '')
    return said + [_factor(net, base, config, told, others)
                   if config.comparison.best_rate == 'steps_to_target' else
                   _difference(net, base, told) for net in told if net != base]


def _nowhere(chosen: Chosen, choosing: Sequence[int], config: ConfigDict,
             outcome_of: Mapping[Place, Outcome]) -> str:
    """Returns what a net did not do at any of its rates."""
    rates = ', '.join(f'{rate:g}' for rate in chosen.rates.values())
    if all('diverged' in outcome_of[name, seed] for name in chosen.rates for seed in choosing):
        return f'it diverged at {rates} with {_seeds(choosing)}'
    return (f'at none of {rates} did it {_reach(config)} with '
            f'{"every one of " if len(choosing) > 1 else ""}{_seeds(choosing)}')


def _lacking(net: str, runs: Mapping[int, Outcome], config: ConfigDict) -> list[str]:
    """Returns why a net is not compared at its rate; nothing if every seed has the measure."""
    measure = MEASURES[config.comparison.best_rate]
    diverged = [seed for seed, one in runs.items() if 'diverged' in one]
    missed = [seed for seed, one in runs.items() if seed not in diverged and measure not in one]
    why = f'{net} is not compared at its best rate: it'
    said = [f'{why} diverged with {_seeds(diverged)}.'] if diverged else []
    return said + ([f'{why} did not {_reach(config)} with {_seeds(missed)}.']
                   if missed else [])


def _seeds(seeds: Sequence[int]) -> str:
    return f'seed{"s" * (len(seeds) > 1)} {", ".join(map(str, seeds))}'


def _target(config: ConfigDict) -> str:
    return f'{100 * config.train.target_error:g}% training error'


def _reach(config: ConfigDict) -> str:
    return ('come to its end' if config.comparison.best_rate == 'validation' else
            f'reach {_target(config)}')


def _factor(net: str, base: str, config: ConfigDict, told: Mapping[str, Mapping[int, Outcome]],
            others: Sequence[int]) -> str:
    """Steps are geometric means, whose ratio is the factor."""
    steps, of_base = ({seed: float(one['steps_to_target']) for seed, one in told[name].items()}
                      for name in (net, base))
    ratio = ratios.ratio(steps, of_base)
    span = '' if ratio.low is None else f' (95% {ratio.low:.3g} to {ratio.high:.3g})'
    apart = [{seed: each[seed] for seed in others} for each in (steps, of_base)]
    alone = (f'; {ratios.ratio(*apart).value:.3g} with those that did not choose'
             if all(apart) else '')
    return (f'{net} takes {_steps(steps, told[net], config)} to {_target(config)}, {base} '
            f'{_steps(of_base, told[base], config)}, geometric means over {len(steps)} '
            f'seed{"s" * (len(steps) > 1)}: {ratio.value:.3g} times as many{span}{alone}.')


def _steps(steps: Mapping[int, float], runs: Mapping[int, Outcome], config: ConfigDict) -> str:
    mean = statistics.geometric_mean(steps.values())
    examples = next(iter(runs.values())).get('train_examples', 0)
    epoch = examples // config.data.batch_size
    return f'{mean:,.0f} steps' + (f' ({mean / epoch:.1f} epochs)' if epoch else '')


def _difference(net: str, base: str, told: Mapping[str, Mapping[int, Outcome]]) -> str:
    """The choice is by validation, so test accuracies are not the best of several."""
    key = 'ten_crop_accuracy' if all(
        'ten_crop_accuracy' in one for runs in told.values() for one in runs.values()) else (
            'test_accuracy')
    values, of_base = ({seed: float(one[key]) for seed, one in told[name].items()}
                       for name in (net, base))
    effect = effects.effect(values, of_base)
    span = '' if effect.low is None else f' (95% {effect.low:.2g} to {effect.high:.2g})'
    return (f'{key.replace("_", " ")}: {net} {statistics.fmean(values.values()):.4f}, {base} '
            f'{statistics.fmean(of_base.values()):.4f}, a difference of {effect.difference:.2g}'
            f'{span}.')
