"""Activation functions by name: the function, its layer, its formula."""

from collections.abc import Callable
import dataclasses

import keras
import tensorflow as tf


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


def _by_keras(name: str) -> Callable[[str], keras.layers.Layer]:
    return lambda dtype: keras.layers.Activation(name, dtype=dtype)


ACTIVATIONS = {
    'linear': Activation('x', tf.identity, _by_keras('linear')),
    'sigmoid': Activation('1 / (1 + exp(-x))', tf.sigmoid, _by_keras('sigmoid')),
    'tanh': Activation('(exp(x) - exp(-x)) / (exp(x) + exp(-x))', tf.tanh, _by_keras('tanh')),
    'relu': Activation('max(0, x)', tf.nn.relu, lambda dtype: keras.layers.ReLU(dtype=dtype)),
    'leaky_relu': Activation(
        'max(0.01 x, x): the slope of the Lab-09-1 notes',
        lambda x: tf.nn.leaky_relu(x, alpha=0.01),
        lambda dtype: keras.layers.LeakyReLU(negative_slope=0.01, dtype=dtype)),
    'elu': Activation('x above 0, exp(x) - 1 below', tf.nn.elu, _by_keras('elu')),
    'selu': Activation('1.0507 x above 0, 1.0507 * 1.6733 (exp(x) - 1) below '
                       '(Klambauer et al., 2017)', tf.nn.selu, _by_keras('selu')),
    'swish': Activation('x / (1 + exp(-x))', tf.nn.silu, _by_keras('swish')),
}
