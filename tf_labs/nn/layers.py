"""The pieces that the notes build their networks from: flatten(), dense(), relu() and a few more.

Each returns a fresh Keras layer. `dtype` is a Keras dtype policy: float32, or mixed_bfloat16,
which computes in bfloat16 and keeps float32 variables.
"""

from collections.abc import Callable

import keras
import tensorflow as tf

from tf_labs.nn import randomness
from tf_labs.nn.activations import ACTIVATIONS


def flatten(dtype: str = 'float32') -> keras.layers.Layer:
    """[B, ...] -> [B, product of the rest]."""
    return keras.layers.Flatten(dtype=dtype)


def dense(units: int, kernel_initializer: keras.initializers.Initializer,
          bias_initializer: keras.initializers.Initializer,
          dtype: str = 'float32') -> keras.layers.Layer:
    """y = x W + b: [B, fan_in] -> [B, units]; W is [fan_in, units], b is [units]."""
    return keras.layers.Dense(units, kernel_initializer=kernel_initializer,
                              bias_initializer=bias_initializer, dtype=dtype)


def convolution(filters: int, size: int, kernel_initializer: keras.initializers.Initializer,
                bias_initializer: keras.initializers.Initializer, dtype: str = 'float32', *,
                stride: int = 1, padding: str = 'same') -> keras.layers.Layer:
    """y = x * W + b: [B, H, W, C] -> [B, H', W', filters]; W is [size, size, C, filters].

    With `same` padding H' is H / stride rounded up, with `valid` (H - size) / stride + 1 rounded
    down.
    """
    return keras.layers.Conv2D(
        filters, size, strides=stride, padding=padding, kernel_initializer=kernel_initializer,
        bias_initializer=bias_initializer, dtype=dtype)


def max_pool(size: int, dtype: str = 'float32', *, stride: int = 2,
             padding: str = 'same') -> keras.layers.Layer:
    """The largest of each map in windows of size x size; with a size above the stride they overlap.

    [B, H, W, C] -> [B, H', W', C], H' as of a convolution.
    """
    return keras.layers.MaxPooling2D(size, strides=stride, padding=padding, dtype=dtype)


def average_pool(size: int, dtype: str = 'float32', *, stride: int = 2,
                 padding: str = 'same') -> keras.layers.Layer:
    """The mean of each map in such windows; what of them lies outside of the map does not count."""
    return keras.layers.AveragePooling2D(size, strides=stride, padding=padding, dtype=dtype)


def zero_pad(width: int, dtype: str = 'float32') -> keras.layers.Layer:
    """`width` pixels of zeros on each side: [B, H, W, C] -> [B, H + 2 width, W + 2 width, C]."""
    return keras.layers.ZeroPadding2D(width, dtype=dtype)


def activation(name: str, dtype: str = 'float32') -> keras.layers.Layer:
    """An activation of `activations.ACTIVATIONS`, elementwise."""
    return ACTIVATIONS[name].layer(dtype)


def relu(dtype: str = 'float32') -> keras.layers.Layer:
    """max(0, x), elementwise."""
    return activation('relu', dtype)


def batch_norm(replicas: int = 1, dtype: str = 'float32', *,
               momentum: float = 0.99) -> keras.layers.Layer:
    """gamma (x - mean) / sqrt(variance + 0.001) + beta (Ioffe and Szegedy, 2015).

    Mean and variance are the batch's in training, over all replicas, and moving averages, of
    which each step keeps the share `momentum`, when evaluating.
    """
    return keras.layers.BatchNormalization(
        momentum=momentum, synchronized=replicas > 1, dtype=dtype)


def dropout(rate: float, seed: int, dtype: str = 'float32') -> keras.layers.Layer:
    """Zeroes a share `rate` of the units in training and scales the rest by 1 / (1 - rate)."""
    return Dropout(rate, seed=seed, dtype=dtype)


class Dropout(keras.layers.Dropout):
    """Keras's dropout, with another mask on each replica and one mask whatever compiles it.

    Keras draws one mask and uses it on every replica, and the floats that it draws differ
    between graphs and XLA. Whole random integers do not, so the mask is made of these. The seed
    generator's counter is among the model's variables, so it is saved and a resumed run draws
    the masks that it would have drawn.
    """

    def call(self, inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        if not training or self.rate == 0:
            return inputs
        seed = tf.cast(self.seed_generator.next(), tf.int64)
        seed = tf.random.experimental.stateless_fold_in(seed, _replica())
        kept = randomness.uniform(tf.shape(inputs), seed) >= self.rate
        return tf.where(kept, inputs / (1 - self.rate), tf.zeros_like(inputs))

    def of_keras(self) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
        """Outside of training it does nothing."""
        return lambda inputs: inputs


def _replica() -> tf.Tensor:
    """Returns the number of the replica that asks, 0 outside of a strategy."""
    context = tf.distribute.get_replica_context()
    number = 0 if context is None else context.replica_id_in_sync_group
    return tf.cast(number, tf.int64)
