"""How much of each weight optimizers learn, where some features are rare."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_runs
from tf_labs.labs.procedure import Findings
from tf_labs.labs.rare_features import figures
from tf_labs.labs.rare_features import regression
from tf_labs.labs.rare_features.regression import Learner
from tf_labs.labs.rare_features.regression import Learnt
from tf_labs.nn import optimizers
from tf_labs.report import effects
from tf_labs.report import tables
from tf_labs.training import rate_grid

UNEQUAL, EQUAL = 0, 1  # conditions: frequencies that differ, and the same for all


def compute(config: ConfigDict) -> Findings:
    """Learns with every optimizer and rate, from features of unequal and of equal frequency.

    Raises:
      UserError: the rarest feature is not rarer than the commonest.
      DivergedError: an optimizer comes to nothing with any of the rates.
    """
    settings, train = config.features, config.train
    frequencies = spread(settings.count, settings.commonest, settings.rarest)
    seeds = comparison_runs.seeds(config.seed, train.seeds)
    data = regression.draw(frequencies, seeds, train.steps, train.batch_size, settings.noise)
    best: dict[str, tuple[float, Learnt]] = {}
    for name in config.optimizer.names:
        learner = Learner(optimizers.optimizer(name, config.optimizer.learning_rates[0]), data)
        best[name] = choose({rate: learner.learn(rate)
                             for rate in config.optimizer.learning_rates}, name)
    learnt = {name: shares(one.weights, data.weights) for name, (_, one) in best.items()}
    rows = _rows(best, learnt, seeds)
    first, *others = rows
    lines = [f'Share of each weight that is learnt after {train.steps} steps; rare: the third of '
             f'the {settings.count} features with the lowest frequencies; equal: all features have '
             'one frequency. Rate: the one with the lowest loss on new examples. Differences with '
             f'95% intervals over {len(seeds)} data sets.', *tables.to_markdown(rows).splitlines(),
             *(verdict(row, first['optimizer']) for row in others),
             *(said for name, (rate, _) in best.items()
               for said in rate_grid.at_edge(name, rate, config.optimizer.learning_rates))]
    values = {f'{row["optimizer"]}_{key}': value for row in rows for key, value in row.items()
              if key != 'optimizer' and value is not None}
    return Findings(lines, values, {'rare_features': rows},
                    {'rare_features': figures.figure(frequencies[UNEQUAL], {
                        f'{name}, rate {best[name][0]:g}': one[UNEQUAL]
                        for name, one in learnt.items()}, train.steps * train.batch_size)})


def spread(count: int, commonest: float, rarest: float) -> np.ndarray:
    """Returns the frequencies [2, D]: falling in equal ratios, and their geometric mean for all.

    Raises:
      UserError: they do not fall.
    """
    if not rarest < commonest:
        raise UserError('config.features.rarest is not rarer than the commonest feature',
                        expected=f'below {commonest:g}', received=rarest)
    falling = np.geomspace(commonest, rarest, count)
    return np.stack([falling, np.full(count, np.sqrt(commonest * rarest))])


def choose(learnt: Mapping[float, Learnt], name: str) -> tuple[float, Learnt]:
    """Returns the rate with the lowest mean loss where frequencies differ, and what it led to.

    Raises:
      DivergedError: no rate leads to finite weights.
    """
    losses = {rate: float(one.loss[UNEQUAL].mean()) for rate, one in learnt.items()
              if np.isfinite(one.weights).all()}
    if not losses:
        raise DivergedError(f'{name} ends in weights that are not finite with every rate; smaller '
                            'config.optimizer.learning_rates may help')
    rate = min(losses, key=losses.__getitem__)
    return rate, learnt[rate]


def shares(weights: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Returns 1 - |w - true w| / |true w|, [C, S, D]: 0 for a weight of 0, 1 for the true one."""
    found: np.ndarray = 1 - np.abs(weights - truth) / np.abs(truth)
    return found


def _rows(best: Mapping[str, tuple[float, Learnt]], learnt: Mapping[str, np.ndarray],
          seeds: Sequence[int]) -> list[dict[str, Any]]:
    base = next(iter(learnt.values()))
    third = base.shape[-1] // 3
    rows = []
    for name, (rate, one) in best.items():
        ours = learnt[name]
        row = {'optimizer': name, 'rate': rate, 'loss': float(one.loss[UNEQUAL].mean()),
               'common': float(ours[UNEQUAL, :, :third].mean()),
               'rare': float(ours[UNEQUAL, :, -third:].mean()),
               'equal': float(ours[EQUAL].mean())}
        for key, values, of_base in (
                ('rare', ours[UNEQUAL, :, -third:], base[UNEQUAL, :, -third:]),
                ('equal', ours[EQUAL], base[EQUAL])):
            found = effects.effect(*(dict(zip(seeds, each.mean(axis=-1).tolist()))
                                     for each in (values, of_base)))
            differs = ours is not base
            row |= {f'{key}_difference': found.difference if differs else None,
                    f'{key}_half_width': found.half_width if differs else None}
        rows.append(row)
    return rows


def verdict(row: Mapping[str, Any], base: str) -> str:
    """Returns what a row says of rare features, and of the control, beside the first optimizer."""
    said = []
    for key, words in (('rare', 'of the rare features'),
                       ('equal', 'of features that are equally frequent')):
        difference, half = row[f'{key}_difference'], row[f'{key}_half_width']
        if half is None or abs(difference) <= half:
            what = 'no difference shown'
        else:
            what = 'more' if difference > 0 else 'less'
        said.append(f'{words} {effects.signed(difference, half)}, {what}')
    return f'{row["optimizer"]} learns, beside {base}: {"; ".join(said)}.'
