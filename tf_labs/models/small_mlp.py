"""A small MLP as plain tensors: one net, or many of one shape side by side.

Parameters are the list [W_1, b_1, W_2, b_2, ...] with W_i [fan_in, fan_out] and b_i [1, fan_out];
S nets at once have a leading S. Member s of many is the net that its seed gives alone. The first
parameters are drawn by tf_labs.models.initial_weights.
"""

from collections.abc import Callable, Sequence

import tensorflow as tf


def logits(parameters: Sequence[tf.Tensor], x: tf.Tensor,
           activation: Callable[[tf.Tensor], tf.Tensor]) -> tf.Tensor:
    """Returns the last layer before any activation: x [N, D] -> [N, K], or [S, N, K].

    Args:
      parameters: of `initial` or `initial_many`.
      x: inputs.
      activation: after each hidden layer.
    """
    hidden = x
    for index in range(0, len(parameters), 2):
        if index:
            hidden = activation(hidden)
        hidden = hidden @ parameters[index] + parameters[index + 1]
    return hidden


def binary_cross_entropy(parameters: Sequence[tf.Tensor], x: tf.Tensor, y: tf.Tensor,
                         activation: Callable[[tf.Tensor], tf.Tensor]) -> tf.Tensor:
    """-mean(y log p + (1 - y) log(1 - p)), p = sigmoid(logits): [] for one net, [S] for many."""
    z = logits(parameters, x, activation)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(tf.broadcast_to(y, tf.shape(z)), z)
    return tf.reduce_mean(losses, axis=[-2, -1])
