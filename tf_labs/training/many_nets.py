"""Many small classifiers side by side: a net for each setting and seed, trained in one loop.

A net of a few thousand weights leaves a processor idle most of the time. Fifty of them as one
stack of matrices cost little more than one, so a claim can be tried over many seeds in seconds.
Parameters are those of tf_labs.models.small_mlp with two leading axes, [R, S, ...]: R settings of
S seeds. The nets of one seed have the same start and see the same batches in the same order.
"""

from collections.abc import Callable, Sequence
import dataclasses

import numpy as np
import tensorflow as tf

from tf_labs.models import initial_weights
from tf_labs.nn import optimizers

Activation = Callable[[tf.Tensor], tf.Tensor]


@dataclasses.dataclass(frozen=True)
class Fit:
    """How the nets learnt.

    Attributes:
      losses, errors: mean cross-entropy and share of wrong answers over the training examples,
        before the first epoch and after each, float [epochs + 1, R, S]. An answer that is not
        finite is wrong.
      parameters: at the end, each [R, S, ...].
    """

    losses: np.ndarray
    errors: np.ndarray
    parameters: list[np.ndarray]


def initial(sizes: Sequence[int], seeds: Sequence[int], initializer: str,
            settings: int) -> list[np.ndarray]:
    """Returns what initial_many draws, the same for each of R settings: [R, S, ...]."""
    return [np.broadcast_to(one, (settings, *one.shape))
            for one in initial_weights.initial_many(sizes, seeds, initializer)]


def orders(seeds: Sequence[int], examples: int, batch_size: int, epochs: int) -> np.ndarray:
    """Returns which examples each batch of each seed holds, int32 [epochs, steps, S, B].

    The rest of an epoch that fills no batch is left out of it.
    """
    steps = examples // batch_size
    of_seed = []
    for seed in seeds:
        generator = np.random.default_rng(np.random.SeedSequence([seed, 1]))
        of_seed.append([generator.permutation(examples)[:steps * batch_size]
                        .reshape(steps, batch_size) for _ in range(epochs)])
    return np.moveaxis(np.array(of_seed, np.int32), 0, 2)


def hidden_and_logits(parameters: Sequence[tf.Tensor], x: tf.Tensor,
                      activation: Activation) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Returns the activations of each hidden layer [R, S, N, units], and the logits.

    Args:
      parameters: each [R, S, ...].
      x: [S, N, D], or [N, D] for all seeds.
      activation: after each hidden layer.
    """
    hidden: list[tf.Tensor] = []
    values = x
    for index in range(0, len(parameters), 2):
        values = values @ parameters[index] + parameters[index + 1]
        if index + 2 < len(parameters):
            values = activation(values)
            hidden.append(values)
    return hidden, values


def train(start: Sequence[np.ndarray], activation: Activation, x: np.ndarray, labels: np.ndarray,
          batches: np.ndarray, *, rates: Sequence[float], momentum: float = 0.0,
          l1: Sequence[float] | None = None, decay: Sequence[float] | None = None) -> Fit:
    """Trains by gradient descent with momentum on cross-entropy.

    Args:
      start: of `initial`.
      activation: after each hidden layer.
      x: float32 [E, D].
      labels: int64 [E].
      batches: of `orders`.
      rates: learning rate of each setting, [R].
      momentum: of all.
      l1: of each setting, what the sum of |activation| over the hidden units, averaged over the
        examples, is multiplied by and added to the loss; None: nothing is.
      decay: weight decay of the kernels of each setting, decay / 2 |w|^2 added to the loss: the
        rule of tf_labs.nn.momentum_decay. None: there is none.
    """
    variables = [tf.Variable(one) for one in start]
    # The losses of the nets are summed, so a loss times r is a net with the rate r.
    optimizer = optimizers.optimizer('sgd', 1.0, optimizers.Settings(momentum=momentum))
    optimizer.build(variables)
    of_rate, of_l1, of_decay = (
        tf.constant(one if one is not None else [0.0] * len(rates), tf.float32)[:, tf.newaxis]
        for one in (rates, l1, decay))  # [R, 1]
    inputs, answers = tf.constant(x), tf.constant(labels)

    @tf.function
    def epoch(order: tf.Tensor) -> None:
        for i in tf.range(tf.shape(order)[0]):
            with tf.GradientTape() as tape:
                hidden, logits = hidden_and_logits(
                    [one.value() for one in variables], tf.gather(inputs, order[i]), activation)
                loss = _mean_cross_entropy(logits, tf.gather(answers, order[i]))
                if l1 is not None:
                    loss += of_l1 * tf.add_n([tf.reduce_mean(tf.reduce_sum(tf.abs(one), -1), -1)
                                              for one in hidden])
                if decay is not None:
                    loss += of_decay * tf.add_n([tf.reduce_sum(one ** 2, [-2, -1]) / 2
                                                 for one in variables[::2]])
                total = tf.reduce_sum(of_rate * loss)
            optimizer.apply(tape.gradient(total, variables), variables)

    @tf.function
    def look() -> tuple[tf.Tensor, tf.Tensor]:
        _, logits = hidden_and_logits([one.value() for one in variables], inputs, activation)
        return _mean_cross_entropy(logits, answers), 1 - accuracies(logits, answers)

    seen = [look()]
    for order in batches:
        epoch(tf.constant(order))
        seen.append(look())
    losses, errors = (np.stack([one.numpy() for one in values]) for values in zip(*seen))
    return Fit(losses, errors, [one.numpy() for one in variables])


def _mean_cross_entropy(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """Returns the mean over the examples, [R, S]; labels [S, B] or [E]."""
    every = tf.broadcast_to(labels, tf.shape(logits)[:-1])
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(every, logits), axis=-1)


def accuracies(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """Returns the share of right answers of each net, [R, S]; of logits [R, S, N, K]."""
    is_right = tf.equal(tf.argmax(logits, axis=-1), labels)
    is_right &= tf.reduce_all(tf.math.is_finite(logits), axis=-1)
    return tf.reduce_mean(tf.cast(is_right, tf.float64), axis=-1)


def epochs_to(errors: np.ndarray, target: float) -> np.ndarray:
    """Returns after how many epochs the training error first is at most `target`, [R, S].

    Between two epochs it is taken to fall along a straight line. NaN where it does not get there.
    """
    is_there = errors <= target  # [epochs + 1, ...]
    first = np.argmax(is_there, axis=0)
    before = np.take_along_axis(errors, np.maximum(first - 1, 0)[np.newaxis], axis=0)[0]
    here = np.take_along_axis(errors, first[np.newaxis], axis=0)[0]
    with np.errstate(divide='ignore', invalid='ignore'):
        share = np.where(first > 0, (before - target) / (before - here), 1.0)
    found: np.ndarray = np.where(is_there.any(axis=0), np.maximum(first - 1 + share, 0), np.nan)
    return found
