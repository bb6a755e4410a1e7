"""A sigmoid moved up and down: nothing but the mean of the activations differs."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import flat_images
from tf_labs.data.flat_images import FlatImages
from tf_labs.experiments import comparison_runs
from tf_labs.labs.procedure import Findings
from tf_labs.labs.zero_centred import figures
from tf_labs.report import effects
from tf_labs.report import ratios
from tf_labs.report import tables
from tf_labs.training import many_nets
from tf_labs.training import rate_grid
from tf_labs.training.rate_grid import Attempt

AS_IT_IS = 'sigmoid, bias 0'  # whose first outputs are not those of the others


def compute(config: ConfigDict) -> Findings:
    """Trains every function with every rate and seed.

    Raises:
      UserError: no batch can be filled.
    """
    data = flat_images.load(config.data.name, config.data.dir, config.data.train_examples,
                            config.train.batch_size)
    seeds = comparison_runs.seeds(config.seed, config.train.seeds)
    made = attempts(config, data, seeds)
    rates = config.optimizer.learning_rates
    base = next(iter(made.values()))
    rows = [{'function': name, 'mean': mean, **_found(made[name], base, rates, seeds)}
            for name, mean in means(config).items()]
    for row, p in zip(rows, effects.holm([row['p'] for row in rows])):
        row['p'] = p
    target = f'{100 * config.train.target_error:g}% training error'
    lines = [f'Epochs to {target}, each function with its best rate of '
             f'{", ".join(f"{rate:g}" for rate in rates)}; {len(seeds)} seeds; a ratio with its '
             '95% interval, p by Holm for all of them together.',
             *tables.to_markdown(rows).splitlines(),
             *(verdict(row, rows[0]['function']) for row in rows[1:]),
             *(said for row in rows if row['rate'] is not None
               for said in rate_grid.at_edge(row['function'], row['rate'], rates))]
    values = {f'{key}_{_key(row["function"])}': row[key] for row in rows
              for key in ('epochs', 'ratio', 'ratio_low', 'ratio_high') if row[key] is not None}
    return Findings(lines, values, {'zero_centred': rows},
                    {'zero_centred': figures.figure(made, rates, target)}, data.sha256)


def means(config: ConfigDict) -> dict[str, float]:
    """Returns {function: c of sigmoid(z) - 1/2 + c}, what it gives for z = 0."""
    return {**{f'mean {mean:g}': mean for mean in config.net.means}, AS_IT_IS: 0.5}


def attempts(config: ConfigDict, data: FlatImages, seeds: Sequence[int]) -> dict[str, Attempt]:
    """Returns {function: what became of it}; all start as one function of the input, but one.

    sigmoid(z) - 1/2 + c hands c more to each unit of the next layer, times its weights. A bias
    of -c times the sum of these weights takes that away, so the nets answer alike at the start.
    The last of them is the usual sigmoid with biases of 0.
    """
    x, labels = data.train
    rates = config.optimizer.learning_rates
    sizes = [x.shape[1], *config.net.hidden_sizes, data.classes]
    start = many_nets.initial(sizes, seeds, 'glorot_uniform', len(rates))
    batches = many_nets.orders(seeds, len(x), config.train.batch_size, config.train.epochs)
    return {name: rate_grid.attempt(many_nets.train(
        start if name == AS_IT_IS else compensated(start, mean), moved_sigmoid(mean), x, labels,
        batches, rates=rates), config.train.target_error) for name, mean in means(config).items()}


def moved_sigmoid(mean: float) -> many_nets.Activation:
    """Returns sigmoid(z) - 1/2 + mean."""
    return lambda z: tf.sigmoid(z) + (mean - 0.5)


def compensated(start: Sequence[np.ndarray], mean: float) -> list[np.ndarray]:
    """Returns parameters whose biases take away what activations of this mean add at z = 0."""
    changed = list(start)
    for index in range(2, len(start), 2):
        changed[index + 1] = start[index + 1] - mean * start[index].sum(axis=-2, keepdims=True)
    return changed


def _found(one: Attempt, base: Attempt, rates: Sequence[float],
           seeds: Sequence[int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        'rate': None, 'epochs': None, 'ratio': None, 'ratio_low': None, 'ratio_high': None,
        'p': None}
    if one.best is None:
        return row
    row |= {'rate': rates[one.best], 'epochs': float(one.epochs[one.best].mean())}
    if base.best is not None and one is not base:
        found = ratios.ratio(dict(zip(seeds, one.epochs[one.best])),
                             dict(zip(seeds, base.epochs[base.best])))
        row |= {'ratio': found.value, 'ratio_low': found.low, 'ratio_high': found.high,
                'p': found.p}
    return row


def verdict(row: Mapping[str, Any], base: str) -> str:
    """Returns what a row says of its function beside the first one."""
    said = f'{row["function"]} beside {base}: '
    if row['ratio'] is None:
        return f'{said}no comparison, as some seed of one of them does not get there.'
    span = f'{row["ratio"]:.2f} times the epochs'
    if row['ratio_low'] is not None:
        span += f' ({row["ratio_low"]:.2f} to {row["ratio_high"]:.2f})'
    return f'{said}{span}: {ratios.words(row["ratio"], row["p"])}.'


def _key(name: str) -> str:
    return name.replace(',', '').replace(' ', '_')
