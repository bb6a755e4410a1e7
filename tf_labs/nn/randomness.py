"""Random numbers that are functions of a seed, and the same whatever compiles them."""

from collections.abc import Sequence

import tensorflow as tf


def uniform(shape: Sequence[int] | tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Returns float32 in [0, 1) from the upper 24 bits of random integers.

    The floats of tf.random.stateless_uniform differ between graphs and XLA; its whole integers do
    not.

    Args:
      shape: of the result.
      seed: int [2].
    """
    bits = tf.random.stateless_uniform(
        shape, seed=seed, minval=None, maxval=None, dtype=tf.uint32, alg='philox')
    return tf.cast(tf.bitwise.right_shift(bits, tf.constant(8, tf.uint32)), tf.float32) * 2**-24


def fold(seed: tf.Tensor, *numbers: int | tf.Tensor) -> tf.Tensor:
    """Returns a seed int32 [2] that depends on all of the numbers: an epoch, a step, a draw.

    tf.random.experimental.stateless_fold_in would do, but for seeds beyond 32 bits, which its own
    results are, graphs and XLA differ.
    """
    for number in numbers:
        words = tf.random.stateless_uniform(
            [2], seed=seed, minval=None, maxval=None, dtype=tf.int32, alg='philox')
        seed = tf.bitwise.bitwise_xor(words, tf.stack([0, tf.cast(number, tf.int32)]))
    return seed


def bernoulli(probabilities: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Returns 0.0 or 1.0 for each probability, drawn independently."""
    return tf.cast(uniform(tf.shape(probabilities), seed) < probabilities, tf.float32)
