"""What a net of any form calls: its innermost layers in their order, with the shapes they make."""

from collections.abc import Callable, Iterator, Sequence
import contextlib
from typing import Any

import keras
import tensorflow as tf

Call = tuple[keras.layers.Layer, tuple[int, ...]]


def calls(model: keras.Model, shape: Sequence[int]) -> list[Call]:
    """Returns (layer, shape of what it makes of one image), each layer once, at its first call.

    Args:
      model: built; it is traced once, and computes nothing.
      shape: of an image.
    """
    found: dict[int, Call] = {}
    layers = [layer for layer in model._flatten_layers(include_self=False)  # no public name
              if not layer._flatten_layers(include_self=False)]
    with contextlib.ExitStack() as stack:
        for layer in layers:
            stack.enter_context(_noted(layer, found))
        tf.function(lambda images: model(images, training=False)).get_concrete_function(
            tf.TensorSpec([1, *shape]))
    return list(found.values())


@contextlib.contextmanager
def _noted(layer: keras.layers.Layer, found: dict[int, Call]) -> Iterator[None]:
    """Notes what a layer hands on while the body lasts."""
    original: Callable[..., Any] = layer.call

    def call(*arguments: Any, **keywords: Any) -> Any:
        made = original(*arguments, **keywords)
        if isinstance(made, tf.Tensor):
            found.setdefault(id(layer), (layer, tuple(made.shape[1:])))
        return made

    layer.call = call
    try:
        yield
    finally:
        del layer.call
