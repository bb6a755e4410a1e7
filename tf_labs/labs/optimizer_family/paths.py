"""Paths over the long valley: of the rules here, and of the optimizers of the project."""

from collections.abc import Callable
import functools

import keras
import numpy as np
import tensorflow as tf

from tf_labs.labs.optimizer_family import rules
from tf_labs.labs.optimizer_family.family import Edge
from tf_labs.labs.optimizer_family.rules import Reals
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.labs.sparse_adam.optimizer import SparseAdam
from tf_labs.nn import optimizers
from tf_labs.nn.optimizers import Settings

VALLEY = SURFACES['valley']
SETTINGS = {
    'momentum': ('sgd', Settings(momentum=rules.MOMENTUM)),
    'nesterov': ('sgd', Settings(momentum=rules.MOMENTUM, nesterov=True)),
    'momentum_decay': ('momentum_decay',
                       Settings(momentum=rules.MOMENTUM, weight_decay=rules.DECAY)),
    'adamw': ('adamw', Settings(weight_decay=rules.DECAY)),
    'asgd': ('asgd', Settings(average_from=rules.AVERAGE_FROM)),
}


def gradient(point: Reals, t: int, every: int) -> Reals:
    """Returns the gradient of x^2 / 50 + y^2 at step t; of y only at each `every`-th step."""
    x, y = point
    return np.array([x / 25, 2 * y if (t - 1) % every == 0 else 0.0])


def height(path: Reals) -> Reals:
    """Returns f along a path [steps + 1, 2]."""
    found: Reals = VALLEY.function(path[:, 0], path[:, 1])
    return found


def of_rule(edge: Edge, on: float, rate: float, steps: int) -> Reals:
    """Returns the points [steps + 1, 2] of a child whose new term counts with a share `on`."""
    step = edge.step(on, rate)
    path = [np.array(VALLEY.start)]
    for t in range(1, steps + 1):
        path.append(step(path[-1], gradient(path[-1], t, edge.every), t))
    points = np.array(path)
    return rules.average(points, on) if edge.child == 'asgd' else points


def optimizer(name: str, rate: float) -> keras.optimizers.Optimizer:
    """Returns the optimizer that the project trains with under a name of the family."""
    if name == 'sparse_adam':
        return SparseAdam(rate, epsilon=rules.EPSILON)
    rule, settings = SETTINGS.get(name, (name, Settings()))
    return optimizers.optimizer(rule, rate, settings)


@functools.cache  # most are the end of several edges
def of_optimizer(name: str, rate: float, steps: int, every: int) -> Reals:
    """Returns the points [steps + 1, 2] that an optimizer of the project answers with.

    They are where it goes; those of asgd are the mean.
    """
    made = optimizer(name, rate)
    point = tf.Variable(np.array(VALLEY.start, np.float32)[:, np.newaxis])  # two rows of one
    made.build([point])
    apply: Callable[[Reals], None] = (
        (lambda g: _apply_rows(made, g, point)) if isinstance(made, SparseAdam)
        else (lambda g: made.apply([tf.constant(g[:, np.newaxis], tf.float32)], [point])))
    path = [point.numpy()]
    for t in range(1, steps + 1):
        apply(gradient(point.numpy()[:, 0].astype(np.float64), t, every))
        kept = point.numpy()
        made.finalize_variable_values([point])
        path.append(point.numpy())
        point.assign(kept)
    return np.array(path, np.float64)[..., 0]


def _apply_rows(made: SparseAdam, g: Reals, point: tf.Variable) -> None:
    rows = np.flatnonzero(g)
    made.apply([tf.IndexedSlices(tf.constant(g[rows, np.newaxis], tf.float32), tf.constant(rows),
                                 tf.constant([2, 1], tf.int64))], [point])
