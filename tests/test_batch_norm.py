"""Batch norm by hand: against Keras's layer, finite differences, and the course's double step."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tf_labs.nn import batch_norm

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(3, 2, (16, 5))
GAMMA, BETA = GENERATOR.normal(1, 0.3, 5), GENERATOR.normal(0, 0.3, 5)
UPSTREAM = GENERATOR.normal(0, 1, (16, 5))
NAMES = ('inputs', 'gamma', 'beta')


def keras_layer(momentum=0.99):
    layer = keras.layers.BatchNormalization(momentum=momentum)
    layer.build((None, 5))
    layer.gamma.assign(GAMMA)
    layer.beta.assign(BETA)
    return layer


def tensors(dtype=tf.float32):
    return [tf.constant(array, dtype) for array in (X, GAMMA, BETA)]


def test_forward_is_that_of_keras():
    y, _ = batch_norm.forward(*tensors())
    np.testing.assert_allclose(y, keras_layer()(tensors()[0], training=True), atol=1e-5)


def test_epsilon_is_inside_of_the_root():
    """A column without variance becomes beta, and one of variance 0.003 shrinks to half."""
    column = np.tile([[1.0], [-1.0]], (4, 1)) * 0.003**0.5
    y, _ = batch_norm.forward(tf.constant(np.hstack([column, column * 0 + 7])), *(
        tf.constant(values, tf.float64) for values in ([1, 1], [0, 0.5])))
    np.testing.assert_allclose(np.abs(y[:, 0]), (0.003 / 0.004)**0.5, rtol=1e-6)
    np.testing.assert_allclose(y[:, 1], 0.5)


@pytest.mark.parametrize('index', range(3), ids=NAMES)
def test_backward_is_that_of_keras(index):
    layer, inputs = keras_layer(), tensors()
    with tf.GradientTape() as tape:
        tape.watch(inputs[0])
        total = tf.reduce_sum(layer(inputs[0], training=True) * UPSTREAM.astype(np.float32))
    expected = tape.gradient(total, [inputs[0], layer.gamma.value, layer.beta.value])
    _, kept = batch_norm.forward(*inputs)
    got = batch_norm.backward(tf.constant(UPSTREAM, tf.float32), inputs[1], kept)
    np.testing.assert_allclose(got[index], expected[index], atol=2e-5)


@pytest.mark.parametrize('index', range(3), ids=NAMES)
def test_backward_is_that_of_finite_differences(index):
    inputs = tensors(tf.float64)
    _, kept = batch_norm.forward(*inputs)
    got = batch_norm.backward(tf.constant(UPSTREAM), inputs[1], kept)[index].numpy()
    for place in [(0, 0), (7, 3)] if index == 0 else [(0,), (3,)]:
        totals = []
        for shift in (1e-6, -1e-6):
            moved = [array.copy() for array in (X, GAMMA, BETA)]
            moved[index][place] += shift
            y, _ = batch_norm.forward(*(tf.constant(array) for array in moved))
            totals.append(float(tf.reduce_sum(y * UPSTREAM)))
        assert got[place] == pytest.approx((totals[0] - totals[1]) / 2e-6, rel=1e-5)


def test_moving_statistics_and_evaluation_are_those_of_keras():
    layer, (_, gamma, beta) = keras_layer(momentum=0.9), tensors()
    mean, variance = tf.zeros(5), tf.ones(5)
    for step in range(3):
        batch = tf.constant(X + step, tf.float32)
        layer(batch, training=True)
        _, kept = batch_norm.forward(batch, gamma, beta)
        mean = batch_norm.advanced(mean, kept.mean, 0.9)
        variance = batch_norm.advanced(variance, kept.variance, 0.9)
    np.testing.assert_allclose(mean, layer.moving_mean, rtol=1e-5)
    np.testing.assert_allclose(variance, layer.moving_variance, rtol=1e-5)
    np.testing.assert_allclose(
        batch_norm.evaluate(tensors()[0], gamma, beta, mean, variance),
        layer(tensors()[0], training=False), atol=1e-5)


def test_two_advances_a_step_are_one_of_the_squared_momentum():
    """The course notebook runs the net in training mode twice a step, for loss and for gradient."""
    twice, once = keras_layer(momentum=0.99), keras_layer(momentum=0.99**2)
    batch = tensors()[0]
    for _ in range(2):
        twice(batch, training=True)
    once(batch, training=True)
    np.testing.assert_allclose(twice.moving_mean, once.moving_mean, rtol=1e-5)
    np.testing.assert_allclose(twice.moving_variance, once.moving_variance, rtol=1e-5)
