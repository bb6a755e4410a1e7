"""Names, features and receptive fields of layers, against nets walked by hand and lit pixels."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tf_labs.errors import UserError
from tf_labs.models import features
from tf_labs.models import mlp
from tf_labs.nn import layers

RANDOM = np.random.default_rng(0)


def convnet(*stack: keras.layers.Layer, shape=(12, 12, 3)) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *stack])


def small() -> keras.Model:
    return convnet(
        keras.layers.Conv2D(4, 3, padding='same'), layers.relu(), keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(5, 3, padding='same'), layers.batch_norm(), layers.activation('tanh'),
        layers.flatten(), keras.layers.Dense(6), layers.activation('gelu'),
        layers.dropout(0.5, seed=1), keras.layers.Dense(3))


def images(count: int = 2, shape=(12, 12, 3)) -> tf.Tensor:
    return tf.constant(RANDOM.normal(size=(count, *shape)), tf.float32)


def test_layers_are_named_by_kind_and_place():
    assert features.layer_names(small()) == ['conv1', 'conv2', 'dense1', 'dense2']
    assert features.convolutions(small()) == ['conv1', 'conv2']


@pytest.mark.parametrize('form', sorted(mlp.FORMS))
def test_dense_nets_of_both_forms(form):
    model = mlp.FORMS[form]((4, 4, 1), mlp.pieces((7, 5), 3, seed=1))
    given = images(shape=(4, 4, 1))
    assert features.layer_names(model) == ['dense1', 'dense2', 'dense3']
    assert features.convolutions(model) == []
    assert features.features(model, given, 'dense2').shape == (2, 5)
    np.testing.assert_array_equal(features.features(model, given, 'dense3'), model(given))
    with pytest.raises(UserError, match='unknown convolution'):
        features.receptive_field(model, 'dense1')


@pytest.mark.parametrize('name, ends_with', [('conv1', 2), ('conv2', 6), ('dense1', 9),
                                             ('dense2', 11)])
def test_features_are_what_the_layers_up_to_the_activation_give(name, ends_with):
    model, given = small(), images()
    model.layers[4].moving_mean.assign(RANDOM.normal(size=5))  # of the batch norm
    expected = given
    for layer in model.layers[:ends_with]:
        expected = layer(expected, training=False)
    traced = tf.function(lambda values: features.features(model, values, name))
    np.testing.assert_allclose(traced(given), expected, rtol=1e-5, atol=1e-6)


def test_features_have_gradients():
    model, given = small(), images()
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = tf.reduce_sum(features.features(model, given, 'conv2'))
    assert np.abs(tape.gradient(value, given)).max() > 0


def test_features_are_float32_whatever_computes_them():
    model = convnet(keras.layers.Conv2D(2, 3, dtype='mixed_bfloat16'))
    assert features.features(model, images(), 'conv1').dtype == tf.float32


def test_unknown_layer_lists_those_that_exist():
    with pytest.raises(UserError, match='expected one of conv1, conv2, dense1, dense2; received c'):
        features.features(small(), images(), 'conv3')


def windows(padding: str, shape=(29, 29, 1)) -> keras.Model:
    """Strided and overlapping windows; the sizes of the image leave rests."""
    return convnet(
        keras.layers.Conv2D(1, 5, strides=2, padding=padding, kernel_initializer='ones'),
        keras.layers.MaxPooling2D(3, 2, padding=padding),
        keras.layers.Conv2D(1, 3, padding=padding, kernel_initializer='ones'),
        keras.layers.MaxPooling2D(2, 2, padding=padding),
        keras.layers.Conv2D(1, 2, padding=padding, kernel_initializer='ones'), shape=shape)


@pytest.mark.parametrize('padding', ['same', 'valid'])
@pytest.mark.parametrize('axis', [0, 1])
@pytest.mark.parametrize('name, place', [('conv1', 3), ('conv2', 1), ('conv3', 0)])
def test_a_place_sees_the_pixels_that_change_it(padding, axis, name, place):
    shape = (29, 34, 1)
    model = windows(padding, shape)
    size, stride, offset = features.receptive_field(model, name, axis)
    pixels = shape[axis]
    lines = np.zeros((pixels, *shape), np.float32)  # picture n has line n of the axis lit
    for line in range(pixels):
        np.moveaxis(lines[line], axis, 0)[line] = 1.0
    values = np.moveaxis(features.features(model, tf.constant(lines), name), 1 + axis, 1)[:, place]
    seen = np.flatnonzero(values.max(axis=(1, 2)) > 0)
    first = offset + place * stride
    assert seen.tolist() == list(range(max(0, first), min(pixels, first + size)))


def test_receptive_field_of_the_first_layers_of_alexnet():
    model = convnet(keras.layers.Conv2D(8, 11, strides=4), keras.layers.MaxPooling2D(3, 2),
                    keras.layers.Conv2D(8, 5, padding='same'), shape=(227, 227, 3))
    assert features.receptive_field(model, 'conv1') == (11, 4, 0)
    assert features.receptive_field(model, 'conv2') == (11 + 2 * 4 + 4 * 8, 8, -16)
