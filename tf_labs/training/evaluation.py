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
    if not _averages(optimizer):
        yield
        return
    trained = [tf.identity(variable.value) for variable in model.trainable_variables]
    optimizer.finalize_variable_values(model.trainable_variables)
    try:
        yield
    finally:
        for variable, value in zip(model.trainable_variables, trained):
            variable.assign(value)


def _averages(optimizer: keras.optimizers.Optimizer) -> bool:
    """False if an optimizer is known to leave the weights as they are when it ends."""
    usual = keras.optimizers.Optimizer.finalize_variable_values
    return optimizer.use_ema or type(optimizer).finalize_variable_values is not usual


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
        self._blocks = pipeline.evaluation_blocks(examples)
        self._count = len(examples)
        self._weights = weights
        batch = pipeline.evaluation_batch(examples)

        def block_sums(images: tf.Tensor, labels: tf.Tensor, *sums: tf.Tensor) -> tuple[
                tf.Tensor, ...]:
            """Adds a block to the sums, batch after batch: no result depends on the blocks."""
            count = tf.shape(labels)[0]

            def add_batch(start: tf.Tensor, loss_sum: tf.Tensor, correct: tf.Tensor,
                          among: tf.Tensor) -> tuple[tf.Tensor, ...]:
                stop = tf.minimum(start + batch, count)
                of_batch = labels[start:stop]
                values = logits(images[start:stop])
                return (stop,
                        loss_sum + tf.reduce_sum(tf.cast(loss(of_batch, values), tf.float64)),
                        correct + count_correct(of_batch, values),
                        among + count_correct(of_batch, values, TOP))

            return tuple(tf.while_loop(lambda start, *_: start < count, add_batch, (0, *sums),
                                       parallel_iterations=1)[1:])

        signature = (*pipeline.batch_spec(examples), tf.TensorSpec([], tf.float64),
                     tf.TensorSpec([], tf.int64), tf.TensorSpec([], tf.int64))
        self._block_sums = block_sums if eager else tf.function(
            block_sums, input_signature=signature, autograph=False)

    def __call__(self) -> tuple[float, float]:
        """Returns (mean loss, accuracy) over all examples."""
        return self.means()[:2]

    def means(self) -> Means:
        """Returns the means over all examples."""
        sums = (tf.constant(0, tf.float64), tf.constant(0, tf.int64), tf.constant(0, tf.int64))
        with self._weights():
            for images, labels in self._blocks:
                sums = self._block_sums(images, labels, *sums)
        loss, correct, among = (value.numpy().item() for value in sums)
        return Means(loss / self._count, correct / self._count, among / self._count)
