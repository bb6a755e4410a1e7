"""What an activation does to a normally distributed input: what a layer with batch norm sees."""

from collections.abc import Callable
import dataclasses

import numpy as np
import tensorflow as tf

ActivationFunction = Callable[[tf.Tensor], tf.Tensor]
FAR = 100.0  # where a function that still grows is taken to be unbounded


@dataclasses.dataclass(frozen=True)
class ActivationStatistics:
    """Of f(x) and f'(x), x normally distributed with mean 0.

    Attributes:
      infimum, supremum: of f over all x; -inf or inf if it has no bound.
      mean, stddev: of f(x) for x ~ N(0, 1); a mean of 0 is zero-centred.
      zeros: share of the x ~ N(0, 1) with f(x) = 0: the sparsity of the output.
      saturated: share of the x ~ N(0, 1) with |f'(x)| below the threshold.
      saturated_wide: the same share for x ~ N(0, wide^2).
    """

    infimum: float
    supremum: float
    mean: float
    stddev: float
    zeros: float
    saturated: float
    saturated_wide: float


def normal_quantiles(count: int, stddev: float = 1.0) -> tf.Tensor:
    """Returns the (i + 1/2) / count quantiles of N(0, stddev^2), float64 [count].

    A mean over them is a midpoint rule over the distribution function: it has no sampling error.
    """
    shares = (tf.range(count, dtype=tf.float64) + 0.5) / count
    return stddev * tf.math.ndtri(shares)


def value_and_derivative(function: ActivationFunction,
                         x: tf.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Returns f(x) and, by tape, f'(x), elementwise."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return y.numpy(), tape.gradient(y, x).numpy()


def statistics(function: ActivationFunction, *, count: int, saturated_below: float,
               wide: float) -> ActivationStatistics:
    """Returns the statistics of an activation.

    Args:
      function: elementwise.
      count: quantiles that stand for the normal distribution; an even number leaves 0 itself out.
      saturated_below: |f'| of a saturated unit.
      wide: standard deviation of the second, wider input.
    """
    y, slope = value_and_derivative(function, normal_quantiles(count))
    _, wide_slope = value_and_derivative(function, normal_quantiles(count, wide))
    infimum, supremum = bounds(function)
    return ActivationStatistics(
        infimum, supremum, float(y.mean()), float(y.std()), float((y == 0).mean()),
        float((np.abs(slope) < saturated_below).mean()),
        float((np.abs(wide_slope) < saturated_below).mean()))


def bounds(function: ActivationFunction) -> tuple[float, float]:
    """Returns infimum and supremum over the reals, found on a grid of steps of 0.001.

    A function of this family is monotonic beyond the grid: one that still changes between FAR
    and 2 FAR goes on for ever, and one that does not has reached its limit to six decimals.
    """
    grid = tf.linspace(tf.constant(-FAR, tf.float64), FAR, 200_001)
    y = function(grid).numpy()
    left, right = function(tf.constant([-2 * FAR, 2 * FAR], tf.float64)).numpy()
    infimum = -np.inf if min(left - y[0], right - y[-1]) < -1e-6 else y.min()
    supremum = np.inf if max(left - y[0], right - y[-1]) > 1e-6 else y.max()
    return round(float(infimum), 6), round(float(supremum), 6)
