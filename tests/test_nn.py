"""Activations against their formulas, losses against each other, dropout's masks."""

import numpy as np
import pytest
import tensorflow as tf

from tf_labs.nn import activation_functions
from tf_labs.nn import activations
from tf_labs.nn import layers
from tf_labs.nn import losses
from tf_labs.nn import optimizers

X = np.linspace(-6, 6, 121).astype(np.float32)
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
FORMULAS = {
    'step': (X >= 0).astype(np.float32),
    'linear': X,
    'sigmoid': 1 / (1 + np.exp(-X)),
    'tanh': (np.exp(X) - np.exp(-X)) / (np.exp(X) + np.exp(-X)),
    'relu': np.where(X > 0, X, 0),
    'leaky_relu': np.where(X > 0, X, 0.01 * X),
    'leaky_relu_drawn': np.maximum(0.1 * X, X),
    'prelu': np.where(X > 0, X, 0.25 * X),
    'elu': np.where(X > 0, X, np.exp(X) - 1),
    'selu': SELU_SCALE * np.where(X > 0, X, SELU_ALPHA * (np.exp(X) - 1)),
    'swish': X / (1 + np.exp(-X)),
    'gelu': 0.5 * X * (1 + np.tanh(np.sqrt(2 / np.pi) * (X + 0.044715 * X**3))),
    'selu_drawn': np.where(X > 0, X, 2 * (np.exp(X) - 1)),
}


@pytest.mark.parametrize('name', sorted(activations.ACTIVATIONS))
@pytest.mark.slow
def test_activation_is_its_formula(name):
    """As a layer, as a function, and as a function that XLA has compiled."""
    function = activations.ACTIVATIONS[name].function
    for values in (layers.activation(name)(X[np.newaxis])[0], function(tf.constant(X)),
                   tf.function(function, jit_compile=True)(tf.constant(X))):
        np.testing.assert_allclose(values, FORMULAS[name], rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize('name', sorted(activations.ACTIVATIONS))
def test_layer_and_function_have_one_derivative(name):
    x = tf.constant(X[np.newaxis] + 0.01)  # beside the kinks
    derivatives = []
    for one in (layers.activation(name), activations.ACTIVATIONS[name].function):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = one(x)
        derivatives.append(tape.gradient(y, x).numpy())
    np.testing.assert_allclose(*derivatives, rtol=1e-5, atol=1e-6)


def test_step_is_one_at_zero_and_has_a_derivative_of_zero():
    x = tf.constant([-np.inf, -1e-37, -0.0, 0.0, 1e-37, np.inf])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = activation_functions.step(x)
    np.testing.assert_array_equal(y, [0, 0, 1, 1, 1, 1])
    np.testing.assert_array_equal(tape.gradient(y, x), np.zeros(6))


def test_prelu_learns_its_slope():
    """dL/da is the sum of x over the negative x: -3 here."""
    layer, x = layers.activation('prelu'), tf.constant([[-1.0, -2, 5]])
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(x))
    (slope,) = layer.trainable_variables
    assert slope.numpy().item() == 0.25
    assert tape.gradient(total, slope).numpy().item() == -3
    np.testing.assert_allclose(activation_functions.prelu(x, 0.5), [[-0.5, -1, 5]])


@pytest.mark.parametrize('shape', [(2, 6), (2, 4, 4, 3)])
def test_prelu_has_one_slope_a_layer(shape):
    layer = layers.activation('prelu')
    assert layer(-tf.ones(shape)).numpy() == pytest.approx(-0.25)
    assert sum(variable.shape.num_elements() for variable in layer.trainable_variables) == 1


def test_relu_is_the_piece_of_the_notes():
    np.testing.assert_array_equal(layers.relu()(X), np.maximum(X, 0))


def test_sparse_and_one_hot_labels_have_one_loss():
    generator = np.random.default_rng(0)
    logits = tf.constant(generator.normal(scale=5, size=(64, 10)), tf.float32)
    labels = tf.constant(generator.integers(0, 10, 64))
    sparse = losses.sparse_cross_entropy(labels, logits).numpy()
    one_hot = losses.one_hot_cross_entropy(labels, logits).numpy()
    shifted = logits.numpy() - logits.numpy().max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    expected = -log_softmax[np.arange(64), labels.numpy()]
    np.testing.assert_allclose(sparse, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(one_hot, sparse, rtol=1e-6, atol=1e-6)


def test_dropout_keeps_the_mean_and_the_share():
    values = layers.dropout(0.3, seed=1)(tf.ones([200, 500]), training=True).numpy()
    assert (values == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert np.unique(values[values > 0]) == pytest.approx(1 / 0.7)
    assert values.mean() == pytest.approx(1, abs=0.01)


def test_dropout_draws_a_new_mask_each_step_and_the_same_by_its_seed():
    one, same, other = (layers.dropout(0.5, seed=seed) for seed in (1, 1, 2))
    ones = tf.ones([10, 50])
    first, second = one(ones, training=True).numpy(), one(ones, training=True).numpy()
    assert not np.array_equal(first, second)
    assert np.array_equal(first, same(ones, training=True))
    assert not np.array_equal(first, other(ones, training=True))
    assert np.array_equal(one(ones, training=False), ones)


def test_stages_of_a_schedule_end_with_their_last_step():
    rate = optimizers.schedule('step', 0.1, total_steps=9, decay_steps=2, decay_rate=0.1,
                               stages=(3, 1, 5))
    values = [float(rate(tf.constant(step, tf.int64))) for step in range(10)]
    assert values == pytest.approx([0.1] * 3 + [0.01] + [0.001] * 6)
    assert optimizers.schedule('step', 0.1, total_steps=9, decay_steps=2, decay_rate=0.1,
                               stages=(9,)) == 0.1


@pytest.mark.parametrize('name, expected', [
    ('constant', [0.1, 0.1, 0.1, 0.1]),
    ('step', [0.1, 0.1, 0.05, 0.025]),
    ('cosine', [0.1, 0.05 * (1 + np.cos(0.9 * np.pi / 4)), 0.05, 0]),
])
def test_schedules_are_their_formulas(name, expected):
    rate = optimizers.schedule(name, 0.1, total_steps=40, decay_steps=20, decay_rate=0.5)
    values = [float(rate(step)) if callable(rate) else rate for step in (0, 9, 20, 40)]
    assert values == pytest.approx(expected, abs=1e-7)
