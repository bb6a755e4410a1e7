"""Images of one data set in the form of another: its size, its channels, its range of pixels."""

import numpy as np
import tensorflow as tf

CHUNK = 1000  # images at once


def adapted(images: np.ndarray, pixel_max: int, *, size: tuple[int, int],
            canvas: tuple[int, int, int], canvas_max: int) -> np.ndarray:
    """Returns images resized and put in the middle of black ones.

    Grey becomes three equal channels; colours become grey by their luminance.

    Args:
      images: uint8 [N, H, W, C], C is 1 or 3.
      pixel_max: the largest value of their pixels.
      size: height and width that they are resized to, no larger than the canvas.
      canvas: height, width and channels, 1 or 3, of what is returned.
      canvas_max: the largest value of its pixels.

    Returns:
      uint8 [N, *canvas]. The middle is where a crop of this size is cut out.
    """
    height, width, channels = canvas
    top, left = (height - size[0]) // 2, (width - size[1]) // 2
    made = np.zeros((len(images), *canvas), np.uint8)
    for start in range(0, len(images), CHUNK):
        part = tf.cast(images[start:start + CHUNK], tf.float32)
        if part.shape[1:3] != size:
            part = tf.image.resize(part, size, antialias=True)
        if part.shape[-1] == 3 and channels == 1:
            part = tf.image.rgb_to_grayscale(part)
        part = tf.clip_by_value(tf.round(part * (canvas_max / pixel_max)), 0, canvas_max)
        made[start:start + CHUNK, top:top + size[0], left:left + size[1]] = part.numpy()
    return made
