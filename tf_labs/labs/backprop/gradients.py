"""A net with one hidden layer of sigmoids, and its gradients by the chain rule, without a tape.

    h = sigmoid(x W1 + b1)        z = h W2 + b2        p = sigmoid(z), or softmax(z)

Parameters are [W1 [D, H], b1 [1, H], W2 [H, K], b2 [1, K]], as `initial_weights.initial` draws
them; S nets at once have a leading S. For both kinds of output, with the cross-entropy that belongs
to it, dL/dz = (p - y) / N, and from there on the chain rule is one and the same (Rumelhart, Hinton
and Williams, 1986).
"""

from collections.abc import Callable

import tensorflow as tf

from tf_labs.training.full_batch import Parameters

LossAndGradients = Callable[[Parameters], tuple[tf.Tensor, list[tf.Tensor]]]
EPSILON = 1e-7  # with which the notes keep p (1 - p) away from 0


def forward(parameters: Parameters, x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the hidden outputs h [N, H] and the logits z [N, K] of x [N, D]."""
    w1, b1, w2, b2 = parameters
    hidden = tf.sigmoid(x @ w1 + b1)
    return hidden, hidden @ w2 + b2


def chain_rule(parameters: Parameters, x: tf.Tensor, hidden: tf.Tensor,
               delta: tf.Tensor) -> list[tf.Tensor]:
    """Carries dL/dz back to every parameter; the sums run over the N examples.

        dL/dW2 = h^T delta      dL/db2 = sum delta      delta1 = (delta W2^T) h (1 - h)
        dL/dW1 = x^T delta1     dL/db1 = sum delta1

    Args:
      parameters: of `forward`.
      x: its input [N, D].
      hidden: its hidden outputs [N, H].
      delta: dL/dz [N, K].

    Returns:
      dL/dW1, dL/db1, dL/dW2, dL/db2, each of the shape of its parameter.
    """
    delta1 = tf.matmul(delta, parameters[2], transpose_b=True) * hidden * (1 - hidden)  # [N, H]
    return [tf.matmul(x, delta1, transpose_a=True), tf.reduce_sum(delta1, -2, keepdims=True),
            tf.matmul(hidden, delta, transpose_a=True), tf.reduce_sum(delta, -2, keepdims=True)]


def binary(parameters: Parameters, x: tf.Tensor,
           y: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Returns the mean binary cross-entropy, [] or [S], and its gradients; y [N, 1] of 0 and 1."""
    hidden, z = forward(parameters, x)
    delta = (tf.sigmoid(z) - y) / x.shape[0]
    return _binary_loss(z, y), chain_rule(parameters, x, hidden, delta)


def binary_of_the_notes(parameters: Parameters, x: tf.Tensor,
                        y: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Returns the loss of `binary`, and what the notes take for its gradients.

    They leave out the 1 / N of the mean and later take the sum over the batch for weights but the
    mean for biases, so the weights move N times as fast as they should; and dL/dp divides by
    p (1 - p) + 1e-7, which p (1 - p) from the sigmoid no longer cancels.
    """
    hidden, z = forward(parameters, x)
    p = tf.sigmoid(z)
    slope = p * (1 - p)
    dw1, db1, dw2, db2 = chain_rule(
        parameters, x, hidden, (p - y) / (slope + EPSILON) * slope)
    count = x.shape[0]
    return _binary_loss(z, y), [dw1, db1 / count, dw2, db2 / count]


def softmax(parameters: Parameters, x: tf.Tensor,
            y: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Returns the mean softmax cross-entropy [] and its gradients; y [N, K] one-hot."""
    hidden, z = forward(parameters, x)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, z))
    delta = (tf.nn.softmax(z) - y) / x.shape[0]
    return loss, chain_rule(parameters, x, hidden, delta)


def _binary_loss(z: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """-mean(y log p + (1 - y) log(1 - p)), from the logits: it never takes the log of 0."""
    losses = tf.nn.sigmoid_cross_entropy_with_logits(tf.broadcast_to(y, tf.shape(z)), z)
    return tf.reduce_mean(losses, axis=[-2, -1])


def as_loss(by_hand: LossAndGradients) -> Callable[[Parameters], tf.Tensor]:
    """Returns parameters -> loss whose gradients are those made by hand.

    A tape around it hands them on and differentiates nothing, so a training loop for any loss
    follows them.
    """
    @tf.custom_gradient
    def loss(*parameters: tf.Tensor) -> tuple[
            tf.Tensor, Callable[[tf.Tensor], list[tf.Tensor]]]:
        value, gradients = by_hand(parameters)

        def times(upstream: tf.Tensor) -> list[tf.Tensor]:  # [] or [S]
            return [upstream[..., tf.newaxis, tf.newaxis] * one for one in gradients]

        return value, times

    return lambda parameters: loss(*parameters)
