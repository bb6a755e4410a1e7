"""The multilayer perceptron of the notes, as a function and as a class."""

from collections.abc import Sequence

import keras
import tensorflow as tf

from tf_labs.nn import initializers
from tf_labs.nn import layers


def pieces(hidden_sizes: Sequence[int], classes: int, *, seed: int, activation: str = 'relu',
           kernel_initializer: str = 'glorot_uniform', init_stddev: float = 0.05,
           bias_initializer: str = 'zeros', dropout_rate: float = 0.0, batch_norm: bool = False,
           batch_norm_momentum: float = 0.99, replicas: int = 1,
           dtype: str = 'float32') -> list[keras.layers.Layer]:
    """Returns the layers: flatten, then dense [batch norm] activation [dropout] ..., then dense.

    Args:
      hidden_sizes: units of each hidden layer; none makes softmax regression.
      classes: number of logits.
      seed: of the run; each layer derives its own from it.
      activation, kernel_initializer, bias_initializer: names of tf_labs.nn.
      init_stddev: of the kernel initializer random_normal.
      dropout_rate: after each hidden activation; 0: no dropout layer.
      batch_norm: between each hidden dense layer and its activation.
      batch_norm_momentum: share of its moving statistics that a step keeps.
      replicas: devices that share a batch.
      dtype: Keras dtype policy. The last layer is float32 in any case, as the loss is.
    """
    def connected(index: int, units: int, policy: str) -> keras.layers.Layer:
        kernel = initializers.initializer(
            kernel_initializer, initializers.seed_of(seed, index, 0), init_stddev)
        bias = initializers.initializer(bias_initializer, initializers.seed_of(seed, index, 1))
        return layers.dense(units, kernel, bias, policy)

    stack = [layers.flatten(dtype)]  # [B, H, W, C] -> [B, H W C]
    for index, units in enumerate(hidden_sizes):
        stack.append(connected(index, units, dtype))  # -> [B, units]
        if batch_norm:
            stack.append(layers.batch_norm(replicas, dtype, momentum=batch_norm_momentum))
        stack.append(layers.activation(activation, dtype))
        if dropout_rate > 0:
            stack.append(layers.dropout(
                dropout_rate, initializers.seed_of(seed, index, 2), dtype))
    stack.append(connected(len(hidden_sizes), classes, 'float32'))  # -> [B, classes]
    return stack


def mlp(image_shape: Sequence[int], stack: list[keras.layers.Layer]) -> keras.Model:
    """The network as a function: a keras.Sequential of the pieces, built."""
    return keras.Sequential([keras.Input(image_shape), *stack])


class MLP(keras.Model):
    """The network as a class: equal to `mlp` for equal pieces."""

    def __init__(self, image_shape: Sequence[int], stack: list[keras.layers.Layer]):
        super().__init__()
        self.stack = stack
        self.build((None, *image_shape))

    def build(self, input_shape: Sequence[int | None]) -> None:
        for layer in self.stack:
            layer.build(input_shape)
            input_shape = layer.compute_output_shape(input_shape)
        self.built = True

    def call(self, images: tf.Tensor, training: bool = False) -> tf.Tensor:
        hidden = images
        for layer in self.stack:
            hidden = layer(hidden)  # Keras hands `training` on to the layers that take it
        return hidden


FORMS = {'function': mlp, 'subclass': MLP}
