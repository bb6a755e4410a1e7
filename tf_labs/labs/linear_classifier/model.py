"""Logistic and softmax regression by gradient descent on all rows at once.

The sigmoid's one unit gives the probability of class 1; the softmax has a unit a class. For two
classes both are the same family: a softmax looks at the difference of its two sums alone.
"""

from collections.abc import Sequence
import dataclasses

import numpy as np
import tensorflow as tf

from tf_labs.training import full_batch

Parameters = Sequence[np.ndarray]  # W [D, K], b [1, K]; K is 1 for the sigmoid


@dataclasses.dataclass(frozen=True)
class Fit:
    """A trained model, and its way there.

    Attributes:
      parameters: W and b.
      steps: that were logged.
      costs: before the update of each of them.
    """

    parameters: Parameters
    steps: np.ndarray
    costs: np.ndarray


def fit(x: np.ndarray, several_labels: Sequence[np.ndarray], units: int, *, learning_rate: float,
        steps: int, log_every: int) -> list[Fit]:
    """Trains a model from zeros for each set of labels of the same rows, all in one loop.

    Args:
      x: [N, D].
      several_labels: each [N].
      units: 1 for the sigmoid, else the number of classes.
      learning_rate, steps, log_every: of `full_batch.descend`.
    """
    labels = tf.constant(np.stack(several_labels))  # [S, N]
    count = len(several_labels)
    start = [np.zeros((count, x.shape[1], units), np.float32),
             np.zeros((count, 1, units), np.float32)]
    inputs = tf.constant(x)
    descent = full_batch.descend(lambda parameters: costs(parameters, inputs, labels), start,
                                 learning_rate=learning_rate, steps=steps, log_every=log_every)
    return [Fit([one[place] for one in descent.last], descent.steps, descent.losses[:, place])
            for place in range(count)]


def costs(parameters: Sequence[tf.Tensor], x: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """Mean cross-entropy of each of S models: W [S, D, K], b [S, 1, K], labels [S, N] -> [S]."""
    weights, bias = parameters
    logits = x @ weights + bias  # [S, N, K]
    if logits.shape[-1] == 1:
        losses = tf.nn.sigmoid_cross_entropy_with_logits(
            tf.cast(labels, logits.dtype), logits[..., 0])
    else:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return tf.reduce_mean(losses, axis=-1)


def probabilities(parameters: Parameters, x: np.ndarray) -> np.ndarray:
    """Returns the probability of each class: x [N, D] -> [N, classes]."""
    weights, bias = parameters
    logits = x @ weights + bias
    if logits.shape[1] == 1:  # the softmax of z and 0 is the sigmoid of z
        logits = np.column_stack([np.zeros(len(logits)), logits])
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return p
