"""Batch norm by hand (Ioffe and Szegedy, 2015): forward, backward and moving statistics.

    m = mean of the batch       s2 = variance of the batch, over B, not B - 1
    z = (x - m) / sqrt(s2 + epsilon)         y = gamma z + beta

The networks use Keras's layer; these are its formulas, for reading and for checking it.
"""

from typing import NamedTuple

import tensorflow as tf

EPSILON = 1e-3  # Keras's


class Normalised(NamedTuple):
    """What the forward pass keeps for the backward one.

    Attributes:
      values: z [B, H].
      inverse_sd: 1 / sqrt(s2 + epsilon) [H].
      mean, variance: of the batch, [H].
    """

    values: tf.Tensor
    inverse_sd: tf.Tensor
    mean: tf.Tensor
    variance: tf.Tensor


def forward(inputs: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor,
            epsilon: float = EPSILON) -> tuple[tf.Tensor, Normalised]:
    """Returns y = gamma z + beta of a batch in training: [B, H] -> [B, H]."""
    mean = tf.reduce_mean(inputs, axis=0)  # [H]
    variance = tf.reduce_mean(tf.square(inputs - mean), axis=0)
    inverse_sd = tf.math.rsqrt(variance + epsilon)
    values = (inputs - mean) * inverse_sd
    return gamma * values + beta, Normalised(values, inverse_sd, mean, variance)


def backward(gradient: tf.Tensor, gamma: tf.Tensor,
             kept: Normalised) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Returns the gradients for inputs, gamma and beta from that for y.

    The inputs also move mean and variance. By the chain rule through all three, with g = gamma dy:
    dx = (g - mean(g) - z mean(g z)) / sqrt(s2 + epsilon): what of g would shift or stretch the
    whole batch is taken out, as the next normalisation would undo it.

    Args:
      gradient: dy [B, H].
      gamma: [H].
      kept: of the forward pass.
    """
    scaled = gradient * gamma  # [B, H]
    shift = tf.reduce_mean(scaled, axis=0)  # [H]
    stretch = tf.reduce_mean(scaled * kept.values, axis=0)  # [H]
    of_inputs = (scaled - shift - kept.values * stretch) * kept.inverse_sd
    return (of_inputs, tf.reduce_sum(gradient * kept.values, axis=0),
            tf.reduce_sum(gradient, axis=0))


def advanced(moving: tf.Tensor, of_batch: tf.Tensor, momentum: float = 0.99) -> tf.Tensor:
    """momentum * moving + (1 - momentum) * of_batch: a moving statistic after a training step."""
    return momentum * moving + (1 - momentum) * of_batch


def evaluate(inputs: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, moving_mean: tf.Tensor,
             moving_variance: tf.Tensor, epsilon: float = EPSILON) -> tf.Tensor:
    """Returns y with the moving statistics, so that an answer depends on its own input alone."""
    return gamma * (inputs - moving_mean) * tf.math.rsqrt(moving_variance + epsilon) + beta
