"""The activation functions that TensorFlow and Keras do not have as they are."""

import keras
import tensorflow as tf

PRELU_START = 0.25  # of the learnt slope (He et al., 2015)


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
