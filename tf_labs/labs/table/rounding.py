"""float32 arithmetic in a stated order, for results that are printed to their last digit.

A sum of float32 numbers depends on the order of its additions, and a compiler is free to choose
one. Over a thousand steps of gradient descent that moves the sixth digit of a cost. The functions
here add in the order of PyTorch's CPU kernels (four running sums; what is left over joins the
first one; then the four are added up), forwards and backwards, and take its update with one
rounding. Found by trying the orders until every printed digit came out; run without XLA, which
reorders.
"""

from collections.abc import Callable, Iterator
import contextlib

import tensorflow as tf

Gradient = Callable[[tf.Tensor], tf.Tensor]
_LANES = 4


def sum_in_order(values: tf.Tensor) -> tf.Tensor:
    """Returns the sum over the first axis, [N, ...] -> [...]; N must be known."""
    rows = tf.unstack(values)
    whole = len(rows) - len(rows) % _LANES
    sums = rows[:_LANES] if whole else [tf.zeros_like(rows[0])]
    for index in range(_LANES, whole):
        sums[index % _LANES] += rows[index]
    for row in rows[whole:]:
        sums[0] += row
    total = sums[0]
    for one in sums[1:]:
        total += one
    return total


@tf.custom_gradient
def mean_in_order(values: tf.Tensor) -> tuple[tf.Tensor, Gradient]:
    """Returns the mean over the first axis [N, ...] -> [...]; the gradient is 1 / N, rounded."""
    count = tf.cast(tf.shape(values)[0], values.dtype)

    def gradient(upstream: tf.Tensor) -> tf.Tensor:
        return tf.broadcast_to(upstream / count, tf.shape(values))

    return sum_in_order(values) / count, gradient


def product_in_order(x: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
    """x W by its definition, x [N, D], W [D, K] -> [N, K]; it and its gradient summed in order."""
    terms = x[:, :, tf.newaxis] * _spread(weights, x.shape[0])  # [N, D, K]
    products = tf.unstack(terms, axis=1)
    total = products[0]
    for one in products[1:]:
        total += one
    return total


def add_in_order(values: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    """values [N, K] + b [K]; the gradient of b is summed over N in order."""
    return values + _spread(bias, values.shape[0])


def _spread(values: tf.Tensor, count: int) -> tf.Tensor:
    """[...] -> [count, ...], with a gradient that is summed in order."""
    @tf.custom_gradient
    def spread(one: tf.Tensor) -> tuple[tf.Tensor, Gradient]:
        return tf.broadcast_to(one, [count, *one.shape]), sum_in_order

    return spread(values)


def fused_update(parameter: tf.Tensor, gradient: tf.Tensor, learning_rate: float) -> tf.Tensor:
    """p - lr g with a single rounding: a fused multiply-add, lr itself in float32.

    The product of two float32 numbers is exact in float64.
    """
    rate = tf.cast(tf.constant(learning_rate, tf.float32), tf.float64)
    exact = tf.cast(parameter, tf.float64) - rate * tf.cast(gradient, tf.float64)
    return tf.cast(exact, parameter.dtype)


@contextlib.contextmanager
def graphs_as_written() -> Iterator[None]:
    """Keeps TensorFlow from rewriting the sums of graphs that are first run in here."""
    options = ('arithmetic_optimization', 'constant_folding', 'remapping')
    before = tf.config.optimizer.get_experimental_options()
    tf.config.optimizer.set_experimental_options(dict.fromkeys(options, False))
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options(
            {name: before.get(name, True) for name in options})
