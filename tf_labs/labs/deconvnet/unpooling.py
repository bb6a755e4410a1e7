"""Max pooling that remembers where its maxima were, and the way back (Zeiler and Fergus, 2013)."""

from collections.abc import Sequence

import tensorflow as tf


def pool_with_switches(x: tf.Tensor, size: Sequence[int], strides: Sequence[int],
                       padding: str) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the maximum of each window and its switch, the place where it was.

    Args:
      x: float32 [B, H, W, C].
      size, strides: rows and columns of a window, and between windows.
      padding: same or valid.

    Returns:
      Maxima float32 [B, h, w, C], and switches int64 of this shape: indices into x made flat, of
      equal ones the first in the order of rows and columns.
    """
    maxima, switches = tf.nn.max_pool_with_argmax(x, size, strides, padding.upper(),
                                                  include_batch_in_index=True)
    return maxima, switches


def unpool(values: tf.Tensor, switches: tf.Tensor, shape: tf.Tensor) -> tf.Tensor:
    """Puts each value where its window had its maximum, and 0 elsewhere.

    Where windows overlap, one place can be the maximum of several. It gets the largest of what
    they hand down, once: so the maxima come back as they were, which a sum would multiply.

    Args:
      values: float32 [B, h, w, C], one a window.
      switches: int64 of this shape, of `pool_with_switches`.
      shape: of the tensor that was pooled, [B, H, W, C].

    Returns:
      float32 of this shape.
    """
    lowest = values.dtype.min
    places = tf.fill([tf.reduce_prod(shape)], lowest)
    filled = tf.tensor_scatter_nd_max(
        places, tf.reshape(switches, [-1, 1]), tf.reshape(values, [-1]))
    return tf.reshape(tf.where(filled == lowest, 0.0, filled), shape)
