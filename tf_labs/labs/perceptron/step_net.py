"""A net with the Heaviside step or the sigmoid in its hidden layer, on the 8x8 digits."""

from collections.abc import Mapping, Sequence
import dataclasses

import numpy as np
import tensorflow as tf

from tf_labs.labs.perceptron import threshold
from tf_labs.models import initial_weights
from tf_labs.models import small_mlp
from tf_labs.nn.activations import ACTIVATIONS
from tf_labs.training import finite
from tf_labs.training import full_batch

ACTIVATION_NAMES = ('step', 'sigmoid')
Split = tuple[np.ndarray, np.ndarray]  # x float32 [N, D], labels [N]


@dataclasses.dataclass(frozen=True)
class Trained:
    """What became of a net.

    Attributes:
      moved: |W - W at the start| / |W at the start| of each layer.
      losses: of the logged steps.
      test_accuracy: at the end.
    """

    moved: list[float]
    losses: np.ndarray
    test_accuracy: float


def train(splits: Mapping[str, Split], activation: str, *, units: int, steps: int, log_every: int,
          learning_rate: float, seed: int) -> Trained:
    """Trains a net with one hidden layer by gradient descent on all training examples."""
    (x, y), (test_x, test_y) = splits['train'], splits['test']
    start = initial_weights.initial([x.shape[1], units, int(y.max()) + 1], seed, 'glorot_normal')
    inputs, labels = tf.constant(x), tf.constant(y)
    descent = full_batch.descend(
        lambda parameters: cost(parameters, inputs, labels, activation), start,
        learning_rate=learning_rate, steps=steps, log_every=log_every, rate='net.learning_rate')
    logits = small_mlp.logits([tf.constant(one) for one in descent.last], tf.constant(test_x),
                              ACTIVATIONS[activation].function)
    return Trained(_moved(start, descent.last), descent.losses,
                   finite.accuracy(logits.numpy(), test_y))


def cost(parameters: full_batch.Parameters, x: tf.Tensor, labels: tf.Tensor,
         activation: str) -> tf.Tensor:
    """The mean cross-entropy of the net of these parameters."""
    logits = small_mlp.logits(parameters, x, ACTIVATIONS[activation].function)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def _moved(start: Sequence[np.ndarray], last: Sequence[np.ndarray]) -> list[float]:
    return [float(np.linalg.norm(now - before) / np.linalg.norm(before))
            for before, now in zip(start[::2], last[::2])]


def one_against_rest(splits: Mapping[str, Split], epochs: int) -> dict[str, float]:
    """Teaches one threshold unit a class by the perceptron rule; returns shares of the test.

    `one`: exactly one unit says 1; `right`: and it is the right one; `largest_sum`: the right unit
    has the largest weighted sum.
    """
    (x, y), (test_x, test_y) = splits['train'], splits['test']
    v = np.stack([threshold.learn(x, (y == label).astype(np.int64), epochs).weights[-1]
                  for label in range(int(y.max()) + 1)], axis=1)
    said = threshold.answers(test_x, v)  # [N, K]
    is_one = said.sum(axis=1) == 1
    sums = threshold.with_one(test_x) @ v
    return {'one': float(is_one.mean()),
            'right': float((is_one & (said.argmax(axis=1) == test_y)).mean()),
            'largest_sum': float((sums.argmax(axis=1) == test_y).mean())}
