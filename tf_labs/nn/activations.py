"""Activation functions by name: the function, its layer, its formula."""

from collections.abc import Callable
import dataclasses
from typing import Protocol, runtime_checkable

import keras
import tensorflow as tf

PRELU_START = 0.25  # of the learnt slope (He et al., 2015)


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


def step(x: tf.Tensor) -> tf.Tensor:
    """1 at 0 and above, 0 below (Heaviside); its derivative is 0 everywhere.

    It is made of signs, whose derivative TensorFlow knows to be 0. A comparison has none at all:
    a tape would return None for every weight below it.
    """
    return (keras.ops.sign(keras.ops.sign(x) + 0.5) + 1) / 2


def prelu(x: tf.Tensor, slope: tf.Tensor | float = PRELU_START) -> tf.Tensor:
    """x above 0, slope x below (He et al., 2015); any slope, also one that is learnt."""
    return tf.nn.relu(x) - slope * tf.nn.relu(-x)


def gelu(x: tf.Tensor) -> tf.Tensor:
    """x Phi(x), Phi the normal distribution's, in the tanh form of Hendrycks and Gimpel (2016)."""
    return keras.ops.gelu(x, approximate=True)


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

    def call(self, inputs):
        return self.function(inputs)

    def compute_output_shape(self, input_shape):
        return input_shape

    def of_keras(self) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
        """On symbolic tensors the function becomes the operations that it is made of."""
        return self.function


class PReLU(keras.layers.PReLU):
    """Keras's PReLU with one slope for the layer, whatever the rank of its input."""

    def __init__(self, dtype: str):
        super().__init__(alpha_initializer=keras.initializers.Constant(PRELU_START), dtype=dtype)

    def build(self, input_shape):
        self.shared_axes = list(range(1, len(input_shape)))
        super().build(input_shape)

    def of_keras(self) -> keras.layers.Layer:
        """Returns Keras's layer with the slope that was learnt."""
        slope = keras.initializers.Constant(float(self.alpha.numpy().item()))
        return keras.layers.PReLU(slope, shared_axes=self.shared_axes, dtype=self.dtype_policy)


def _by_keras(name: str) -> Callable[[str], keras.layers.Layer]:
    return lambda dtype: keras.layers.Activation(name, dtype=dtype)


def _leaky_relu(slope: float, source: str) -> Activation:
    return Activation(
        f'max({slope} x, x): {source}', lambda x: tf.nn.leaky_relu(x, alpha=slope),
        lambda dtype: keras.layers.LeakyReLU(negative_slope=slope, dtype=dtype))


ACTIVATIONS = {
    'step': Activation('1 at 0 and above, 0 below (Heaviside)', step,
                       lambda dtype: Elementwise(step, dtype)),
    'linear': Activation('x', tf.identity, _by_keras('linear')),
    'sigmoid': Activation('1 / (1 + exp(-x))', tf.sigmoid, _by_keras('sigmoid')),
    'tanh': Activation('(exp(x) - exp(-x)) / (exp(x) + exp(-x))', tf.tanh, _by_keras('tanh')),
    'relu': Activation('max(0, x)', tf.nn.relu, lambda dtype: keras.layers.ReLU(dtype=dtype)),
    'leaky_relu': _leaky_relu(0.01, 'the slope of the Lab-09-1 notes'),
    'leaky_relu_drawn': _leaky_relu(0.1, 'the slope that the notes on activation functions draw'),
    'prelu': Activation('x above 0, a x below, a learnt, from 0.25 on (He et al., 2015)', prelu,
                        PReLU),
    'elu': Activation('x above 0, exp(x) - 1 below', tf.nn.elu, _by_keras('elu')),
    'swish': Activation('x / (1 + exp(-x))', tf.nn.silu, _by_keras('swish')),
    'gelu': Activation('0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))', gelu,
                       lambda dtype: Elementwise(gelu, dtype)),
    'selu': Activation('1.0507 x above 0, 1.0507 * 1.6733 (exp(x) - 1) below '
                       '(Klambauer et al., 2017)', tf.nn.selu, _by_keras('selu')),
    'selu_drawn': Activation(
        'x above 0, 2 (exp(x) - 1) below: the lambda 1 and a 2 that the notes draw',
        lambda x: keras.ops.elu(x, alpha=2.0),
        lambda dtype: keras.layers.ELU(alpha=2.0, dtype=dtype)),
}
