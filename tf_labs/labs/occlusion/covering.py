"""Rectangles laid over images: what a net makes of a picture with a part of it covered."""

import numpy as np
import tensorflow as tf


def cover(images: tf.Tensor, boxes: tf.Tensor, fill: tf.Tensor) -> tf.Tensor:
    """Returns images with a rectangle of one colour over each; it may reach beyond the edges.

    Args:
      images: float32 [B, h, w, C].
      boxes: int32 [B, 4], each (top, left, height, width) in pixels.
      fill: float32 [C], the colour.
    """
    top, left, height, width = tf.unstack(boxes[:, :, tf.newaxis], axis=1)  # [B, 1] each
    rows, columns = tf.range(tf.shape(images)[1]), tf.range(tf.shape(images)[2])
    in_rows = (rows >= top) & (rows < top + height)  # [B, h]
    in_columns = (columns >= left) & (columns < left + width)  # [B, w]
    is_covered = in_rows[:, :, tf.newaxis] & in_columns[:, tf.newaxis, :]  # [B, h, w]
    return tf.where(is_covered[..., tf.newaxis], fill, images)


def squares(height: int, width: int, size: int, stride: int) -> np.ndarray:
    """Returns squares int32 [R, S, 4] that slide over an image of height by width pixels.

    The square of row i and column j has its middle at pixel (i stride, j stride), for an even size
    the one below and to the right of it, so each pixel is covered by some.
    """
    tops, lefts = (np.arange(0, length, stride) - size // 2 for length in (height, width))
    places = np.stack(np.meshgrid(tops, lefts, indexing='ij'), axis=-1)
    return np.concatenate([places, np.full_like(places, size)], axis=-1).astype(np.int32)
