"""Batch norm of the course's notebook: its double step."""

import numpy as np
import tensorflow as tf

from tf_labs.nn import layers


def test_two_advances_a_step_are_one_of_the_squared_momentum():
    """The course notebook runs the net in training mode twice a step, for loss and for gradient."""
    twice, once = layers.batch_norm(momentum=0.99), layers.batch_norm(momentum=0.99**2)
    batch = tf.constant(np.random.default_rng(0).normal(3, 2, (16, 5)), tf.float32)
    for _ in range(2):
        twice(batch, training=True)
    once(batch, training=True)
    np.testing.assert_allclose(twice.moving_mean, once.moving_mean, rtol=1e-5)
    np.testing.assert_allclose(twice.moving_variance, once.moving_variance, rtol=1e-5)
