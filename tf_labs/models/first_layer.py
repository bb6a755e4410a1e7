"""The kernels that see the pixels themselves."""

import keras
import numpy as np

from tf_labs.nn.towers import Towers


def convolution(model: keras.Model) -> tuple[np.ndarray, int] | None:
    """Returns (kernel [h, w, channels, filters], stride) of a net that begins with a convolution.

    The filters of towers stand one behind the other. None of a net that begins otherwise.
    """
    first = next(layer for layer in model.layers
                 if not isinstance(layer, keras.layers.ZeroPadding2D))
    heads = [stack[0] for stack in first.stacks] if isinstance(first, Towers) else [first]
    if not all(isinstance(layer, keras.layers.Conv2D) for layer in heads):
        return None
    return (np.concatenate([layer.kernel.numpy() for layer in heads], axis=-1),
            heads[0].strides[0])
