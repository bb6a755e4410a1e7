"""ReLU nets whose hidden biases begin at 0 or at 1, from kernels of several scales."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import flat_images
from tf_labs.data.flat_images import FlatImages
from tf_labs.experiments import comparison_runs
from tf_labs.labs.bias_start import figures
from tf_labs.labs.procedure import Findings
from tf_labs.report import effects
from tf_labs.report import ratios
from tf_labs.report import tables
from tf_labs.training import many_nets
from tf_labs.training import rate_grid
from tf_labs.training.rate_grid import Attempt

BIASES = (0.0, 1.0)


def compute(config: ConfigDict) -> Findings:
    """Trains from every start with every rate and seed.

    Raises:
      UserError: no batch can be filled.
    """
    data = flat_images.load(config.data.name, config.data.dir, config.data.train_examples,
                            config.train.batch_size)
    seeds = comparison_runs.seeds(config.seed, config.train.seeds)
    rates = config.optimizer.learning_rates
    sizes = [data.train[0].shape[1], *config.net.hidden_sizes, data.classes]
    starts = {(gain, bias): begin(sizes, seeds, len(rates), gain, bias)
              for gain in config.net.gains for bias in BIASES}
    made = {key: attempt(config, data, seeds, start) for key, start in starts.items()}
    rows = compared(made, {key: positive(start, data.train[0]) for key, start in starts.items()},
                    rates, seeds)
    target = f'{100 * config.train.target_error:g}% training error'
    lines = [f'Epochs to {target}, each start with its best rate of '
             f'{", ".join(f"{rate:g}" for rate in rates)}; {len(seeds)} seeds; the ratio is that '
             'to biases of 0 with its 95% interval, p by Holm for all of them together. positive: '
             'share of the hidden activations above 0 before the first step.',
             *tables.to_markdown(rows).splitlines(), *map(verdict, rows[1::2]),
             *(said for row in rows if row['rate'] is not None for said in rate_grid.at_edge(
                 f'gain {row["gain"]:g}, biases of {row["bias"]:g}', row['rate'], rates))]
    values = {f'{key.replace(" ", "_")}_gain_{row["gain"]:g}_bias_{row["bias"]:g}': value
              for row in rows for key, value in row.items()
              if key not in ('gain', 'bias') and value is not None}
    return Findings(lines, values, {'bias_start': rows},
                    {'bias_start': figures.figure({key: one.curve for key, one in made.items()})},
                    data.sha256)


def begin(sizes: Sequence[int], seeds: Sequence[int], settings: int, gain: float,
          bias: float) -> list[np.ndarray]:
    """Returns kernels of He's initialization times `gain`, hidden biases of `bias`, others of 0."""
    start = many_nets.initial(sizes, seeds, 'he_normal', settings)
    return [gain * one if index % 2 == 0 else one + (bias if index + 1 < len(start) else 0)
            for index, one in enumerate(start)]


def positive(start: Sequence[np.ndarray], x: np.ndarray) -> float:
    """Returns the share of the hidden activations above 0 before the first step."""
    hidden, _ = many_nets.hidden_and_logits([tf.constant(one[0]) for one in start], x, tf.nn.relu)
    return float(np.mean([one.numpy() > 0 for one in hidden]))


def attempt(config: ConfigDict, data: FlatImages, seeds: Sequence[int],
            start: Sequence[np.ndarray]) -> Attempt:
    """Trains from one start."""
    x, labels = data.train
    fit = many_nets.train(start, tf.nn.relu, x, labels, many_nets.orders(
        seeds, len(x), config.train.batch_size, config.train.epochs),
        rates=config.optimizer.learning_rates)
    return rate_grid.attempt(fit, config.train.target_error)


def compared(made: Mapping[tuple[float, float], Attempt],
             positives: Mapping[tuple[float, float], float], rates: Sequence[float],
             seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Returns a row for each start; biases of 1 beside biases of 0 of the same gain."""
    rows = [{'gain': gain, 'bias': bias, 'positive': positives[gain, bias],
             **_found(one, made[gain, BIASES[0]], rates, seeds)}
            for (gain, bias), one in made.items()]
    for row, p in zip(rows, effects.holm([row['p'] for row in rows])):
        row['p'] = p
    return rows


def _found(one: Attempt, base: Attempt, rates: Sequence[float],
           seeds: Sequence[int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        'rate': None, 'first epoch': None, 'epochs': None, 'ratio': None, 'ratio low': None,
        'ratio high': None, 'p': None}
    if one.best is None:
        return row
    row |= {'rate': rates[one.best], 'first epoch': float(one.curve[1].mean()),
            'epochs': float(one.epochs[one.best].mean())}
    if base.best is not None and one is not base:
        found = ratios.ratio(dict(zip(seeds, one.epochs[one.best])),
                             dict(zip(seeds, base.epochs[base.best])))
        row |= {'ratio': found.value, 'ratio low': found.low, 'ratio high': found.high,
                'p': found.p}
    return row


def verdict(row: Mapping[str, Any]) -> str:
    """Returns what a row says of biases of 1."""
    said = f'gain {row["gain"]:g}: biases of 1 '
    if row['epochs'] is None:
        return f'{said}do not always get there.'
    if row['ratio'] is None:
        return f'{said}take {row["epochs"]:.1f} epochs; biases of 0 do not always get there.'
    span = '' if row['ratio low'] is None else (
        f' ({row["ratio low"]:.2f} to {row["ratio high"]:.2f})')
    return (f'{said}take {row["ratio"]:.2f} times the epochs of biases of 0{span}: '
            f'{ratios.words(row["ratio"], row["p"])}.')
