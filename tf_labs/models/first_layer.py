"""The kernels that see the pixels themselves."""

from collections.abc import Sequence

import keras
import numpy as np

from tf_labs.models import layer_stack
from tf_labs.nn.towers import Towers

_BEFORE = (keras.layers.ZeroPadding2D, keras.layers.Rescaling)  # it sees the pixels all the same


def convolution(model: keras.Model) -> tuple[np.ndarray, int] | None:
    """Returns (kernel [h, w, channels, filters], stride) of a net that begins with a convolution.

    The filters of towers stand one behind the other. None of a net that begins otherwise, or
    is no chain of layers.
    """
    heads = _heads(model)
    if not heads:
        return None
    return np.concatenate([layer.kernel.numpy() for layer in heads], axis=-1), heads[0].strides[0]


def of_towers(model: keras.Model) -> list[np.ndarray]:
    """Returns the kernel of each tower of a net that begins with towers of convolutions."""
    heads = _heads(model)
    return [layer.kernel.numpy() for layer in heads] if len(heads) > 1 else []


def _heads(model: keras.Model) -> list[keras.layers.Conv2D]:
    """Returns the first convolution, of towers that of each; [] of a net that begins otherwise."""
    layers = layer_stack.chain_or_none(model) or ()
    first = _first(layers)
    heads = [_first(stack) for stack in first.stacks] if isinstance(first, Towers) else [first]
    return heads if all(isinstance(layer, keras.layers.Conv2D) for layer in heads) else []


def _first(layers: Sequence[keras.layers.Layer]) -> keras.layers.Layer | None:
    return next((layer for layer in layers if not isinstance(layer, _BEFORE)), None)
