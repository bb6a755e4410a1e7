"""The deconvnet against loops over every number, against kernels, and against gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.nets import convnet
from tests.nets import images
from tests.nets import two_towers
from tf_labs.errors import UserError
from tf_labs.labs.deconvnet import unpooling
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.models import alexnet
from tf_labs.models import features
from tf_labs.nn import layers
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

GENERATOR = np.random.default_rng(3)
POOLINGS = [((2, 2), (2, 2), 'same'), ((2, 2), (2, 2), 'valid'), ((3, 3), (2, 2), 'same'),
            ((3, 3), (2, 2), 'valid'), ((3, 2), (1, 2), 'same')]


def noise(*shape: int) -> np.ndarray:
    return GENERATOR.normal(size=shape).astype(np.float32)


# The reference: one image [H, W, C], one number after the other.


def padding_before(length: int, size: int, stride: int, padding: str) -> tuple[int, int]:
    """Returns the number of windows, and the padding before the first one."""
    if padding == 'valid':
        return (length - size) // stride + 1, 0
    count = -(-length // stride)
    return count, max(0, (count - 1) * stride + size - length) // 2


def windows(shape, size, strides, padding):
    """Yields (row, column, pixels of the window that are inside, as (i, j, y, x))."""
    rows, top = padding_before(shape[0], size[0], strides[0], padding)
    columns, left = padding_before(shape[1], size[1], strides[1], padding)
    for row in range(rows):
        for column in range(columns):
            pixels = [(i, j, row * strides[0] - top + i, column * strides[1] - left + j)
                      for i in range(size[0]) for j in range(size[1])]
            yield row, column, [(i, j, y, x) for i, j, y, x in pixels
                                if 0 <= y < shape[0] and 0 <= x < shape[1]]


def convolved(x, kernel, bias, strides, padding):
    found = {(row, column): bias + sum(x[y, x_] @ kernel[i, j] for i, j, y, x_ in pixels)
             for row, column, pixels in windows(x.shape, kernel.shape[:2], strides, padding)}
    return as_map(found)


def carried_down(signal, kernel, shape, strides, padding):
    pixels_of = np.zeros(shape)
    for row, column, pixels in windows(shape, kernel.shape[:2], strides, padding):
        for i, j, y, x in pixels:
            pixels_of[y, x] += kernel[i, j] @ signal[row, column]
    return pixels_of


def pooled(x, size, strides, padding):
    """Returns maxima [h, w, C], and where they were {(row, column, map): (y, x)}."""
    found, switches = {}, {}
    for row, column, pixels in windows(x.shape, size, strides, padding):
        values = np.array([x[y, x_] for _, _, y, x_ in pixels])
        found[row, column] = values.max(axis=0)
        for number, best in enumerate(values.argmax(axis=0)):
            switches[row, column, number] = pixels[best][2:]
    return as_map(found), switches


def unpooled(signal, switches, shape):
    handed_down: dict = {}
    for (row, column, number), place in switches.items():
        handed_down.setdefault((*place, number), []).append(signal[row, column, number])
    result = np.zeros(shape)
    for place, values in handed_down.items():
        result[place] = max(values)
    return result


def as_map(found):
    rows, columns = np.array(max(found)) + 1
    return np.array([[found[row, column] for column in range(columns)] for row in range(rows)])


@pytest.mark.parametrize('size, strides, padding', POOLINGS)
def test_pooling_finds_maxima_and_their_places(size, strides, padding):
    x = noise(2, 7, 6, 3)
    values, switches = unpooling.pool_with_switches(tf.constant(x), size, strides, padding)
    for number, image in enumerate(x):
        expected, places = pooled(image, size, strides, padding)
        np.testing.assert_array_equal(values[number], expected)
        for (row, column, channel), (y, x_) in places.items():
            assert switches[number, row, column, channel] == np.ravel_multi_index(
                (number, y, x_, channel), x.shape)


@pytest.mark.parametrize('size, strides, padding', POOLINGS)
def test_unpooled_maxima_are_where_they_were(size, strides, padding):
    """Also where windows share one, and where all values are negative."""
    for x in (noise(2, 7, 6, 3), -1 - abs(noise(2, 7, 6, 3))):
        values, switches = unpooling.pool_with_switches(tf.constant(x), size, strides, padding)
        back = unpooling.unpool(values, switches, tf.shape(x)).numpy()
        is_maximum = np.zeros(x.shape, bool)
        for number, image in enumerate(x):
            for (_, _, channel), place in pooled(image, size, strides, padding)[1].items():
                is_maximum[number, *place, channel] = True
        np.testing.assert_array_equal(back, np.where(is_maximum, x, 0))


def test_of_equal_values_the_first_has_the_switch():
    _, switches = unpooling.pool_with_switches(tf.zeros([1, 4, 4, 1]), (2, 2), (2, 2), 'valid')
    assert switches[0, ..., 0].numpy().tolist() == [[0, 2], [8, 10]]


@pytest.mark.parametrize('size, strides, padding, side', [
    (3, 1, 'valid', 9), (3, 1, 'same', 9), (4, 2, 'same', 9), (11, 4, 'valid', 31)])
def test_projection_of_one_linear_layer_is_its_filter(size, strides, padding, side):
    """11 every 4, of an image whose last pixels no window sees: AlexNet's first layer."""
    model = convnet(keras.layers.Conv2D(5, size, strides, padding, bias_initializer='ones'),
                    shape=(side, side, 3))
    given, maps, places = images(3, (side, side, 3)), [4, 0, 2], [(2, 3), (0, 0), (4, 4)]
    values = features.features(model, given, 'conv1').numpy()
    projected = Deconvnet(model, 'conv1').project(
        given, tf.constant(maps), tf.constant(places)).numpy()
    _, stride, offset = features.receptive_field(model, 'conv1')
    for number, (feature_map, (row, column)) in enumerate(zip(maps, places)):
        whole = np.zeros((side + 2 * size, side + 2 * size, 3))
        top, left = size + offset + row * stride, size + offset + column * stride
        whole[top:top + size, left:left + size] = (
            values[number, row, column, feature_map] * model.layers[0].kernel[..., feature_map])
        np.testing.assert_allclose(projected[number], whole[size:-size, size:-size], rtol=1e-5,
                                   atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize('pool_size', [2, 3])
def test_two_layers_against_loops(pool_size):
    """Strided, overlapping, tanh and ReLU, response norm and dropout, every number by itself."""
    keras.utils.set_random_seed(5)
    first = keras.layers.Conv2D(3, 3, strides=2, padding='valid', bias_initializer='normal')
    second = keras.layers.Conv2D(4, 3, padding='same', bias_initializer='ones')
    model = convnet(first, layers.activation('tanh'), LocalResponseNorm(),
                    keras.layers.MaxPooling2D(pool_size, 2, padding='same'),
                    layers.dropout(0.5, seed=1), second, layers.relu(), layers.flatten(),
                    keras.layers.Dense(2), shape=(14, 14, 2))
    norm = model.layers[2]
    given, maps, places = images(4, (14, 14, 2)), [0, 1, 2, 3], [(1, 1), (0, 2), (2, 0), (1, 2)]
    projected = Deconvnet(model, 'conv2').project(given, tf.constant(maps), tf.constant(places))
    for number, (feature_map, (row, column)) in enumerate(zip(maps, places)):
        image = given[number].numpy()
        hidden = np.tanh(convolved(image, *map(np.array, first.weights), (2, 2), 'valid'))
        normed = norm(tf.constant(hidden[np.newaxis]))[0].numpy()
        low, switches = pooled(normed, (pool_size, pool_size), (2, 2), 'same')
        high = np.maximum(0, convolved(low, *map(np.array, second.weights), (1, 1), 'same'))
        signal = np.zeros(high.shape)
        signal[row, column, feature_map] = high[row, column, feature_map]
        signal = carried_down(signal, second.kernel.numpy(), low.shape, (1, 1), 'same')
        signal = np.maximum(0, unpooled(signal, switches, normed.shape))
        signal = carried_down(signal, first.kernel.numpy(), image.shape, (2, 2), 'valid')
        np.testing.assert_allclose(projected[number], signal, rtol=1e-4, atol=1e-6)
    assert np.abs(projected).max(axis=(1, 2, 3)).min() > 0  # ReLU has left something to compare


def test_where_nothing_is_rectified_it_is_activation_times_gradient():
    """Through zeros around, batch norm, pooling without overlap, strides that leave rests."""
    model = convnet(keras.layers.ZeroPadding2D(((1, 0), (0, 2))),
                    keras.layers.Conv2D(3, 4, strides=2, padding='same'), layers.batch_norm(),
                    keras.layers.MaxPooling2D(2, 2), keras.layers.Conv2D(2, 2), shape=(13, 13, 2))
    model.layers[2].gamma.assign([0.5, -2.0, 1.5])
    model.layers[2].moving_variance.assign([0.3, 2.0, 5.0])
    given = images(1, (13, 13, 2))
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = features.features(model, given, 'conv2')[0, 1, 0, 1]
    expected = value * tape.gradient(value, given)
    np.testing.assert_allclose(Deconvnet(model, 'conv2').project(
        given, tf.constant([1]), tf.constant([(1, 0)])), expected, rtol=1e-4, atol=1e-6)


def positive(model: keras.Model) -> keras.Model:
    """With positive weights and images no rectification does anything."""
    for variable in model.trainable_variables:
        variable.assign(abs(variable.value))
    return model


@pytest.mark.slow
@pytest.mark.parametrize('name, feature_map', [('conv1', 1), ('conv1', 4), ('conv2', 2),
                                               ('conv2', 3), ('conv3', 0)])
def test_towers_carry_down_their_own_maps_and_add_up(name, feature_map):
    """With one maximum for all windows there is nothing to share, and no norm: the gradient."""
    model = positive(two_towers())
    for stack in model.layers[0].stacks:
        stack[2].alpha = 0.0  # the norm divides by 2^0.75, which the deconvnet passes over
        stack[3].pool_size = (2, 2)
    given = abs(images(1))
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = features.features(model, given, name)[0, 1, 0, feature_map]
    norms = {'conv1': 0, 'conv2': 1, 'conv3': 1}[name]
    expected = value * tape.gradient(value, given) * 2 ** (0.75 * norms)
    np.testing.assert_allclose(
        Deconvnet(model, name).project(given, tf.constant([feature_map]), tf.constant([(1, 0)])),
        expected, rtol=1e-4, atol=1e-6)


@pytest.mark.slow
def test_an_image_has_its_own_projection_whatever_is_beside_it():
    model = convnet(*alexnet.pieces(2, seed=1, filters=(4, 6, 8, 8, 6), hidden_sizes=(),
                                    init_stddev=0.2), shape=(99, 99, 3))
    net, given = Deconvnet(model, 'conv5'), images(3, (99, 99, 3))
    maps, places = tf.constant([0, 5, 3]), tf.constant([(0, 0), (3, 2), (4, 4)])
    together = net.project(given, maps, places)
    for number in range(3):
        alone = net.project(given[number:number + 1], maps[number:number + 1],
                            places[number:number + 1])
        np.testing.assert_allclose(together[number], alone[0], rtol=1e-4, atol=1e-5)


def test_mixed_precision_projects_in_float32():
    model = convnet(keras.layers.Conv2D(2, 3, dtype='mixed_bfloat16'),
                    keras.layers.MaxPooling2D(2, dtype='mixed_bfloat16'),
                    keras.layers.Conv2D(2, 3, dtype='mixed_bfloat16'))
    projected = Deconvnet(model, 'conv2').project(
        images(), tf.constant([0, 1]), tf.constant([(0, 0), (1, 1)]))
    assert projected.dtype == tf.float32 and np.abs(projected).max() > 0


def test_only_convolutions_are_projected():
    with pytest.raises(UserError, match='expected one of conv1, conv2, conv3; received dense1'):
        Deconvnet(two_towers(), 'dense1')


def local():
    return LocallyConnected(2, 3, lambda place: keras.initializers.Ones(),
                            keras.initializers.Zeros())


@pytest.mark.parametrize('inner, message', [
    (lambda: keras.layers.AveragePooling2D(2), 'average pooling cannot be unpooled'),
    (local, 'cannot be projected to the pixels')])
def test_what_has_no_way_down_is_found_in_towers_too(inner, message):
    """In those below the layer, and in those that it is in."""
    def stack(*above):
        return [keras.layers.Conv2D(2, 3, padding='same'), inner(), *above]

    inside = convnet(Towers([stack(keras.layers.Conv2D(2, 3)) for _ in range(2)]))
    below = convnet(Towers([stack(), stack()]), keras.layers.Conv2D(2, 3))
    for model in (inside, below):
        last = features.convolutions(model)[-1]
        with pytest.raises(UserError, match=message):
            Deconvnet(model, last)
    Deconvnet(inside, 'conv1')
