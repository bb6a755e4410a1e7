"""Minibatch SGD on images with gradients made by hand, an epoch as one compiled loop."""

from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.labs.backprop import gradients
from tf_labs.training import finite


def epochs(parameters: Sequence[np.ndarray], images: np.ndarray, labels: np.ndarray, *,
           count: int, learning_rate: float, batch_size: int, classes: int, scale: float,
           seed: int) -> Iterator[tuple[list[np.ndarray], float]]:
    """Yields the parameters after each epoch, and the mean loss of its batches.

    Args:
      parameters: of models.backprop, to start from.
      images: uint8 [N, D].
      labels: int [N].
      count: epochs.
      learning_rate: of every step.
      batch_size: at most N; the N % batch_size last images of an epoch's order are left out.
      classes: K.
      scale: multiplies the pixels.
      seed: of the order.
    """
    steps = len(images) // batch_size
    weights = [tf.constant(one) for one in parameters]
    data, targets = tf.constant(images), tf.one_hot(labels, classes)
    for epoch in range(count):
        order = pipeline.shuffled(tf.range(steps * batch_size, dtype=tf.int64), seed,
                                  tf.constant(epoch, tf.int64), len(images))
        weights, loss = _epoch(weights, data, targets, tf.reshape(order, [steps, batch_size]),
                               tf.constant(learning_rate), tf.constant(scale))
        finite.check('train loss', float(loss), f'in epoch {epoch + 1}', 'digits.learning_rate')
        found = [one.numpy() for one in weights]
        for one in found:
            finite.check('a weight', one, f'after epoch {epoch + 1}', 'digits.learning_rate')
        yield found, float(loss)


@tf.function(jit_compile=True)
def _epoch(parameters: list[tf.Tensor], images: tf.Tensor, targets: tf.Tensor,
           order: tf.Tensor, learning_rate: tf.Tensor,
           scale: tf.Tensor) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Takes a step for each batch of order [S, B]; the weights are tensors all the way."""
    total = tf.constant(0.0)
    for batch in order:
        x = tf.cast(tf.gather(images, batch), tf.float32) * scale  # [B, D]
        loss, of_batch = gradients.softmax(parameters, x, tf.gather(targets, batch))
        parameters = [p - learning_rate * g for p, g in zip(parameters, of_batch)]
        total += loss
    return parameters, total / tf.cast(tf.shape(order)[0], tf.float32)
