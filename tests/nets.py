"""Small nets that several tests look into, and what they are fed."""

import keras
import numpy as np
import tensorflow as tf

from tf_labs.data import data_sets
from tf_labs.experiments import assembly
from tf_labs.nn import layers
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers
from tf_labs.training import config_plan
from tf_labs.training.plan import Plan

RANDOM = np.random.default_rng(0)


def built(config) -> keras.Model:
    """Returns the net of a config whose data set is one of the catalog."""
    return assembly.build_model(config, data_sets.describe(config.data))


def planned(config, examples: int) -> Plan:
    """Returns how a run of a config over so many examples is cut."""
    return config_plan.build_plan(config, data_sets.describe(config.data), examples)


def convnet(*stack: keras.layers.Layer, shape=(12, 12, 3)) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *stack])


def two_towers() -> keras.Model:
    def tower(filters: int) -> list[keras.layers.Layer]:
        return [keras.layers.Conv2D(filters, 3, strides=2), layers.relu(), LocalResponseNorm(),
                keras.layers.MaxPooling2D(3, 2, padding='same'),
                keras.layers.Conv2D(filters + 1, 3, padding='same'), layers.relu()]
    return convnet(Towers([tower(2), tower(3)]), keras.layers.Conv2D(4, 2), layers.relu(),
                   layers.flatten(), keras.layers.Dense(3))


def images(count: int = 2, shape=(12, 12, 3)) -> tf.Tensor:
    return tf.constant(RANDOM.normal(size=(count, *shape)), tf.float32)


def scaled(pixels) -> tf.Tensor:
    """Returns pixels as a net is fed them: 0..1."""
    return tf.cast(pixels, tf.float32) / 255


class Gain(keras.layers.Layer):
    """A layer that nobody knows: each map times a number that is learnt."""

    def build(self, input_shape):
        self.gain = self.add_weight(shape=(input_shape[-1],), initializer='ones', name='gain')

    def call(self, inputs):
        return inputs * self.gain


class Residual(keras.Model):
    """A net of one's own: a block beside which its input goes on."""

    def __init__(self):
        super().__init__()
        self.stem = keras.layers.Conv2D(4, 3, padding='same', name='stem')
        self.norm = keras.layers.BatchNormalization()
        self.inner = keras.layers.Conv2D(4, 3, padding='same')
        self.gain = Gain()
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.logits = keras.layers.Dense(3)
        self(tf.zeros((1, 8, 8, 1)))

    def call(self, images, training=False):
        hidden = self.stem(images)
        inside = self.inner(keras.ops.relu(self.norm(hidden, training=training)))
        return self.logits(self.pool(hidden + self.gain(inside)))
