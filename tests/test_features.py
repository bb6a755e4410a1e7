"""Names, features and receptive fields of layers, against nets walked by hand and lit pixels."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.nets import convnet
from tests.nets import images
from tests.nets import two_towers
from tf_labs.errors import UserError
from tf_labs.models import alexnet
from tf_labs.models import features
from tf_labs.models import mlp
from tf_labs.nn import layers

RANDOM = np.random.default_rng(0)


def small() -> keras.Model:
    return convnet(
        keras.layers.Conv2D(4, 3, padding='same'), layers.relu(), keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(5, 3, padding='same'), layers.batch_norm(), layers.activation('tanh'),
        layers.flatten(), keras.layers.Dense(6), layers.activation('gelu'),
        layers.dropout(0.5, seed=1), keras.layers.Dense(3))


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


@pytest.mark.slow
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


def test_several_features_come_from_one_pass():
    model, given = small(), images()
    found = features.features_of(model, given, ['dense1', 'conv1'])
    assert list(found) == ['dense1', 'conv1']
    for name, values in found.items():
        np.testing.assert_array_equal(values, features.features(model, given, name))


def test_towers_are_one_layer_with_the_channels_of_both():
    model, given = two_towers(), images()
    assert features.layer_names(model) == ['conv1', 'conv2', 'conv3', 'dense1']
    both = model.layers[0].stacks
    for name, length in (('conv1', 2), ('conv2', 6)):
        parts = []
        for stack in both:
            values = given
            for layer in stack[:length]:
                values = layer(values)
            parts.append(values)
        np.testing.assert_allclose(features.features(model, given, name),
                                   np.concatenate(parts, axis=-1), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(features.features(model, given, 'conv2'), model.layers[0](given),
                               rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(features.features(model, given, 'dense1'), model(given))
    # 3 every 2, then 3 every 4 as the pooling is 3 every 2, padded by 1 of its 5 on each side
    assert features.receptive_field(model, 'conv2') == (3 + 2 * 2 + 2 * 4, 4, -2 - 4)


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


@pytest.mark.slow
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


def test_zeros_around_the_image_move_what_is_seen():
    model = convnet(keras.layers.ZeroPadding2D(((1, 2), (3, 0))), keras.layers.Conv2D(1, 7, 2),
                    keras.layers.MaxPooling2D(2, 2), keras.layers.ZeroPadding2D(1),
                    keras.layers.Conv2D(1, 3), shape=(31, 31, 3))
    assert features.receptive_field(model, 'conv1', 0) == (7, 2, -1)
    assert features.receptive_field(model, 'conv1', 1) == (7, 2, -3)
    assert features.receptive_field(model, 'conv2', 0) == (7 + 2 + 8, 4, -1 - 4)


@pytest.mark.parametrize('towers', [1, 2])
def test_receptive_fields_of_alexnet(towers):
    """By hand: 11; 11 + 2 * 4 + 4 * 8 = 51; 51 + 2 * 8 + 2 * 16 = 99; then 32 more each time."""
    model = convnet(*alexnet.pieces(2, seed=1, towers=towers, filters=(2, 2, 2, 2, 2),
                                    hidden_sizes=()), shape=alexnet.IMAGE_SHAPE)
    fields = [features.receptive_field(model, name) for name in features.convolutions(model)]
    assert [field.size for field in fields] == [11, 51, 99, 131, 163]
    assert [field.stride for field in fields] == [4, 8, 16, 16, 16]
    # The padding of conv2 to conv5 is symmetric: the middle place sees the middle of the image.
    assert [field.offset + (places // 2) * field.stride + field.size // 2
            for field, places in zip(fields, (55, 27, 13, 13, 13))] == [113] * 5
