"""Training of an embedding table, with a record of which rows move."""

from collections.abc import Callable
import dataclasses
import time

import keras
import numpy as np
import tensorflow as tf

from tf_labs.labs.sparse_adam import token_bags
from tf_labs.training import finite

Step = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


@dataclasses.dataclass(frozen=True)
class Record:
    """What was seen at each step, and at the end of each epoch.

    Attributes:
      touched: rows that the batch names, [steps].
      strays: share of the absent rows, those that earlier batches named and this one does not,
        whose weights changed all the same, [steps].
      watched: one weight after each step, [steps].
      accuracies: on the test examples, [epochs].
    """

    touched: np.ndarray
    strays: np.ndarray
    watched: np.ndarray
    accuracies: list[float]


def compiled_step(table: tf.Variable, optimizer: keras.optimizers.Optimizer, *,
                  dense: bool) -> Step:
    """Returns the compiled (bags [B, P], labels [B]) -> loss, which updates the table.

    Args:
      table: [rows, K].
      optimizer: of the table.
      dense: the gradient is written out over all rows, zeros included; else it stays sparse.
    """
    optimizer.build([table])

    @tf.function(autograph=False)
    def step(bags: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = token_bags.cross_entropy(table, bags, labels)
        gradient = tape.gradient(loss, table)
        optimizer.apply([tf.convert_to_tensor(gradient) if dense else gradient], [table])
        return loss

    compiled: Step = step
    return compiled


def orders(count: int, batch_size: int, epochs: int, seed: int) -> np.ndarray:
    """Returns which of `count` examples each batch holds, int [epochs, steps, B].

    Each epoch has an order of its own; the rest that fills no batch is left out of it.
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    steps = count // batch_size
    return np.stack([generator.permutation(count)[:steps * batch_size].reshape(steps, batch_size)
                     for _ in range(epochs)])


def train(table: tf.Variable, step: Step, train_set: tuple[np.ndarray, np.ndarray],
          test_set: tuple[np.ndarray, np.ndarray], batches: np.ndarray,
          watched: tuple[int, int]) -> Record:
    """Trains a table from where it stands.

    Args:
      table: [rows, K].
      step: of `compiled_step`.
      train_set, test_set: bags int64 [N, P] and labels int64 [N].
      batches: of `orders`.
      watched: row and column of the weight that is written down.
    """
    bags, labels = train_set
    touched, strays, weights = [], [], []
    accuracies: list[float] = []
    before = table.numpy()
    is_known = np.zeros(len(before), bool)
    for epoch in batches:
        for batch in epoch:
            step(tf.constant(bags[batch]), tf.constant(labels[batch]))
            after = table.numpy()
            is_named = np.zeros(len(after), bool)
            is_named[bags[batch]] = True
            is_absent = is_known & ~is_named
            moved = np.any(after != before, axis=1)
            touched.append(is_named.sum())
            strays.append(moved[is_absent].mean() if is_absent.any() else 0.0)
            is_known |= is_named
            weights.append(after[watched])
            before = after
        finite.check('a weight', before, f'after epoch {len(accuracies) + 1}',
                     'optimizer.learning_rate')
        accuracies.append(accuracy(table, *test_set))
    return Record(np.array(touched), np.array(strays), np.array(weights), accuracies)


def accuracy(table: tf.Variable, bags: np.ndarray, labels: np.ndarray) -> float:
    """Returns the share of bags whose largest logit is the label's."""
    return finite.accuracy(token_bags.logits(table, tf.constant(bags)).numpy(), labels)


def seconds_a_step(step: Step, bags: np.ndarray, labels: np.ndarray, repeats: int) -> float:
    """Returns the time of the fastest step on one batch, which nothing else held up."""
    batch = tf.constant(bags), tf.constant(labels)
    times = []
    step(*batch)  # compiles
    for _ in range(repeats):
        began = time.perf_counter()
        float(step(*batch))
        times.append(time.perf_counter() - began)
    return min(times)
