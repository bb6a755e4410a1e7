"""The layers of any net in the order in which they are called, and what each one gives."""

from collections.abc import Callable, Iterator, Sequence
import contextlib
from typing import Any

import keras
import tensorflow as tf

from tf_labs.models import layer_stack

_KINDS = (('conv', 'conv'), ('dense', 'dense'))  # in the names of classes


def with_kernel(model: keras.Model,
                shape: Sequence[int]) -> list[tuple[str, keras.layers.Layer]]:
    """Returns the layers with a kernel by name: conv1, dense1, ..., as they are called.

    Args:
      model: built, of any kind.
      shape: of an image that it is fed.
    """
    known = [layer for layer in layer_stack.every(model)
             if isinstance(getattr(layer, 'kernel', None), keras.Variable)]
    called: list[keras.layers.Layer] = []
    with _intercepted(model, known, lambda layer, _: called.append(layer)):
        traced = tf.function(lambda images: model(images, training=False), autograph=False)
        traced.get_concrete_function(tf.TensorSpec([None, *shape]))
    counts: dict[str, int] = {}
    found = []
    for layer in dict.fromkeys(called):
        kind = _kind(layer)
        counts[kind] = counts.get(kind, 0) + 1
        found.append((f'{kind}{counts[kind]}', layer))
    return found


def outputs(model: keras.Model, inputs: tf.Tensor,
            layers: Sequence[keras.layers.Layer]) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Returns what some layers give in training mode, each at its last call, and the logits.

    Layers that only add noise pass on what they get.
    """
    given: dict[int, tf.Tensor] = {}

    def note(layer: keras.layers.Layer, values: tf.Tensor) -> None:
        given[id(layer)] = values

    with _intercepted(model, layers, note), _quiet(model):
        logits = model(inputs, training=True)
    return [given[id(layer)] for layer in layers], logits


def _kind(layer: keras.layers.Layer) -> str:
    word = type(layer).__name__.lower()
    return next((kind for part, kind in _KINDS if part in word), word)


@contextlib.contextmanager
def _intercepted(model: keras.Model, layers: Sequence[keras.layers.Layer],
                 note: Callable[[keras.layers.Layer, tf.Tensor], None]) -> Iterator[None]:
    """Within it every call of the layers is noted with what it gave."""
    def noting(layer: keras.layers.Layer) -> Callable[..., Any]:
        call = layer.call

        def call_and_note(*arguments: Any, **keywords: Any) -> Any:
            values = call(*arguments, **keywords)
            note(layer, values)
            return values
        return call_and_note

    with _replaced({id(layer): (layer, noting(layer)) for layer in layers}):
        yield


@contextlib.contextmanager
def _quiet(model: keras.Model) -> Iterator[None]:
    """Within it layers that only add noise pass on what they get."""
    def same(inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        return inputs

    with _replaced({id(layer): (layer, same) for layer in layer_stack.every(model)
                    if isinstance(layer, layer_stack.NOISES)}):
        yield


@contextlib.contextmanager
def _replaced(calls: dict[int, tuple[keras.layers.Layer, Callable[..., Any]]]) -> Iterator[None]:
    """Within it the layers do what is given in place of their own call."""
    for layer, call in calls.values():
        object.__setattr__(layer, 'call', call)
    try:
        yield
    finally:
        for layer, _ in calls.values():
            object.__delattr__(layer, 'call')
