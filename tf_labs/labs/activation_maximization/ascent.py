"""Gradient ascent in the input, on the inputs of one length.

Without a bound a unit answers the more the larger its input is, so the length is held: each step
turns the input towards the gradient and scales it back.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

Unit = Callable[[tf.Tensor], tf.Tensor]  # inputs [N, ...] -> activations [N]


class Climbed(NamedTuple):
    """What the ascents reached.

    Attributes:
      inputs: the best of each ascent, float32 [N, ...].
      activations: there, [N].
      stuck: whether the unit was silent at the start, so that there was no gradient, bool [N].
    """

    inputs: np.ndarray
    activations: np.ndarray
    stuck: np.ndarray


def climb(unit: Unit, starts: np.ndarray, mask: np.ndarray, length: float, steps: int,
          rate: float) -> Climbed:
    """Climbs from each start.

    Args:
      unit: of each input its own activation.
      starts: float32 [N, ...].
      mask: 1 where an input can change, 0 elsewhere, float32 [...]; what the unit sees.
      length: Euclidean, of all inputs.
      steps: of gradient ascent.
      rate: share of the way to the input that lies along the gradient; 1: all of it.
    """
    @tf.function
    def step(inputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        value, gradient = with_gradient(unit, inputs)
        gradient *= mask
        turned = to_length((1 - rate) * inputs + rate * to_length(gradient, length), length)
        moved = norm(gradient) > 0
        return tf.where(_like(moved, inputs), turned, inputs), value, moved

    inputs = to_length(tf.constant(starts) * mask, length)
    best, highest, moves = inputs, tf.fill([len(starts)], -np.inf), []
    for _ in range(steps + 1):  # the last one for the activation where the ascent has ended
        before = inputs
        inputs, value, moved = step(before)
        moves.append(moved)
        best = tf.where(_like(value > highest, best), before, best)
        highest = tf.maximum(value, highest)
    return Climbed(best.numpy(), highest.numpy(), ~moves[0].numpy())


def with_gradient(unit: Unit, inputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the activations [N], and of each the gradient for its input [N, ...]."""
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = unit(inputs)
    return value, tape.gradient(value, inputs)


def norm(inputs: tf.Tensor) -> tf.Tensor:
    """Returns the Euclidean lengths [N] of inputs [N, ...]."""
    return tf.sqrt(tf.reduce_sum(inputs ** 2, axis=range(1, len(inputs.shape))))


def to_length(inputs: tf.Tensor, length: float) -> tf.Tensor:
    """Returns inputs scaled to one length; 0 stays 0."""
    return inputs * _like(tf.math.divide_no_nan(length, norm(inputs)), inputs)


def mean_correlation(inputs: np.ndarray) -> float:
    """Returns the mean cosine of all pairs of inputs [N, ...], N at least 2."""
    flat = inputs.reshape(len(inputs), -1)
    flat = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-30)
    return float((flat @ flat.T)[np.triu_indices(len(flat), 1)].mean())


def _like(values: tf.Tensor, inputs: tf.Tensor) -> tf.Tensor:
    return tf.reshape(values, [-1] + [1] * (len(inputs.shape) - 1))
