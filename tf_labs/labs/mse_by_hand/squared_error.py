"""The mean squared error of a line through the origin, as a function of its weight."""

from collections.abc import Iterator
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf


def cost(weight: npt.ArrayLike, x: np.ndarray, y: np.ndarray) -> Any:
    """mean (y - W x)^2: W [...], x [N], y [N] -> [...]."""
    errors = y - np.multiply.outer(weight, x)  # [..., N]
    return np.mean(errors**2, axis=-1)


def slope(weight: float, x: np.ndarray, y: np.ndarray) -> float:
    """d cost / dW = -2 mean (x (y - W x)), in closed form."""
    return float(-2 * np.mean(x * (y - weight * x)))


def slope_by_tape(weight: float, x: np.ndarray, y: np.ndarray) -> float:
    """d cost / dW by automatic differentiation."""
    w = tf.constant(weight, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(w)
        loss = tf.reduce_mean(tf.square(y - w * x))
    return float(tape.gradient(loss, w))


def minimum(x: np.ndarray, y: np.ndarray) -> float:
    """Returns the weight where the slope is 0: sum(x y) / sum(x^2)."""
    return float(np.sum(x * y) / np.sum(x**2))


def misreadings(errors: np.ndarray, wrong: float) -> Iterator[tuple[int, int]]:
    """Yields (position, whole number) of every one error that, read so, gives another mean.

    Args:
      errors: [N], the right ones.
      wrong: the mean squared error that was printed.
    """
    for position, error in enumerate(errors):
        square = len(errors) * wrong - (np.sum(errors**2) - error**2)
        root = math.isqrt(round(square)) if square >= 0 else 0
        if root**2 == square:
            yield position, int(math.copysign(root, error))
