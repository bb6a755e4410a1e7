"""Loss and accuracy over every example of a split."""

from collections.abc import Callable, Iterator
import contextlib
from contextlib import AbstractContextManager
from typing import NamedTuple

import keras
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.training.step import count_correct
from tf_labs.training.step import Loss
from tf_labs.training.step import normalise

TOP = 5
Logits = Callable[[tf.Tensor], tf.Tensor]


class Means(NamedTuple):
    """Over all examples of a split.

    Attributes:
      loss: of each, on average.
      accuracy: share whose label has the largest logit.
      top_5: share whose label is among those of the five largest.
    """

    loss: float
    accuracy: float
    top_5: float


def make_logits(model: keras.Model, scale: float, *, eager: bool = False,
                prepare: Logits = tf.identity) -> Logits:
    """Returns the function images uint8 [B, H, W, C] -> logits float32 [B, classes].

    Args:
      model: logits of what it is fed.
      scale: of the pixels.
      eager: runs line by line.
      prepare: crops the images and subtracts from them what the net has been trained without.
    """
    def logits(images: tf.Tensor) -> tf.Tensor:
        return model(normalise(prepare(images), scale), training=False)

    traced: Logits = logits if eager else tf.function(
        logits, reduce_retracing=True, autograph=False)
    return traced


@contextlib.contextmanager
def final_weights(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> Iterator[None]:
    """While entered, the model has the weights that its optimizer would end with.

    Those are the averages of an optimizer that averages, and with all others the weights as they
    are. Afterwards training goes on from where it stood, to the last bit.
    """
    trained = [tf.identity(variable.value) for variable in model.trainable_variables]
    optimizer.finalize_variable_values(model.trainable_variables)
    try:
        yield
    finally:
        for variable, value in zip(model.trainable_variables, trained):
            variable.assign(value)


class Evaluator:
    """Means over a split: the same batches and sums at each call, so the same bits.

    Args:
      logits: of `make_logits`.
      loss: of tf_labs.nn.losses.
      examples: the split.
      eager: runs line by line.
      weights: entered while the split is read, see `final_weights`.
    """

    def __init__(self, logits: Logits, loss: Loss, examples: Examples | Stream, *,
                 eager: bool = False,
                 weights: Callable[[], AbstractContextManager[None]] = contextlib.nullcontext):
        self._batches = pipeline.evaluation_batches(examples)
        self._count = len(examples)
        self._weights = weights

        def sums(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            values = logits(images)
            return (tf.reduce_sum(tf.cast(loss(labels, values), tf.float64)),
                    count_correct(labels, values), count_correct(labels, values, TOP))

        self._sums = sums if eager else tf.function(
            sums, input_signature=pipeline.batch_spec(examples), autograph=False)

    def __call__(self) -> tuple[float, float]:
        """Returns (mean loss, accuracy) over all examples."""
        return self.means()[:2]

    def means(self) -> Means:
        """Returns the means over all examples."""
        loss, correct, among = 0.0, 0, 0
        with self._weights():
            for images, labels in self._batches:
                batch_loss, batch_correct, batch_among = self._sums(images, labels)
                loss += float(batch_loss)
                correct += int(batch_correct)
                among += int(batch_among)
        return Means(loss / self._count, correct / self._count, among / self._count)
