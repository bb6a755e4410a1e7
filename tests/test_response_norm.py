"""Local response normalization against TensorFlow's, the notes' example, and other types."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from tf_labs.nn import activations
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.response_norm import response_norm
from tf_labs.nn.response_norm import ResponseNorm

PAPER = (2, 2.0, 1e-4, 0.75)
# Radius, k, alpha, beta. With an alpha of 1 the neighbours decide; 7 maps and a radius of 9: all.
SETTINGS = [PAPER, (2, 2.0, 1.0, 0.75), (1, 0.5, 0.3, 1.0), (0, 1.0, 2.0, 0.5), (9, 1.0, 0.1, 1.3)]
FORMS = {'formula': lambda *settings: functools.partial(
    response_norm, **dict(zip(('depth_radius', 'bias', 'alpha', 'beta', 'scope'), settings))),
    'layer': LocalResponseNorm}


def activities(scale: float = 1.0) -> tf.Tensor:
    generator = np.random.default_rng(0)
    return tf.constant(generator.normal(scale=scale, size=(3, 4, 5, 7)), tf.float32)


def value_and_gradient(function, a):
    """Of a sum with weights of its own for each output."""
    weights = tf.constant(np.random.default_rng(1).normal(size=a.shape), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(a)
        b = function(a)
        total = tf.reduce_sum(weights * b)
    return b, tape.gradient(total, a)


@pytest.mark.parametrize('settings', SETTINGS)
@pytest.mark.parametrize('form', FORMS)
def test_values_and_gradients_are_those_of_tensorflow(form, settings):
    a = activities(3)
    wanted = value_and_gradient(lambda x: tf.nn.local_response_normalization(x, *settings), a)
    found = value_and_gradient(FORMS[form](*settings), a)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_formula_is_a_sum_over_neighbours():
    """Written out as loops, in float64."""
    a, (radius, k, alpha, beta) = activities(30).numpy().astype(np.float64), PAPER
    b = np.empty_like(a)
    for i in range(7):
        near = a[..., max(0, i - radius):min(7, i + radius + 1)]
        b[..., i] = a[..., i] / (k + alpha * (near ** 2).sum(axis=-1)) ** beta
    for form in FORMS.values():
        np.testing.assert_allclose(form(*PAPER)(tf.constant(a, tf.float32)), b, rtol=1e-5)


@pytest.mark.parametrize('radius', [0, 1, 4])
def test_within_a_map_the_neighbours_are_a_window(radius):
    """Values written out as loops, in float64; gradients those of the formula."""
    a, (k, alpha, beta) = activities(30), (1.0, 0.01, 0.75)
    squares, b = a.numpy().astype(np.float64) ** 2, np.empty(a.shape)
    for row in range(4):
        for column in range(5):
            near = squares[:, max(0, row - radius):row + radius + 1,
                           max(0, column - radius):column + radius + 1].sum(axis=(1, 2))
            b[:, row, column] = a[:, row, column] / (k + alpha * near) ** beta
    settings = radius, k, alpha, beta, 'same_map'
    found, wanted = (value_and_gradient(FORMS[form](*settings), a) for form in (
        'layer', 'formula'))
    np.testing.assert_allclose(found[0], b, rtol=1e-5)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)
    across = FORMS['layer'](*settings[:-1])(a)
    assert (np.abs(across - b).max() > 0.1) == (radius > 0)  # the twin that has to differ


def test_settings_are_the_letters_of_the_formula():
    layer = ResponseNorm(1.0, 9, 0.5, 0.6, 'same_map').layer()
    assert (layer.bias, layer.depth_radius, layer.alpha, layer.beta, layer.scope) == (
        1.0, 4, 0.5, 0.6, 'same_map')
    a = activities(100)
    np.testing.assert_array_equal(ResponseNorm().layer()(a), LocalResponseNorm()(a))


@pytest.mark.parametrize('form', FORMS)
def test_example_of_the_notes(form):
    """N = 4 maps of ones, (k, alpha, beta, n) = (0, 1, 1, 2): 1 / (1^2 + 1^2) at (0, 0, 0)."""
    b = FORMS[form](1, 0.0, 1.0, 1.0)(tf.ones([1, 2, 2, 4]))
    assert b[0, 0, 0, 0].numpy() == 0.5
    np.testing.assert_allclose(b[0, 1, 1], [1 / 2, 1 / 3, 1 / 3, 1 / 2], rtol=1e-6)


def test_layer_is_as_in_the_paper_unless_told():
    a = activities(100)
    np.testing.assert_allclose(LocalResponseNorm()(a), response_norm(a, *PAPER), rtol=1e-5)


def test_bfloat16_would_lose_the_neighbours():
    """The layer computes in float32 under a policy that does not, and what follows casts."""
    a = tf.cast(activities(3), tf.bfloat16)
    wanted = response_norm(tf.cast(a, tf.float32), *PAPER)
    found = LocalResponseNorm()(a)
    assert found.dtype == tf.float32
    np.testing.assert_allclose(found, wanted, rtol=1e-6)
    ones = tf.ones([1, 1, 1, 5], tf.bfloat16)
    lost = 2 + tf.cast(1e-4, tf.bfloat16) * ones
    assert np.all(lost.numpy() == 2) and np.all(LocalResponseNorm()(ones) < 2 ** -0.75)
    net = keras.Sequential([keras.Input((4, 5, 7)), LocalResponseNorm(),
                            keras.layers.MaxPooling2D(2, dtype='mixed_bfloat16')])
    assert net(a).dtype == tf.bfloat16


@pytest.mark.slow
def test_compiled_it_is_the_same():
    a = activities(50)
    for way in (None, True):
        compiled = tf.function(lambda x: value_and_gradient(LocalResponseNorm(), x),
                               jit_compile=way)
        for one, other in zip(compiled(a), value_and_gradient(LocalResponseNorm(), a)):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


def test_second_derivative_is_that_of_the_formula():
    """The gradient that is written by hand can be derived in its turn."""
    def second(function):
        a = activities()
        with tf.GradientTape() as tape:
            tape.watch(a)
            length = tf.reduce_sum(value_and_gradient(function, a)[1] ** 2)
        return tape.gradient(length, a)
    settings = (2, 2.0, 1.0, 0.75)
    np.testing.assert_allclose(second(LocalResponseNorm(*settings)),
                               second(FORMS['formula'](*settings)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('scope', ['across_maps', 'same_map'])
def test_saved_in_parts_of_keras_it_is_the_same(tmp_path, scope):
    layer, inputs = LocalResponseNorm(2, 1.0, 0.5, 0.6, scope), keras.Input((4, 5, 7))
    keras.Model(inputs, activations.of_keras(layer)(inputs)).save(tmp_path / 'norm.keras')
    loaded = keras.models.load_model(tmp_path / 'norm.keras')
    np.testing.assert_allclose(loaded(activities()), layer(activities()), rtol=1e-5, atol=1e-7)
    assert not any('tf_labs' in type(one).__module__ for one in loaded.layers)
