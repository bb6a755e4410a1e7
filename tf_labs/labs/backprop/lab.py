"""Backpropagation by hand: checked, beside the notes' version of it, and on MNIST."""

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.data.examples import Examples
from tf_labs.data.small_tables import TABLES
from tf_labs.errors import UserError
from tf_labs.labs.backprop import figures
from tf_labs.labs.backprop import gradient_check
from tf_labs.labs.backprop import gradients
from tf_labs.labs.backprop import minibatch_sgd
from tf_labs.labs.procedure import Findings
from tf_labs.labs.xor_lottery import lab as xor_lottery
from tf_labs.models import initial_weights
from tf_labs.nn import initializers
from tf_labs.report import tables
from tf_labs.training import finite
from tf_labs.training import full_batch

SIZES, INITIALIZER = (2, 2, 1), 'fan_in_uniform'
ByHand = Callable[[full_batch.Parameters, tf.Tensor, tf.Tensor],
                  tuple[tf.Tensor, list[tf.Tensor]]]
UPDATES: dict[str, ByHand] = {'right': gradients.binary, 'notes': gradients.binary_of_the_notes}
# The notes' log at steps 0, 1000, ..., 10000.
NOTES = (0.34671515226364136, 0.3467007279396057, 0.3466891646385193, 0.34667932987213135,
         0.3466709852218628, 0.3466639220714569, 0.346657931804657, 0.34665271639823914,
         0.34664785861968994, 0.3466435968875885, 0.3466399610042572)


def compute(config: ConfigDict) -> Findings:
    """Checks the gradients, follows both updates on XOR, and trains on MNIST."""
    splits = sources.load(config.data.name, ('train', 'test'), config.data.dir)
    check_lines, checked, check_rows = _check(config, splits['train'])
    ends = _ends(config)
    share_lines, shares = _shares(config, {update: costs[:-1] for update, costs in ends.items()})
    plateau_lines, plateau, plateau_rows = continued_run(config, float(ends['right'][-1]))
    digit_lines, digits, features = train_on_digits(config, splits)
    steps, ours, notes = (np.array([row[key] for row in plateau_rows if row[key] is not None])
                          for key in ('step', 'ours', 'notes'))
    final = {f'{update} update': costs[:-1] for update, costs in ends.items()}
    drawn = {'xor': figures.xor(final, steps, ours, notes), 'features': features}
    return Findings(
        [*check_lines, '', *share_lines, '', *plateau_lines, '', *digit_lines],
        {**checked, **shares, **plateau, **digits},
        {'gradient_check': check_rows, 'plateau': plateau_rows}, drawn,
        {split: sources.fingerprint(examples) for split, examples in splits.items()})


def _xor() -> tuple[tf.Tensor, tf.Tensor]:
    table = TABLES['xor']()
    return tf.constant(table.x), tf.constant(table.y)


def _rows(examples: Examples) -> np.ndarray:
    """Images [N, H, W, C] as rows [N, D]."""
    rows: np.ndarray = examples.images.reshape(len(examples), -1)
    return rows


def _check(config: ConfigDict, train: Examples) -> tuple[
        list[str], dict[str, Any], list[dict[str, Any]]]:
    """In float64, at the initial weights of both nets."""
    x, y = (tf.cast(one, tf.float64) for one in _xor())
    few = train.first(config.backprop.checked_examples)
    data = CATALOG[config.data.name]
    images = tf.constant(_rows(few) / data.pixel_max)
    one_hot = tf.one_hot(few.labels, len(data.class_names), dtype=tf.float64)
    sizes = _digit_sizes(config, images.shape[1])
    rows = [
        _checked(config, 'XOR, sigmoid and binary cross-entropy', SIZES, gradients.binary, x, y),
        _checked(config, f'{config.data.name}, softmax cross-entropy', sizes, gradients.softmax,
                 images, one_hot),
        _checked(config, 'XOR, the gradients of the notes', SIZES,
                 gradients.binary_of_the_notes, x, y)]
    factors = _factors(config, x, y)
    lines = ['Gradients by hand against GradientTape and central differences, largest relative '
             'error, float64:', *tables.to_markdown(rows).splitlines(),
             'The notes take the batch sum for weights and the mean for biases, of a loss that '
             'is not divided by the batch:',
             f'their weights move {factors[0]:.6f} times, their biases {factors[1]:.6f} times as '
             'far as the gradient says.']
    sound, notes = rows[:2], rows[2]
    return lines, {
        'max_relative_error_tape': max(row['tape'] for row in sound),
        'max_relative_error_differences': max(row['differences'] for row in sound),
        'notes_relative_error_tape': notes['tape'],
        'notes_relative_error_differences': notes['differences'],
        'notes_weight_factor': factors[0], 'notes_bias_factor': factors[1]}, rows


def _start(config: ConfigDict, sizes: tuple[int, ...]) -> list[np.ndarray]:
    start = initial_weights.initial(sizes, config.seed, INITIALIZER)
    return [one.astype(np.float64) for one in start]


def _checked(config: ConfigDict, title: str, sizes: tuple[int, ...], by_hand: ByHand,
             x: tf.Tensor, y: tf.Tensor) -> dict[str, Any]:
    start = _start(config, sizes)
    generator = np.random.default_rng(np.random.SeedSequence(config.seed))
    entries = [generator.permutation(one.size)[:config.backprop.checked_entries] for one in start]
    analytic = [one.numpy() for one in by_hand(start, x, y)[1]]
    slopes = gradient_check.central_differences(
        lambda parameters: float(by_hand(parameters, x, y)[0]), start, entries,
        config.backprop.difference_step)
    chosen = [one.flat[place] for one, place in zip(analytic, entries)]
    return {'net': title, 'parameters': sum(one.size for one in start),
            'tape': gradient_check.relative_error(analytic, _by_tape(by_hand, start, x, y)),
            'by differences': sum(map(len, entries)),
            'differences': gradient_check.relative_error(chosen, slopes)}


def _by_tape(by_hand: ByHand, start: list[np.ndarray], x: tf.Tensor,
             y: tf.Tensor) -> list[np.ndarray]:
    parameters = [tf.constant(one) for one in start]
    with tf.GradientTape() as tape:
        tape.watch(parameters)
        loss, _ = by_hand(parameters, x, y)
    return [one.numpy() for one in tape.gradient(loss, parameters)]


def _factors(config: ConfigDict, x: tf.Tensor, y: tf.Tensor) -> tuple[float, float]:
    """Returns how many times the right gradient the notes take: of weights, of biases."""
    start = _start(config, SIZES)
    ratios = [(notes / right).numpy() for right, notes in zip(
        gradients.binary(start, x, y)[1], gradients.binary_of_the_notes(start, x, y)[1])]
    weights, biases = (np.mean([one.mean() for one in ratios[first::2]]) for first in (0, 1))
    return float(weights), float(biases)


def _descend(config: ConfigDict, update: str, seeds: Sequence[int], *, steps: int,
             log_every: int) -> full_batch.Descent:
    """Follows the gradients made by hand; a net a seed, [S, ...]."""
    x, y = _xor()
    return full_batch.descend(
        gradients.as_loss(lambda parameters: UPDATES[update](parameters, x, y)),
        initial_weights.initial_many(SIZES, seeds, INITIALIZER),
        learning_rate=config.optimizer.learning_rate, steps=steps, log_every=log_every)


def _ends(config: ConfigDict) -> dict[str, np.ndarray]:
    """Returns the last cost by each update of all seeds, and after them of the notes' seed."""
    seeds = [*range(config.backprop.seeds), config.backprop.notes_seed]
    return {update: _descend(config, update, seeds, steps=config.train.steps,
                             log_every=config.train.steps).last_loss for update in UPDATES}


def _shares(config: ConfigDict, ends: dict[str, np.ndarray]) -> tuple[list[str], dict[str, Any]]:
    rows = []
    values: dict[str, Any] = {}
    for update, costs in ends.items():
        shares = xor_lottery.shares(costs, config.backprop.solved_below)
        shares['other'] = 1 - sum(shares.values())
        values |= {f'{update}_share_{key}': share for key, share in shares.items()}
        rows.append({'update': update, 'near 0': shares['solved'], 'ln(2)/2': shares['half'],
                     'ln 2': shares['stuck'], 'elsewhere': shares['other']})
    return [f'XOR, 2-2-1, {config.train.steps} steps: shares of {config.backprop.seeds} seeds '
            'that end at', *tables.to_markdown(rows).splitlines()], values


def continued_run(config: ConfigDict, right: float) -> tuple[
        list[str], dict[str, Any], list[dict[str, Any]]]:
    """The notes' log begins at 0.3467, which no random start does: their uninitialized memory
    must have held what an earlier run had left there. So ours is a run that is continued.

    Args:
      config: of the lab.
      right: where the right update ends from the same start.
    """
    steps, seed = config.train.steps, [config.backprop.notes_seed]
    costs = _descend(config, 'notes', seed, steps=2 * steps, log_every=1).losses[:, 0]
    below = np.flatnonzero(costs[:steps + 1] <= config.backprop.notes_first_cost)
    if not len(below):
        raise UserError(f'config.backprop.notes_seed never reaches notes_first_cost in {steps} '
                        'steps', expected=f'costs from {costs[0]:.4f} to '
                        f'{costs[steps]:.7f}', received=config.backprop.notes_first_cost)
    first = int(below[0])
    ours = costs[first:first + steps:config.train.log_every].tolist()
    printed = dict(enumerate(NOTES)) if config.train.log_every == 1000 else {}
    rows = [{'step': index * config.train.log_every, 'notes': printed.get(index), 'ours': cost,
             '1 / (ours - ln(2)/2)': 1 / (cost - np.log(2) / 2)}
            for index, cost in enumerate(ours)]
    gaps = [abs(cost - printed[index]) for index, cost in enumerate(ours) if index in printed]
    shown = tables.to_markdown([
        {'step': row['step'], 'notes': '' if row['notes'] is None else f'{row["notes"]:.8f}',
         'ours': f'{row["ours"]:.8f}', '1 / (ours - ln(2)/2)': row['1 / (ours - ln(2)/2)']}
        for row in rows]).splitlines()
    lines = [f'The notes\' update from seed {seed[0]} begins at {costs[0]:.4f} and comes down to '
             f'the first printed cost after {first} steps; from there on:', *shown,
             *([f'largest difference {max(gaps):.1e}'] if gaps else []),
             'The excess over ln(2)/2 falls like 1 / step, so it never comes to its end.',
             f'The right update from the same weights ends at {right:.8f} after {steps} steps.']
    return lines, {
        'notes_costs': ours, 'notes_first_cost': ours[0], 'notes_final_cost': ours[-1],
        'notes_steps_before': first, 'notes_start_cost': float(costs[0]),
        'notes_largest_difference': max(gaps, default=0.0), 'right_final_cost': right}, rows


def _digit_sizes(config: ConfigDict, pixels: int) -> tuple[int, ...]:
    return pixels, config.digits.hidden_units, len(CATALOG[config.data.name].class_names)


def train_on_digits(config: ConfigDict,
                    splits: dict[str, Examples]) -> tuple[list[str], dict[str, Any], Figure]:
    """Trains the net by hand on images; returns lines, values and what the hidden units see."""
    data, digits = CATALOG[config.data.name], config.digits
    images, test = (_rows(splits[split]) for split in ('train', 'test'))
    sizes, scale = _digit_sizes(config, images.shape[1]), 1 / data.pixel_max
    lines = [f'{config.data.name}, {"-".join(map(str, sizes))} by hand, batches of '
             f'{digits.batch_size}:']
    values: dict[str, Any] = {}
    for epoch, (parameters, loss) in enumerate(minibatch_sgd.epochs(
            initial_weights.initial(sizes, config.seed, INITIALIZER), images,
            splits['train'].labels, count=digits.epochs, learning_rate=digits.learning_rate,
            batch_size=digits.batch_size, classes=sizes[-1], scale=scale,
            seed=initializers.seed_of(config.seed, 0)), 1):
        _, z = gradients.forward(parameters, tf.constant(test * np.float32(scale)))
        accuracy = finite.accuracy(z.numpy(), splits['test'].labels)
        lines.append(f'epoch {epoch}  train loss {loss:.4f}  test accuracy {accuracy:.4f}')
        values = {'mnist_loss': loss, 'mnist_accuracy': accuracy}
    return lines, values, figures.features(parameters[0], data.image_shape[:2])
