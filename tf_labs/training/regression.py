"""How well a net learns numbers: mean squared error, and R^2, over every example of a split."""

from collections.abc import Callable
import contextlib
from contextlib import AbstractContextManager

import numpy as np
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.training.evaluation import Logits


def r_squared(targets: np.ndarray, outputs: np.ndarray) -> float:
    """Returns the mean over the targets [N, T] of 1 - sum (y - f)^2 / sum (y - mean y)^2."""
    y, f = targets.astype(np.float64), outputs.astype(np.float64)
    return _r_squared(np.square(y - f).sum(axis=0), _total(y))


def _r_squared(errors: np.ndarray, total: np.ndarray) -> float:
    return float(np.mean(1 - errors / total))


def _total(y: np.ndarray) -> np.ndarray:
    """Returns sum (y - mean y)^2 of each target."""
    sums: np.ndarray = np.square(y - y.mean(axis=0)).sum(axis=0)
    return sums


class RegressionEvaluator:
    """Squared errors over a split: the same batches and sums at each call, so the same bits.

    Args:
      outputs: of `make_logits`.
      examples: the split, with targets float32 [N, T].
      eager: runs line by line.
      weights: entered while the split is read, see `final_weights`.
    """

    def __init__(self, outputs: Logits, examples: Examples, *, eager: bool = False,
                 weights: Callable[[], AbstractContextManager[None]] = contextlib.nullcontext):
        self._batches = pipeline.evaluation_batches(examples)
        self._count = len(examples)
        self._total = _total(examples.labels.astype(np.float64))
        self._weights = weights

        def errors(images: tf.Tensor, targets: tf.Tensor) -> tf.Tensor:
            apart = tf.cast(outputs(images), tf.float64) - tf.cast(targets, tf.float64)
            return tf.reduce_sum(tf.square(apart), axis=0)  # [T]

        self._errors = errors if eager else tf.function(
            errors, input_signature=pipeline.batch_spec(examples), autograph=False)

    def __call__(self) -> tuple[float, float]:
        """Returns (mean squared error, R^2): of several targets the mean of each."""
        errors = np.zeros_like(self._total)
        with self._weights():
            for images, targets in self._batches:
                errors += self._errors(images, targets).numpy()
        return float(errors.mean() / self._count), _r_squared(errors, self._total)
