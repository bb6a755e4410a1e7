"""The net of a run, begun anew on other examples."""

import keras
import numpy as np
import tensorflow as tf

from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import layer_stack
from tf_labs.nn import initializers
from tf_labs.nn import losses
from tf_labs.training import config_plan
from tf_labs.training import finite
from tf_labs.training.step import make_train_step

EVALUATED = 250  # examples at once


class FreshNet:
    """A net of the run's layers, untrained, with a last layer for other classes.

    Args:
      trained: the run; its net stays as it is.
      classes: of the examples.
      learning_rate: of Adam.

    Attributes:
      model: the net.
      logits: inputs float32 [B, h, w, C] -> [B, classes].
    """

    def __init__(self, trained: TrainedRun, classes: int, learning_rate: float):
        self._trained = trained
        self._config = trained.config.copy_and_resolve_references()
        self._config.init.freeze = ()  # what the run has not trained is trained here
        self._classes = classes
        self.model = self._new(self._config.seed)
        self._optimizer = keras.optimizers.Adam(learning_rate)
        self._optimizer.build(self.model.trainable_variables)
        self._unused = [variable.numpy() for variable in self._optimizer.variables]
        self._steps: dict[int, tf.types.experimental.PolymorphicFunction] = {}
        self.logits = tf.function(lambda inputs: self.model(inputs, training=False),
                                  reduce_retracing=True)

    def begin(self, seed: int) -> None:
        """Sets initial weights, and dropout and the optimizer to where they have seen nothing."""
        for variable, fresh in zip(self.model.variables, self._new(seed).variables, strict=True):
            variable.assign(fresh)
        for variable, value in zip(self._optimizer.variables, self._unused):
            variable.assign(value)

    def train(self, inputs: np.ndarray, labels: np.ndarray, *, steps: int, batch_size: int,
              seed: tuple[int, ...]) -> None:
        """Takes steps of Adam on batches drawn without replacement.

        Args:
          inputs: float32 [N, h, w, C], what the net is fed.
          labels: int64 [N].
          steps: how many.
          batch_size: examples a step, N at most.
          seed: of the draws.
        """
        size, generator = min(batch_size, len(labels)), np.random.default_rng(seed)
        if size not in self._steps:
            self._steps[size] = tf.function(make_train_step(
                self.model, self._optimizer, losses.CROSS_ENTROPIES['sparse'], scale=1.0,
                batch_size=size))
        for _ in range(steps):
            batch = generator.choice(len(labels), size, replace=False)
            self._steps[size](tf.constant(inputs[batch]), tf.constant(labels[batch]))

    def accuracy(self, inputs: np.ndarray, labels: np.ndarray) -> float:
        """Returns the share of the examples that the net answers correctly."""
        logits = np.concatenate([
            self.logits(tf.constant(inputs[start:start + EVALUATED])).numpy()
            for start in range(0, len(inputs), EVALUATED)])
        finite.check('a logit of the net from scratch', logits, 'after its last step',
                     'train.learning_rate')
        return finite.accuracy(logits, labels)

    def _new(self, seed: int) -> keras.Model:
        """Returns the run's net as a seed would begin it, but for the last layer's classes."""
        self._config.seed = seed
        layers = layer_stack.chain(self._trained.untrained(self._config))
        last = keras.layers.Dense(
            self._classes, dtype='float32',
            kernel_initializer=keras.initializers.GlorotUniform(initializers.seed_of(seed, 0)))
        inputs = keras.Input(config_plan.input_shape(self._config, self._trained.data))
        return keras.Sequential([inputs, *layers[:-1], last])
