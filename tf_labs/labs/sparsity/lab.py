"""ReLU nets whose activations are pushed towards 0 more and more: what it does to them."""

from collections.abc import Mapping, Sequence
import dataclasses
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import flat_images
from tf_labs.data.flat_images import FlatImages
from tf_labs.experiments import comparison_runs
from tf_labs.labs.procedure import Findings
from tf_labs.labs.sparsity import figures
from tf_labs.report import effects
from tf_labs.report import ratios
from tf_labs.report import tables
from tf_labs.training import finite
from tf_labs.training import many_nets

LEAKY, LEAKY_SLOPE = 'leaky ReLU', 0.01


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of the nets of one setting, each by seed, [S].

    Attributes:
      zeros: share of the hidden activations that are exactly 0, over the test examples.
      dead: share of the hidden units that are 0 for every test example.
      accuracy: on the test examples.
      epochs: to the target; NaN where it was not reached.
    """

    zeros: np.ndarray
    dead: np.ndarray
    accuracy: np.ndarray
    epochs: np.ndarray


def compute(config: ConfigDict) -> Findings:
    """Trains with each weight of the penalty, and leaky ReLU without one.

    Raises:
      UserError: no batch can be filled.
      DivergedError: the rate is too large.
    """
    data = flat_images.load(config.data.name, config.data.dir, config.data.train_examples,
                            config.train.batch_size)
    seeds = comparison_runs.seeds(config.seed, config.train.seeds)
    made = outcomes(config, data, seeds)
    rows = compared(made, seeds)
    positive, half = share_positive(next(iter(made.values())), seeds)
    lines = [f'{len(seeds)} seeds, means; beside the first net differences and ratios with 95% '
             'intervals, p by Holm for all of them together. zeros: share of the hidden '
             'activations that are 0 on test examples; epochs: to '
             f'{100 * config.train.target_error:g}% training error.',
             *tables.to_markdown(rows).splitlines(), *(verdict(row) for row in rows[1:]),
             mostly(positive, half)]
    values = {f'{key}_{_key(row["net"])}': value for row in rows for key, value in row.items()
              if key != 'net' and value is not None}
    return Findings(lines, {**values, 'positive': positive}, {'sparsity': rows},
                    {'sparsity': figures.figure(made)}, data.sha256)


def share_positive(plain: Outcome, seeds: Sequence[int]) -> tuple[float, float | None]:
    """Returns the share of a net's activations that is above 0, and half its 95% interval."""
    positive = dict(zip(seeds, 1 - plain.zeros))
    found = effects.effect(positive, dict.fromkeys(seeds, 0.0))
    return found.difference, found.half_width


def mostly(positive: float, half: float | None) -> str:
    """Returns whether most neurons are positive."""
    said = f'{100 * positive:.1f} +- {100 * (half or 0):.1f}% of the activations without a penalty'
    if half is None or abs(positive - 0.5) <= half:
        return f'{said} are positive: about half, not told from a half.'
    return f'{said} are positive: {"more" if positive > 0.5 else "less"} than half.'


def outcomes(config: ConfigDict, data: FlatImages, seeds: Sequence[int]) -> dict[str, Outcome]:
    """Returns what became of each setting; the first has no penalty."""
    x, labels = data.train
    sizes = [x.shape[1], *config.net.hidden_sizes, data.classes]
    batches = many_nets.orders(seeds, len(x), config.train.batch_size, config.train.epochs)

    def trained(activation: many_nets.Activation, l1: Sequence[float]) -> list[Outcome]:
        fit = many_nets.train(
            many_nets.initial(sizes, seeds, 'he_normal', len(l1)), activation, x, labels, batches,
            rates=[config.optimizer.learning_rate] * len(l1), momentum=config.optimizer.momentum,
            l1=l1)
        for one in fit.parameters:
            finite.check('a weight', one, 'at the end', 'optimizer.learning_rate')
        return outcome(fit, activation, data.test, config.train.target_error)

    plain = trained(tf.nn.relu, config.net.l1)
    leaky = trained(lambda z: tf.nn.leaky_relu(z, LEAKY_SLOPE), (0.0,))
    names = [f'ReLU, l1 {weight:g}' for weight in config.net.l1]
    return {**dict(zip(names, plain)), LEAKY: leaky[0]}


def outcome(fit: many_nets.Fit, activation: many_nets.Activation,
            test: tuple[np.ndarray, np.ndarray], target: float) -> list[Outcome]:
    """Returns what became of each setting of a fit."""
    x, labels = (tf.constant(one) for one in test)
    hidden, logits = many_nets.hidden_and_logits(
        [tf.constant(one) for one in fit.parameters], x, activation)
    is_zero = np.concatenate([one.numpy() == 0 for one in hidden], axis=-1)  # [R, S, N, units]
    accuracy = many_nets.accuracies(logits, labels).numpy().astype(np.float64)
    epochs = many_nets.epochs_to(fit.errors, target)
    return [Outcome(*each) for each in zip(
        is_zero.mean(axis=(-2, -1)), is_zero.all(axis=-2).mean(axis=-1), accuracy, epochs)]


def compared(made: Mapping[str, Outcome], seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Returns a row for each setting, beside the first of them."""
    base = next(iter(made.values()))
    rows = [_row(name, one, base, seeds) for name, one in made.items()]
    for key in ('accuracy_p', 'speed_p'):
        for row, p in zip(rows, effects.holm([row[key] for row in rows])):
            row[key] = p
    return rows


def _row(name: str, one: Outcome, base: Outcome, seeds: Sequence[int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        'net': name, 'zeros': float(one.zeros.mean()), 'dead': float(one.dead.mean()),
        'test_accuracy': float(one.accuracy.mean()), 'difference': None, 'half_width': None,
        'accuracy_p': None,
        'epochs': None if np.isnan(one.epochs).any() else float(one.epochs.mean()),
        'ratio': None, 'ratio_low': None, 'ratio_high': None, 'speed_p': None}
    if one is base:
        return row
    found = effects.effect(*(dict(zip(seeds, each.accuracy.tolist())) for each in (one, base)))
    row |= {'difference': found.difference, 'half_width': found.half_width, 'accuracy_p': found.p}
    if not np.isnan([*one.epochs, *base.epochs]).any():
        times = ratios.ratio(*(dict(zip(seeds, each.epochs)) for each in (one, base)))
        row |= {'ratio': times.value, 'ratio_low': times.low, 'ratio_high': times.high,
                'speed_p': times.p}
    return row


def verdict(row: Mapping[str, Any]) -> str:
    """Returns what a row says of accuracy and of speed."""
    p = row['accuracy_p']
    if p is None or p >= 1 - effects.CONFIDENCE:
        accuracy = 'no difference in accuracy shown'
    else:
        accuracy = 'more accurate' if row['difference'] > 0 else 'less accurate'
    speed = 'the target is not always reached' if row['ratio'] is None else (
        ratios.words(row['ratio'], row['speed_p']).replace('shown', 'in speed shown'))
    return f'{row["net"]}, {100 * row["zeros"]:.0f}% zeros: {accuracy}; {speed}.'


def _key(name: str) -> str:
    return name.replace(',', '').replace(' ', '_')
