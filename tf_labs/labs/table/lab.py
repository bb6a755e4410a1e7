"""Learns a small table by full-batch gradient descent: the regressions and the XOR nets.

A run takes well under a second, so one that is interrupted is done again from its start.
"""

from collections.abc import Callable, Sequence
import hashlib
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from tf_labs.data.small_tables import SmallTable
from tf_labs.data.small_tables import TABLES
from tf_labs.labs.procedure import Findings
from tf_labs.labs.table import figures
from tf_labs.labs.table import linear
from tf_labs.labs.table import rounding
from tf_labs.labs.table import start
from tf_labs.models import initial_weights
from tf_labs.models import small_mlp
from tf_labs.nn.activations import ACTIVATIONS
from tf_labs.training import finite
from tf_labs.training import full_batch
from tf_labs.training.full_batch import Descent

SOLVED = 0.01  # a binary cross-entropy below this has every row of a gate right by far
Predict = Callable[[Sequence[Any], Any], Any]


def compute(config: ConfigDict) -> Findings:
    """Trains the config's net on its table."""
    table = TABLES[config.data.table]()
    predict = _prediction(config)
    descent = _descend(config, table, predict)
    classifies = config.net.loss == 'binary_cross_entropy'
    values = {'steps': config.train.steps, 'cost': float(descent.last_loss),
              **(_gate_values if classifies else _line_values)(descent, table, predict)}
    for x in config.data.predict_at:
        values[f'predict_{x:g}'] = float(_outputs(predict, descent.last, [[x]])[0, 0])
    if table.held_out is None:
        values |= {'inputs': table.x.ravel().tolist(), 'targets': table.y.ravel().tolist()}
    values['digest'] = hashlib.sha256(b''.join(p.tobytes() for p in descent.last)).hexdigest()
    rows = _rows(config, descent)
    early_lines, early_values = _early_predictions(config, table, predict)
    values |= early_values
    lines = [*_start_lines(config, table, predict), *map(_line, rows), *early_lines]
    lines.append('  '.join(f'{key.replace("_", " ")} {value:.6g}' for key, value in values.items()
                           if isinstance(value, (int, float))))
    figure = figures.figure(
        config.lab, rows, table, lambda x: _outputs(predict, descent.last, x), classifies)
    return Findings(lines, values, {'rows': rows}, {'training': figure}, rows=rows)


def _initial(config: ConfigDict, inputs: int) -> list[np.ndarray]:
    net = config.net
    if net.form == 'network':
        return initial_weights.initial([inputs, *net.hidden_sizes, 1], config.seed,
                                       net.initializer)
    return linear.initial(inputs, net.initial_weight, net.initial_bias, form=net.form)


def _prediction(config: ConfigDict) -> Predict:
    """Returns (parameters, x) -> the net's output before any sigmoid, [N, 1]."""
    if config.net.form == 'network':
        activation = ACTIVATIONS[config.net.activation].function
        return lambda parameters, x: small_mlp.logits(parameters, x, activation)
    in_order = config.train.arithmetic == 'in_order'
    form = linear.scalars if config.net.form == 'scalars' else linear.matrix
    return lambda parameters, x: form(parameters, x, in_order=in_order)


def _descend(config: ConfigDict, table: SmallTable, predict: Predict,
             steps: int | None = None) -> Descent:
    x, y = tf.constant(table.x), tf.constant(table.y)
    in_order = config.train.arithmetic == 'in_order'

    def cost(parameters: full_batch.Parameters) -> tf.Tensor:
        outputs = predict(parameters, x)
        if config.net.loss == 'binary_cross_entropy':
            return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, outputs))
        return linear.mean_squared_error(outputs, y, in_order=in_order)

    settings = {'learning_rate': config.optimizer.learning_rate,
                'steps': steps or config.train.steps, 'log_every': config.train.log_every}
    parameters = _initial(config, x.shape[1])
    if not in_order:
        return full_batch.descend(cost, parameters, **settings)
    with rounding.graphs_as_written():
        return full_batch.descend(cost, parameters, update=rounding.fused_update, xla=False,
                                  **settings)


def _outputs(predict: Predict, parameters: Sequence[np.ndarray],
             x: npt.ArrayLike) -> np.ndarray:
    return np.asarray(predict([tf.constant(p) for p in parameters], tf.constant(x, tf.float32)))


def _start_lines(config: ConfigDict, table: SmallTable, predict: Predict) -> list[str]:
    if config.net.form == 'network':
        return []
    parameters = _initial(config, table.x.shape[1])
    return [*start.lines(config, table, parameters, lambda x: _outputs(predict, parameters, x)), '']


def _early_predictions(config: ConfigDict, table: SmallTable,
                       predict: Predict) -> tuple[list[str], dict[str, Any]]:
    """The answers to all rows after the first few steps, and their cost."""
    count = config.train.predictions_after
    if count is None:
        return [], {}
    outputs = _outputs(predict, _descend(config, table, predict, steps=count).last, table.x)
    cost = float(np.mean((outputs - table.y) ** 2))
    said = ' '.join(f'{one:.2f}' for one in outputs[:, 0])
    return [f'predictions after {count} steps: {said}  cost {cost:.6f}'], {
        'early_predictions': outputs[:, 0].tolist(), 'early_cost': cost}


def _rows(config: ConfigDict, descent: Descent) -> list[dict[str, Any]]:
    """A row a logged step: the cost before its update, the parameters of a line after it."""
    rows = []
    for index, step in enumerate(descent.steps):
        row = {'step': int(step)}
        if config.net.form != 'network':
            *weights, bias = (p[index].ravel() for p in descent.parameters)
            names = (f'w{number}' for number in range(1, 1 + sum(map(len, weights))))
            row |= dict(zip(names, np.concatenate(weights).tolist())) | {'b': float(bias[0])}
        rows.append(row | {'cost': float(descent.losses[index])})
    return rows


def _line(row: dict[str, Any]) -> str:
    """As the notes print it."""
    parameters = ''.join(f'{name} {value:.3f}  ' for name, value in row.items()
                         if name not in ('step', 'cost') and len(row) <= 6)
    return f'step {row["step"]:5d}  {parameters}cost {row["cost"]:.6f}'


def _gate_values(descent: Descent, table: SmallTable, predict: Predict) -> dict[str, Any]:
    logits = _outputs(predict, descent.last, table.x)
    finite.check('output', logits, 'after the last step', 'optimizer.learning_rate')
    below = np.flatnonzero(descent.losses < SOLVED)
    return {'accuracy': float(np.mean((logits > 0) == (table.y > 0.5))),
            'solved_at': int(descent.steps[below[0]]) if len(below) else 'never'}


def _line_values(descent: Descent, table: SmallTable, predict: Predict) -> dict[str, Any]:
    """R^2 on held-out rows, where there are any, beside that of least squares in closed form."""
    if table.held_out is None:
        return {}
    x, y = table.held_out
    design = np.column_stack([table.x, np.ones(len(table.x))]).astype(np.float64)
    solution, *_ = np.linalg.lstsq(design, table.y.astype(np.float64), rcond=None)
    closed = np.column_stack([x, np.ones(len(x))]) @ solution
    return {'r2': r_squared(y, _outputs(predict, descent.last, x)),
            'r2_least_squares': r_squared(y, closed)}


def r_squared(y: np.ndarray, predicted: np.ndarray) -> float:
    """Returns 1 - sum (y - p)^2 / sum (y - mean y)^2."""
    return float(1 - np.sum((y - predicted) ** 2) / np.sum((y - y.mean()) ** 2))
