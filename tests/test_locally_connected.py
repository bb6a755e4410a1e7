"""The locally connected layer against loops, against a convolution, and in parts of Keras."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tf_labs.nn import activations
from tf_labs.nn.locally_connected import LocallyConnected

RANDOM = np.random.default_rng(3)


def layer(filters=2, size=3, **settings) -> LocallyConnected:
    return LocallyConnected(
        filters, size, lambda place: keras.initializers.RandomNormal(0.0, 1.0, seed=place),
        keras.initializers.RandomNormal(0.0, 1.0, seed=99), **settings)


def by_loops(one, x, upstream):
    """Returns what comes out and the gradients of sum(upstream * y): of inputs, kernels, biases."""
    kernel, bias = one.kernel.numpy(), one.bias.numpy()
    rows, columns, size, _, _, _ = kernel.shape
    stride = one.strides[0]
    pads = [(0, 0), *one._pads(x.shape), (0, 0)]
    padded = np.pad(x, pads)
    y, of_x = np.zeros((len(x), *bias.shape)), np.zeros_like(padded)
    of_kernel = np.zeros_like(kernel)
    for row in range(rows):
        for column in range(columns):
            place = np.s_[:, row * stride:row * stride + size,
                          column * stride:column * stride + size]
            weights = kernel[row, column]
            y[:, row, column] = np.tensordot(padded[place], weights, 3) + bias[row, column]
            g = upstream[:, row, column]
            of_x[place] += np.tensordot(g, weights, (1, 3))
            of_kernel[row, column] = np.tensordot(padded[place], g, (0, 0))
    (top, _), (left, _) = pads[1:3]
    inside = of_x[:, top:top + x.shape[1], left:left + x.shape[2]]
    return y, inside, of_kernel, upstream.sum(axis=0)


@pytest.mark.parametrize('shape, size, stride, padding', [
    ((1, 5, 7, 3), 3, 1, 'same'), ((3, 6, 4, 1), 3, 2, 'same'), ((2, 5, 7, 2), 3, 2, 'valid'),
    ((2, 4, 5, 2), 2, 1, 'same'), ((1, 3, 3, 2), 5, 1, 'same'), ((2, 3, 4, 2), 1, 1, 'valid')])
def test_values_and_gradients_are_those_of_loops(shape, size, stride, padding):
    x = RANDOM.normal(size=shape).astype(np.float32)
    one = layer(size=size, stride=stride, padding=padding)
    assert one.compute_output_shape(shape) == one(x).shape
    upstream = RANDOM.normal(size=one(x).shape)
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        y = one(inputs)
        total = tf.reduce_sum(tf.cast(upstream, tf.float32) * y)
    found = (y, *tape.gradient(total, [inputs, one.kernel.value, one.bias.value]))
    for values, wanted in zip(found, by_loops(one, x.astype(np.float64), upstream), strict=True):
        np.testing.assert_allclose(values, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('size, stride, padding', [(3, 1, 'same'), (3, 2, 'same'), (4, 3, 'valid')])
def test_with_one_kernel_everywhere_it_is_a_convolution(size, stride, padding):
    x = RANDOM.normal(size=(2, 9, 8, 3)).astype(np.float32)
    shared = keras.layers.Conv2D(4, size, strides=stride, padding=padding)
    wanted, one = shared(x), layer(4, size, stride=stride, padding=padding)
    one.build(x.shape)
    one.kernel.assign(np.broadcast_to(shared.kernel, one.kernel.shape))
    one.bias.assign(np.broadcast_to(shared.bias, one.bias.shape))
    np.testing.assert_allclose(one(x), wanted, rtol=1e-4, atol=1e-5)


def test_each_place_begins_otherwise_and_all_of_them_as_the_initializer_says():
    one = LocallyConnected(20, 3, lambda place: keras.initializers.HeNormal(seed=place),
                           keras.initializers.Zeros())
    one.build((None, 4, 4, 10))
    kernels = one.kernel.numpy()
    assert kernels.shape == (4, 4, 3, 3, 10, 20) and not one.bias.numpy().any()
    assert kernels.std(axis=(2, 3, 4, 5)) == pytest.approx(np.sqrt(2 / 90), rel=0.08)
    flat = kernels.reshape(16, -1)
    assert np.abs(np.corrcoef(flat) - np.eye(16)).max() < 0.1


def test_in_bfloat16_it_computes_in_bfloat16_with_float32_weights():
    x, one = RANDOM.normal(size=(2, 5, 5, 3)).astype(np.float32), layer(dtype='mixed_bfloat16')
    y = one(x)
    assert (y.dtype, one.kernel.dtype, one.bias.dtype) == (tf.bfloat16, 'float32', 'float32')
    wanted = by_loops(one, x, np.zeros(y.shape))[0]
    np.testing.assert_allclose(tf.cast(y, tf.float32), wanted, atol=0.3)


@pytest.mark.parametrize('stride, padding', [(1, 'same'), (2, 'same'), (2, 'valid')])
def test_saved_in_parts_of_keras_it_is_the_same(tmp_path, stride, padding):
    x, one = RANDOM.normal(size=(3, 5, 4, 2)).astype(np.float32), layer(
        stride=stride, padding=padding)
    wanted, inputs = one(x), keras.Input(x.shape[1:])
    keras.Model(inputs, activations.of_keras(one)(inputs)).save(tmp_path / 'local.keras')
    loaded = keras.models.load_model(tmp_path / 'local.keras')
    np.testing.assert_allclose(loaded(x), wanted, rtol=1e-4, atol=1e-5)
    assert not any('tf_labs' in type(part).__module__ for part in loaded.layers)
