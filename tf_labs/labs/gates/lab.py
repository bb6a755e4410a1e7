"""A logistic perceptron on four logic gates: three it learns, one it provably cannot."""

import math
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.small_tables import TABLES
from tf_labs.labs.gates import figures
from tf_labs.labs.gates import logistic
from tf_labs.labs.procedure import Findings
from tf_labs.models import initial_weights
from tf_labs.models import small_mlp
from tf_labs.report import tables
from tf_labs.training import finite
from tf_labs.training import full_batch
from tf_labs.training.full_batch import Descent

GATES = ('and', 'or', 'nand', 'xor')
LN_2 = math.log(2)


def compute(config: ConfigDict) -> Findings:
    """Trains one perceptron a gate, all from one start, in one loop."""
    x = TABLES['xor']().x
    labels = {name: TABLES[name]().y[:, 0] for name in GATES}
    descent = _descend(config, x, labels)
    weights = np.concatenate([descent.last[0][:, :, 0], descent.last[1][:, :, 0]], axis=1)  # [G, 3]
    probabilities = tf.sigmoid(x @ weights[:, :2, np.newaxis] + weights[:, 2:, np.newaxis])
    p = dict(zip(GATES, probabilities.numpy()[..., 0]))
    rows, values = _gates(config, descent, weights, p, labels)
    shown = slice(None, None, config.gates.print_every)
    log = [{'step': int(step), **dict(zip(GATES, losses))} for step, losses in zip(
        descent.steps[shown], descent.losses[shown].tolist())]
    values['xor_losses'] = [row['xor'] for row in log]
    proof_lines, proof = _proof(config, x, labels['xor'])
    lines = [*(f'step {row["step"]:5d}  ' + '  '.join(f'{name} {row[name]!r}' for name in GATES)
               for row in log), '', *tables.to_markdown(rows).splitlines(), '',
             *_coin(config, p['xor'], values), '', *proof_lines]
    drawn = {
        'gates': figures.gates(
            list(GATES), {name: tuple(one) for name, one in zip(GATES, weights)}, x, labels,
            {name: f'{4 * values[f"{name}_accuracy"]:.0f} of 4 right' for name in GATES},
            {name for name in GATES if np.all(_is_coin(config, p[name]))}),
        'losses': figures.losses(descent.steps, dict(zip(GATES, descent.losses.T)), LN_2)}
    return Findings(lines, {**values, **proof}, {'gates': rows, 'losses': log}, drawn,
                    rows=log)


def _descend(config: ConfigDict, x: np.ndarray, labels: dict[str, np.ndarray]) -> Descent:
    y = tf.constant(np.stack([labels[name][:, np.newaxis] for name in GATES]))  # [G, 4, 1]
    start = initial_weights.initial([2, 1], config.seed, 'fan_in_uniform')
    return full_batch.descend(
        lambda parameters: small_mlp.binary_cross_entropy(
            parameters, tf.constant(x), y, tf.sigmoid),
        [np.stack([one] * len(GATES)) for one in start],
        learning_rate=config.optimizer.learning_rate, steps=config.train.steps,
        log_every=config.train.log_every)


def _is_coin(config: ConfigDict, p: np.ndarray) -> np.ndarray:
    is_coin: np.ndarray = np.abs(p - 0.5) <= config.gates.tolerance
    return is_coin


def _gates(config: ConfigDict, descent: Descent, weights: np.ndarray, p: dict[str, np.ndarray],
           labels: dict[str, np.ndarray]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A class is 1 where p exceeds 1/2 by more than round-off."""
    rows = []
    values: dict[str, Any] = {}
    for index, name in enumerate(GATES):
        finite.check('p', p[name], f'of gate {name}', 'optimizer.learning_rate')
        answers = (p[name] > 0.5) & ~_is_coin(config, p[name])
        accuracy = float(np.mean(answers == (labels[name] > 0.5)))
        loss = float(descent.last_loss[index])
        w_1, w_2, b = weights[index].tolist()
        rows.append({'gate': name.upper(), 'loss': loss, 'accuracy': accuracy, 'W1': w_1,
                     'W2': w_2, 'b': b, 'p(00) p(01) p(10) p(11)': ' '.join(
                         f'{one:.4f}' for one in p[name])})
        values |= {f'{name}_loss': loss, f'{name}_accuracy': accuracy}
    values['xor_strict_accuracy'] = float(np.mean((p['xor'] > 0.5) == (labels['xor'] > 0.5)))
    return rows, values


def _coin(config: ConfigDict, p: np.ndarray, values: dict[str, Any]) -> list[str]:
    if not np.all(_is_coin(config, p)):
        return ['The descent on XOR has not come to its end yet.']
    return [f'On XOR float32 leaves p = {", ".join(f"{one:.8f}" for one in p)}. Within '
            f'{config.gates.tolerance:g} all are 1/2, which is not above 1/2:',
            f'the answer is 0 four times, two of them right: accuracy {values["xor_accuracy"]:g}. '
            'Taking the last bit at its word gives '
            f'{values["xor_strict_accuracy"]:g}, a matter of rounding.']


def _contraction(rate: float, factor: float) -> str:
    if factor < 1:
        return (f'Near the minimum a step of rate {rate:g} leaves at most {factor:.4f} of the '
                f'distance: {factor**1000:.0e} after 1000.')
    return (f'A step of rate {rate:g} goes too far: it makes up to {factor:.4g} times the distance '
            'to the minimum of it.')


def _proof(config: ConfigDict, x: np.ndarray, y: np.ndarray) -> tuple[list[str], dict[str, Any]]:
    """At W = 0, b = 0 the gradient is 0 and the Hessian positive definite."""
    origin = np.zeros(3)
    gradient, hessian = logistic.gradient(origin, x, y), logistic.hessian(origin, x)
    eigenvalues = np.linalg.eigvalsh(hessian)
    factor = float(np.abs(1 - config.optimizer.learning_rate * eigenvalues).max())
    lines = ['Why not XOR: its loss is strictly convex, so it has one minimum, where the gradient '
             'is 0. That is W = 0, b = 0:',
             'there p = 1/2 for every input, whatever it is, and the loss is ln 2:',
             f'gradient  {" ".join(f"{one:g}" for one in gradient)}',
             *(f'{"Hessian   " if not index else "          "}'
               + ' '.join(f'{one:6.4f}' for one in row) for index, row in enumerate(hessian)),
             f'its eigenvalues {" ".join(f"{one:.6f}" for one in eigenvalues)} are positive; '
             'elsewhere as well, as no plane holds the four (x1, x2, 1).',
             _contraction(config.optimizer.learning_rate, factor)]
    return lines, {'xor_gradient_at_0': gradient.tolist(), 'xor_hessian_at_0': hessian.tolist(),
                   'xor_hessian_eigenvalues': eigenvalues.tolist(), 'xor_contraction': factor}
