"""Activation functions by name: the function, its layer, its formula."""

from collections.abc import Callable, Sequence
import dataclasses
import functools
import importlib
import operator
from typing import Any, Protocol, runtime_checkable

import keras
import tensorflow as tf

from tf_labs.config import activation_table
from tf_labs.nn.activation_functions import PRELU_START


@dataclasses.dataclass(frozen=True)
class Activation:
    """An elementwise function.

    Attributes:
      formula: for people, with where it comes from.
      function: tensor -> tensor of the same shape.
      layer: dtype policy -> a fresh Keras layer that computes it.
    """

    formula: str
    function: Callable[[tf.Tensor], tf.Tensor]
    layer: Callable[[str], keras.layers.Layer]


@runtime_checkable
class MadeOfKeras(Protocol):
    """A layer of this project that can be said in Keras's own parts."""

    def of_keras(self) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
        """Returns what the built layer computes."""


def of_keras(layer: keras.layers.Layer) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
    """Returns what a built layer computes, of Keras's own parts: saved, it loads anywhere."""
    return layer.of_keras() if isinstance(layer, MadeOfKeras) else layer


class Elementwise(keras.layers.Layer):
    """A function that no layer of Keras computes, written in keras.ops."""

    def __init__(self, function: Callable[[tf.Tensor], tf.Tensor], dtype: str):
        super().__init__(dtype=dtype)
        self.function = function

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return self.function(inputs)

    def compute_output_shape(self, input_shape: Sequence[int | None]) -> Sequence[int | None]:
        return input_shape

    def of_keras(self) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
        """On symbolic tensors the function becomes the operations that it is made of."""
        return self.function


class PReLU(keras.layers.PReLU):
    """Keras's PReLU with one slope for the layer, whatever the rank of its input."""

    def __init__(self, dtype: str):
        super().__init__(alpha_initializer=keras.initializers.Constant(PRELU_START), dtype=dtype)

    def build(self, input_shape: Sequence[int | None]) -> None:
        self.shared_axes = list(range(1, len(input_shape)))
        super().build(input_shape)

    def of_keras(self) -> keras.layers.Layer:
        """Returns Keras's layer with the slope that was learnt."""
        slope = keras.initializers.Constant(float(self.alpha.numpy().item()))
        return keras.layers.PReLU(slope, shared_axes=self.shared_axes, dtype=self.dtype_policy)


def _imported(origin: activation_table.Implementation) -> Callable[..., Any]:
    """Returns what stands at an origin, with its settings."""
    found = operator.attrgetter(origin.name)(importlib.import_module(origin.module))
    return functools.partial(found, **origin.settings) if origin.settings else found


def _activation(record: activation_table.ActivationRecord) -> Activation:
    function, origin = _imported(record.function), record.layer
    if origin is None:
        return Activation(record.formula, function, lambda dtype: Elementwise(function, dtype))
    return Activation(record.formula, function, lambda dtype: _imported(origin)(dtype=dtype))


ACTIVATIONS = {name: _activation(record) for name, record in activation_table.ACTIVATIONS.items()}
