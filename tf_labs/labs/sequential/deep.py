"""A deep net on the digits, as a chain and with a branch past each hidden layer."""

from collections.abc import Sequence
import dataclasses

import numpy as np
import tensorflow as tf

from tf_labs.models import initial_weights
from tf_labs.training import finite
from tf_labs.training import full_batch

BRANCH_SCALE = 0.1  # of the kernels beside a branch at the start: else the sums grow with depth


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of the nets: losses [R, S] at logged steps, test accuracy [S]."""

    steps: np.ndarray
    losses: np.ndarray
    accuracies: np.ndarray


def logits(parameters: Sequence[tf.Tensor], x: tf.Tensor, branch: bool) -> tf.Tensor:
    """Returns the last layer of S nets: x [N, D] -> [S, N, K].

    Args:
      parameters: [W, b, ...] each [S, ...]; the first and the last layer are linear.
      x: inputs.
      branch: whether what goes into a hidden layer is added to what comes out of it.
    """
    hidden = x @ parameters[0] + parameters[1]
    for place in range(2, len(parameters) - 2, 2):
        out = tf.nn.relu(hidden @ parameters[place] + parameters[place + 1])
        hidden = hidden + out if branch else out
    return hidden @ parameters[-2] + parameters[-1]


def initial(sizes: Sequence[int], seeds: Sequence[int], branch: bool) -> list[np.ndarray]:
    """Returns He's initialization of each seed; beside a branch the kernels are smaller."""
    parameters = initial_weights.initial_many(sizes, seeds, 'he_normal')
    if branch:
        for place in range(2, len(parameters) - 2, 2):
            parameters[place] *= np.float32(BRANCH_SCALE)
    return parameters


def train(train_split: tuple[np.ndarray, np.ndarray], test_split: tuple[np.ndarray, np.ndarray],
          sizes: Sequence[int], seeds: Sequence[int], *, branch: bool, learning_rate: float,
          steps: int) -> Outcome:
    """Trains the nets of all seeds at once by gradient descent on all examples."""
    inputs = tf.constant(train_split[0])
    labels = tf.constant(np.tile(train_split[1], (len(seeds), 1)))

    def costs(parameters: full_batch.Parameters) -> tf.Tensor:
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels, logits(parameters, inputs, branch)), axis=-1)

    descent = full_batch.descend(costs, initial(sizes, seeds, branch), steps=steps, log_every=5,
                                 learning_rate=learning_rate, xla=False)
    said = logits([tf.constant(one) for one in descent.last], tf.constant(test_split[0]), branch)
    return Outcome(descent.steps, descent.losses, np.array([
        finite.accuracy(one, test_split[1]) for one in said.numpy()]))
