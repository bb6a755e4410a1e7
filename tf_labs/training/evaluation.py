"""Loss and accuracy over every example of a split."""

from collections.abc import Callable

import keras
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.data.sources import Examples
from tf_labs.training.step import count_correct
from tf_labs.training.step import Loss
from tf_labs.training.step import normalise


def make_logits(model: keras.Model, scale: float, *, eager: bool = False) -> Callable:
    """Returns the function images uint8 [B, H, W, C] -> logits float32 [B, classes]."""
    def logits(images):
        return model(normalise(images, scale), training=False)

    return logits if eager else tf.function(logits, reduce_retracing=True)


class Evaluator:
    """Means over a split: the same batches and sums at each call, so the same bits."""

    def __init__(self, logits: Callable, loss: Loss, examples: Examples, *, eager: bool = False):
        self._batches = pipeline.evaluation_batches(examples)
        self._count = len(examples)

        def sums(images, labels):
            values = logits(images)
            return (tf.reduce_sum(tf.cast(loss(labels, values), tf.float64)),
                    count_correct(labels, values))

        self._sums = sums if eager else tf.function(sums, reduce_retracing=True)

    def __call__(self) -> tuple[float, float]:
        """Returns (mean loss, accuracy) over all examples."""
        loss, correct = 0.0, 0
        for images, labels in self._batches:
            batch_loss, batch_correct = self._sums(images, labels)
            loss += float(batch_loss)
            correct += int(batch_correct)
        return loss / self._count, correct / self._count
