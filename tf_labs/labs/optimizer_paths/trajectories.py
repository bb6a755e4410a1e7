"""The path of an optimizer over a function of a few numbers."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf


def trajectory(function: Callable[..., tf.Tensor], start: Sequence[float],
               optimizer: keras.optimizers.Optimizer, steps: int) -> np.ndarray:
    """Returns the points that an optimizer visits, float32 [steps + 1, D], the start first.

    Args:
      function: of D scalars, to be made small; gradients are those of a tape.
      start: [D].
      optimizer: not yet built.
      steps: updates.
    """
    point = tf.Variable(start, dtype=tf.float32)
    optimizer.build([point])

    @tf.function
    def walk() -> tf.Tensor:
        visited = tf.TensorArray(tf.float32, steps + 1, element_shape=point.shape)
        visited = visited.write(0, point)
        for number in tf.range(1, steps + 1):
            optimizer.apply([gradient(function, point)], [point])
            visited = visited.write(number, point)
        return visited.stack()

    visited: np.ndarray = walk().numpy()
    return visited


def gradient(function: Callable[..., tf.Tensor], point: tf.Tensor) -> tf.Tensor:
    """Returns the gradient [D] of a function of D scalars at a point [D]."""
    with tf.GradientTape() as tape:
        tape.watch(point)
        value = function(*tf.unstack(point))
    return tape.gradient(value, point)
