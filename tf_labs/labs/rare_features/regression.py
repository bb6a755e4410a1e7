"""Linear regression on features that are there or not, many data sets at once."""

from collections.abc import Sequence
import dataclasses

import keras
import numpy as np
import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class Data:
    """Examples in the order in which they are seen, for C conditions and S seeds.

    Attributes:
      x: 1 where an example has a feature, else 0, float32 [steps, C, S, B, D].
      y: x w + noise, float32 [steps, C, S, B].
      weights: the true w, 1 or -1, float32 [S, D].
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray


def draw(frequencies: np.ndarray, seeds: Sequence[int], steps: int, batch_size: int,
         noise: float) -> Data:
    """Draws data whose features, [C, D] frequencies, are independent of each other."""
    shape = (steps, len(frequencies), batch_size, frequencies.shape[1])
    x, y, weights = [], [], []
    for seed in seeds:
        generator = np.random.default_rng(np.random.SeedSequence(seed))
        weights.append(generator.choice([-1.0, 1.0], shape[-1]))
        x.append(generator.random(shape) < frequencies[:, np.newaxis])
        y.append(x[-1] @ weights[-1] + noise * generator.normal(size=shape[:-1]))
    return Data(np.stack(x, 2).astype(np.float32), np.stack(y, 2).astype(np.float32),
                np.array(weights, np.float32))


@dataclasses.dataclass(frozen=True)
class Learnt:
    """What an optimizer came to.

    Attributes:
      weights: [C, S, D].
      loss: mean squared error on the last quarter of the examples, each before it was learnt from,
        [C, S].
    """

    weights: np.ndarray
    loss: np.ndarray


class Learner:
    """An optimizer that learns one data after another, each from weights of 0.

    An elementwise optimizer does not mix the weights of different data sets, so all learn at once.
    """

    def __init__(self, optimizer: keras.optimizers.Optimizer, data: Data):
        self._optimizer = optimizer
        self._weights = tf.Variable(tf.zeros([*data.x.shape[1:3], data.x.shape[-1]]))
        optimizer.build([self._weights])
        self._start = [one.numpy() for one in optimizer.variables]
        self._x, self._y = tf.constant(data.x), tf.constant(data.y)
        self._run = tf.function(self._steps)

    def learn(self, rate: float) -> Learnt:
        """Sees every example once, with a learning rate."""
        self._weights.assign(tf.zeros_like(self._weights))
        for variable, value in zip(self._optimizer.variables, self._start):
            variable.assign(value)
        self._optimizer.learning_rate = rate
        loss = self._run()
        return Learnt(self._weights.numpy(), loss.numpy())

    def _steps(self) -> tf.Tensor:
        steps = tf.shape(self._x)[0]
        late = steps - steps // 4
        total = tf.zeros(self._weights.shape[:2])
        for step in tf.range(steps):
            with tf.GradientTape() as tape:
                weights = tf.convert_to_tensor(self._weights)
                tape.watch(weights)
                errors = tf.linalg.matvec(self._x[step], weights) - self._y[step]
                loss = tf.reduce_mean(errors ** 2, axis=-1)  # [C, S]
            self._optimizer.apply([tape.gradient(loss, weights)], [self._weights])
            if step >= late:
                total += loss
        return total / tf.cast(steps - late, tf.float32)
