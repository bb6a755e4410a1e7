"""Clipping of gradients by their global norm."""

from collections.abc import Sequence
from typing import TypeAlias

import tensorflow as tf

Gradient: TypeAlias = tf.Tensor | tf.IndexedSlices | None


def by_global_norm(gradients: Sequence[Gradient], limit: float) -> list[Gradient]:
    """Returns gradients that are together no longer than a limit (Pascanu et al., 2013).

        g <- g min(1, limit / n),    n = sqrt(sum of the squares of all entries of all gradients)

    Replicas hold shares of a gradient that the optimizer adds up: n is the norm of the sum, and
    each share is multiplied by the same factor, so that their sum is what one device would have.
    (Keras's `global_clipnorm` clips each share by its own norm, before they are added.) A gradient
    that is short enough stays as it is, to the last bit.

    Args:
      gradients: one a variable; None of a variable that the loss does not depend on.
      limit: the largest norm, above 0.
    """
    known = [gradient for gradient in gradients if gradient is not None]
    context = tf.distribute.get_replica_context()
    whole = known if context is None else context.all_reduce(tf.distribute.ReduceOp.SUM, known)
    factor = tf.minimum(1.0, limit / tf.linalg.global_norm(whole))
    return [_scaled(gradient, factor) for gradient in gradients]


def _scaled(gradient: Gradient, factor: tf.Tensor) -> Gradient:
    if gradient is None:
        return None
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(gradient.values * factor, gradient.indices, gradient.dense_shape)
    return gradient * factor
