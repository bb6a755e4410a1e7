"""A trained net with dropout, and one with batch norm, asked in both modes."""

from collections.abc import Sequence
import dataclasses
import functools
from typing import Any

import keras
import numpy as np
from scipy import special
import tensorflow as tf

from tf_labs.models import mlp
from tf_labs.nn import losses
from tf_labs.training import finite
from tf_labs.training import modes
from tf_labs.training.step import make_train_step

NETS: dict[str, dict[str, Any]] = {  # of mlp.pieces
    'dropout': {'dropout_rate': 0.5}, 'batch norm': {'batch_norm': True}}


@dataclasses.dataclass(frozen=True)
class Split:
    """Inputs float32 [N, H, W, C], from 0 to 1, and class numbers [N]."""

    images: np.ndarray
    labels: np.ndarray


class Net:
    """A net of one kind, trained from another seed each time, with one compiled step.

    Args:
      kind: a name of NETS.
      shape: of an image.
      classes: of the labels.
      hidden_sizes: units of each hidden layer.
      momentum: of batch norm's moving statistics.
      learning_rate: of Adam.
      batch_size: examples a step.
    """

    def __init__(self, kind: str, shape: Sequence[int], classes: int, *,
                 hidden_sizes: Sequence[int], momentum: float, learning_rate: float,
                 batch_size: int):
        def new(seed: int) -> keras.Model:
            return mlp.mlp(shape, mlp.pieces(hidden_sizes, classes, seed=seed,
                                             batch_norm_momentum=momentum, **NETS[kind]))

        self._new = new
        self.model = self._new(0)
        self._batch_size = batch_size
        self._optimizer = keras.optimizers.Adam(learning_rate)
        self._optimizer.build(self.model.trainable_variables)
        self._unused = [variable.numpy() for variable in self._optimizer.variables]
        self._step = tf.function(make_train_step(
            self.model, self._optimizer, losses.sparse_cross_entropy, scale=1.0,
            batch_size=batch_size))
        images = tf.TensorSpec((None, *shape), tf.float32)  # one trace for all sizes of batches
        self._logits = {training: tf.function(
            functools.partial(self.model, training=training), input_signature=[images])
            for training in (True, False)}

    def train(self, split: Split, steps: int, seed: int) -> None:
        """Trains the net anew for so many steps."""
        self.model.set_weights(self._new(seed).get_weights())
        for variable, value in zip(self._optimizer.variables, self._unused):
            variable.assign(value)
        generator = np.random.default_rng(seed)
        for _ in range(steps):
            batch = generator.choice(len(split.labels), self._batch_size, replace=False)
            self._step(tf.constant(split.images[batch]), tf.constant(split.labels[batch]))

    def logits(self, images: np.ndarray, *, training: bool) -> np.ndarray:
        """Returns the logits of a batch; in training mode moving statistics and masks go on."""
        answers: np.ndarray = self._logits[training](tf.constant(images)).numpy()
        return answers


def accuracy(net: Net, split: Split, *, training: bool, batch_size: int) -> float:
    """Returns the share of right answers, so many images at a time; the net stays as it is."""
    with modes.put_back(net.model):
        logits = np.concatenate([
            net.logits(split.images[start:start + batch_size], training=training)
            for start in range(0, len(split.labels), batch_size)])
    return finite.accuracy(logits, split.labels)


def answers_to_one(net: Net, split: Split, *, training: bool, times: int, companions: int,
                   seed: int) -> np.ndarray:
    """Returns the probability of the right class of the first image, asked several times.

    Each time it is in a batch with other images, drawn anew. The net stays as it is.
    """
    generator, found = np.random.default_rng(seed), []
    with modes.put_back(net.model):
        for _ in range(times):
            others = generator.choice(np.arange(1, len(split.labels)), companions, replace=False)
            batch = split.images[np.concatenate([[0], others])]
            answer = special.softmax(net.logits(batch, training=training)[0])
            found.append(float(answer[split.labels[0]]))
    return np.array(found)


def accuracy_after_passes(net: Net, split: Split, passes: int) -> float:
    """Returns the accuracy in evaluation mode after forward passes in training mode.

    The passes are over the images of one class and train nothing: no gradient is taken. They move
    batch norm's moving statistics, which are put back at the end.
    """
    images = split.images[split.labels == split.labels[0]]
    with modes.put_back(net.model):
        for _ in range(passes):
            net.logits(images, training=True)
        return finite.accuracy(net.logits(split.images, training=False), split.labels)
