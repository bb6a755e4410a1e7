"""AlexNet, ZFNet and cifar_net: counts, shapes, how they begin, and what their options change."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.config.nets import optional_layers
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.deconvnet import network
from tf_labs.models import alexnet
from tf_labs.models import cifar_net
from tf_labs.models import features
from tf_labs.models import zfnet
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

TINY = {'filters': (4, 4, 4, 4, 4), 'hidden_sizes': (6, 5)}
SMALL_FILTERS = (8, 8, 8, 8)


def built(module, classes=10, **settings) -> keras.Model:
    return keras.Sequential([keras.Input(module.IMAGE_SHAPE), *module.pieces(
        classes, **{'seed': 1, **settings})])


def small(shape=(24, 24, 3), **settings) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *cifar_net.pieces(
        10, **{'seed': 1, 'filters': SMALL_FILTERS, **settings})])


def flat(layers) -> list:
    """Every layer, of towers those of the first and then those of the second."""
    return [inner for layer in layers for inner in (
        flat([one for stack in layer.stacks for one in stack])
        if isinstance(layer, Towers) else [layer])]


def kinds(model) -> list[str]:
    return [type(layer).__name__ for layer in flat(model.layers)]


def with_kernel(model) -> list:
    return [layer for layer in flat(model.layers) if hasattr(layer, 'kernel')]


@pytest.mark.parametrize('pool_size', [2, 3])
def test_maps_of_alexnet_in_one_tower(pool_size):
    net = built(alexnet, towers=1, pool_size=pool_size, **TINY)
    found = [layer.output.shape[1:] for layer in net.layers
             if isinstance(layer, (keras.layers.Conv2D, keras.layers.MaxPooling2D))]
    assert [(height, height) for height, _, _ in found] == [(n, width) for n, width, _ in found]
    assert [height for height, _, _ in found] == [55, 27, 27, 13, 13, 13, 13, 6]


@pytest.mark.parametrize('pool_size', [2, 3])
def test_maps_of_zfnet(pool_size):
    net = built(zfnet, pool_size=pool_size, **TINY)
    found = [layer.output.shape[1] for layer in net.layers
             if isinstance(layer, (keras.layers.Conv2D, keras.layers.MaxPooling2D))]
    assert found == [110, 55, 26, 13, 13, 13, 13, 6]


@pytest.mark.parametrize('pool_size', [2, 3])
def test_maps_of_alexnet_in_two_towers(pool_size):
    net = built(alexnet, pool_size=pool_size, **TINY)
    assert [layer.output.shape[1:] for layer in net.layers[:2]] == [(13, 13, 4), (6, 6, 4)]
    shapes, found = [net.input_shape] * 2, []
    for stage in net.layers[:2]:
        for beside in zip(*stage.stacks, strict=True):
            shapes = [layer.compute_output_shape(one) for layer, one in zip(beside, shapes)]
            assert shapes[0] == shapes[1]
            if isinstance(beside[0], keras.layers.Conv2D):
                found.append((shapes[0][1], beside[0].kernel.shape[2]))
        shapes = [(*shapes[0][:-1], 4)] * 2
    assert found == [(55, 3), (27, 2), (13, 4), (13, 2), (13, 2)]  # the third sees both


@pytest.mark.slow
def test_two_towers_are_one_net_whose_kernels_are_zero_between_them():
    """conv 2, 4 and 5 as block-diagonal kernels; response norm would cross the border."""
    settings = {**TINY, 'lrn': False, 'init_stddev': 0.5}
    two, one = built(alexnet, **settings), built(alexnet, towers=1, **settings)
    lower, upper = (layer.stacks for layer in two.layers[:2])
    beside = [pair for stacks in (lower, upper) for pair in zip(*stacks) if hasattr(
        pair[0], 'kernel')]
    for place, (target, (a, b)) in enumerate(zip(with_kernel(one), beside)):
        kernel = np.zeros(target.kernel.shape, np.float32)
        if place in (0, 2):
            kernel[..., :2], kernel[..., 2:] = a.kernel, b.kernel
        else:
            kernel[:, :, :2, :2], kernel[:, :, 2:, 2:] = a.kernel, b.kernel
        target.kernel.assign(kernel)
        target.bias.assign(np.concatenate([a.bias, b.bias]))
    for target, source in zip(with_kernel(one)[5:], with_kernel(two)[10:], strict=True):
        target.kernel.assign(source.kernel)
        target.bias.assign(source.bias)
    images = tf.random.stateless_normal([2, *alexnet.IMAGE_SHAPE], [1, 2])
    found, wanted = two(images), one(images)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-3)
    assert np.ptp(wanted.numpy(), axis=0).max() > 1  # the images matter


def test_alexnet_begins_as_in_the_paper():
    net = built(alexnet, filters=(24, 64, 96, 96, 64), hidden_sizes=(50, 50))
    by_depth = [with_kernel(net)[places] for places in (
        slice(0, 4, 2), slice(1, 4, 2), slice(4, 10, 3), slice(5, 10, 3), slice(6, 10, 3),
        slice(10, 11), slice(11, 12), slice(12, 13))]
    assert [{float(x) for layer in layers for x in layer.bias.numpy()}
            for layers in by_depth] == [{0}, {1}, {0}, {1}, {1}, {1}, {1}, {0}]
    for layers in by_depth[:6]:
        values = np.concatenate([layer.kernel.numpy().ravel() for layer in layers])
        assert values.std() == pytest.approx(0.01, rel=0.05) and abs(values.mean()) < 1e-3
        if len(layers) == 2:
            assert abs(np.corrcoef(*(layer.kernel.numpy().ravel() for layer in layers))[0, 1]) < 0.1


def test_biases_of_zfnet_begin_at_zero():
    assert all(not layer.bias.numpy().any() for layer in with_kernel(built(zfnet, **TINY)))


@pytest.mark.parametrize('module', [alexnet, zfnet])
def test_what_follows_what(module):
    net = built(module, **TINY, **({'towers': 1} if module is alexnet else {}))
    convolutions = ['Conv2D', 'ReLU']
    pooled = ['LocalResponseNorm', 'MaxPooling2D']
    if module is zfnet:
        pooled.reverse()
    assert kinds(net) == [
        *(['ZeroPadding2D'] if module is zfnet else []), *convolutions, *pooled, *convolutions,
        *pooled, *convolutions * 3, 'MaxPooling2D', 'Flatten', *['Dense', 'ReLU', 'Dropout'] * 2,
        'Dense']
    assert {layer.rate for layer in flat(net.layers) if isinstance(layer, keras.layers.Dropout)
            } == {0.5}


@pytest.mark.slow
@pytest.mark.parametrize('module', [alexnet, zfnet])
def test_options_leave_layers_out(module):
    net = built(module, lrn=False, dropout_rate=0.0, activation='tanh', **TINY)
    assert not {'LocalResponseNorm', 'Dropout', 'ReLU'} & set(kinds(net))
    assert kinds(net).count('Activation') == len(with_kernel(net)) - 1
    assert len(built(module, **{**TINY, 'hidden_sizes': ()}).layers) < len(net.layers)


@pytest.mark.slow
@pytest.mark.parametrize('make', [lambda **more: built(alexnet, **TINY, **more),
                                  lambda **more: built(zfnet, **TINY, **more), small])
def test_seeds_and_precision(make):
    first, same, other = (make(seed=seed, dtype='mixed_bfloat16') for seed in (1, 1, 2))
    for one, two, three in zip(with_kernel(first), with_kernel(same), with_kernel(other)):
        np.testing.assert_array_equal(one.kernel, two.kernel)
        assert not np.array_equal(one.kernel, three.kernel)
    starts = [layer.kernel.numpy().ravel()[:20].tobytes() for layer in with_kernel(first)]
    assert len(set(starts)) == len(starts)
    assert {variable.dtype for variable in first.trainable_variables} == {'float32'}
    assert {layer.compute_dtype for layer in flat(first.layers)[:-1]
            if not isinstance(layer, LocalResponseNorm)} == {'bfloat16'}
    assert first.layers[-1].compute_dtype == 'float32'


def test_zeros_around_the_image_of_zfnet_are_known_to_what_looks_into_it():
    net = built(zfnet, init_stddev=0.1, **TINY)
    assert features.receptive_field(net, 'conv1') == (7, 2, -1)
    images = tf.random.stateless_uniform([1, *zfnet.IMAGE_SHAPE], [1, 2])
    strongest = tf.reduce_max(features.features(net, images, 'conv1')[0, :, :, 0])
    place = tf.where(features.features(net, images, 'conv1')[0, :, :, 0] == strongest)[:1]
    row, column = (2 * place[0] - 1).numpy()
    projection = network.Deconvnet(net, 'conv1').project(
        images, tf.constant([0]), tf.cast(place, tf.int32))[0].numpy()
    assert projection.shape == zfnet.IMAGE_SHAPE
    np.testing.assert_allclose(
        projection[row:row + 7, column:column + 7],
        strongest * with_kernel(net)[0].kernel[:, :, :, 0], rtol=1e-4, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize('shape, maps', [
    ((24, 24, 3), [24, 12, 12, 6, 6, 6]), ((32, 32, 3), [32, 16, 16, 8, 8, 8]),
    ((28, 28, 1), [28, 14, 14, 7, 7, 7]), ((8, 8, 1), [8, 4, 4, 2, 2, 2])])
@pytest.mark.parametrize('pool_size', [2, 3])
def test_maps_of_cifar_net(shape, maps, pool_size):
    net = small(shape, pool_size=pool_size)
    assert [layer.output.shape[1] for layer in net.layers
            if isinstance(layer, (keras.layers.Conv2D, keras.layers.MaxPooling2D))] == maps
    assert net(tf.zeros([2, *shape])).shape == (2, 10)


def test_parameters_of_cifar_net():
    net = keras.Sequential([keras.Input((24, 24, 3)), *cifar_net.pieces(10, seed=1)])
    convolutions = 64 * (25 * 3 + 1) + 64 * (25 * 64 + 1) + 2 * 64 * (9 * 64 + 1)
    assert net.count_params() == convolutions + 10 * (36 * 64 + 1) == 204_234
    assert features.layer_names(net) == ['conv1', 'conv2', 'conv3', 'conv4', 'dense1']


def test_options_of_cifar_net():
    net = small(lrn=True, hidden_sizes=(7, 5), dropout_rate=0.2, first_kernel=7, first_stride=2,
                activation='tanh')
    convolution, dense = ['Conv2D', 'Activation'], ['Dense', 'Activation', 'Dropout']
    pooled = ['LocalResponseNorm', 'MaxPooling2D']
    assert kinds(net) == [*convolution, *pooled, *convolution, *pooled, *convolution * 2,
                          'Flatten', *dense * 2, 'Dense']
    assert net.layers[0].kernel.shape == (7, 7, 3, 8) and net.layers[0].output.shape[1] == 12


PARTS = {
    'conv1': ['Conv2D', 'ReLU', 'LocalResponseNorm'], 'pool1': ['MaxPooling2D'],
    'conv2': ['Conv2D', 'ReLU', 'LocalResponseNorm'], 'pool2': ['MaxPooling2D'],
    'conv3': ['Conv2D', 'ReLU'], 'conv4': ['Conv2D', 'ReLU'], 'flatten': ['Flatten'],
    'dense1': ['Dense', 'ReLU', 'Dropout'], 'dense2': ['Dense', 'ReLU', 'Dropout'],
    'logits': ['Dense']}


@pytest.mark.slow
@pytest.mark.parametrize('without', [[], ['conv1'], ['conv2'], ['conv3', 'conv4'], ['dense1'],
                                     optional_layers((7, 5), ['conv'] * 4)])
def test_layers_left_out(without):
    """With their activation, norm and dropout; the others begin as they would beside them."""
    settings = {'lrn': True, 'hidden_sizes': (7, 5), 'dropout_rate': 0.2}
    whole, less = small(**settings), small(**settings, without=without)
    names = optional_layers((7, 5), ['conv'] * 4)
    assert names == ['conv1', 'conv2', 'conv3', 'conv4', 'dense1', 'dense2']
    assert kinds(less) == [kind for name, parts in PARTS.items() if name not in without
                           for kind in parts]
    stay = [layer for name, layer in zip([*names, 'logits'], with_kernel(whole))
            if name not in without]
    for one, other in zip(stay, with_kernel(less), strict=True):
        if one.kernel.shape == other.kernel.shape:
            np.testing.assert_array_equal(one.kernel, other.kernel)


def test_cifar_net_in_two_towers_sees_across_in_the_third_convolution_alone():
    """As one net whose kernels are 0 between the towers, the first and third without a gap."""
    two, one = small(towers=2), small()
    stacks = [layer.stacks for layer in two.layers[:2]]
    beside = [pair for stage in stacks for pair in zip(*stage) if hasattr(pair[0], 'kernel')]
    for place, (target, (a, b)) in enumerate(zip(with_kernel(one), beside)):
        kernel = np.zeros(target.kernel.shape, np.float32)
        if place in (0, 2):
            kernel[..., :4], kernel[..., 4:] = a.kernel, b.kernel
        else:
            kernel[:, :, :4, :4], kernel[:, :, 4:, 4:] = a.kernel, b.kernel
        target.kernel.assign(kernel)
        target.bias.assign(np.concatenate([a.bias, b.bias]))
    with_kernel(one)[-1].kernel.assign(with_kernel(two)[-1].kernel)
    images = tf.random.stateless_normal([2, 24, 24, 3], [1, 2])
    np.testing.assert_allclose(two(images), one(images), rtol=1e-4, atol=1e-4)
    assert not np.array_equal(beside[0][0].kernel, beside[0][1].kernel)


@pytest.mark.parametrize('net', [
    lambda **more: small(**more),
    lambda **more: built(alexnet, towers=1, **TINY, **more)])
def test_an_added_convolution_leaves_the_start_of_the_others(net):
    plain, more = with_kernel(net()), with_kernel(net(added_filters=(4,)))
    place = sum(isinstance(layer, keras.layers.Conv2D) for layer in plain)
    assert more[place].kernel.shape == (3, 3, plain[place - 1].kernel.shape[-1], 4)
    for before, after in zip(plain, more[:place] + more[place + 1:], strict=True):
        if before.kernel.shape == after.kernel.shape:  # not the one that sees the added maps
            np.testing.assert_array_equal(before.kernel, after.kernel)


@pytest.mark.parametrize('overrides, words', [
    (['model.towers=2', 'model.filters=3,4,4,4'], 'cannot be shared by two towers; expected even'),
    (['model.towers=2', "model.without=('conv3',)"], 'is for nets of one tower'),
    (['model.added_filters=(0,)'], 'whole numbers of at least 1'),
    (['model.name=zfnet', 'model.hidden_sizes=(8,8)', 'data.crop=None', 'data.random_crop=False',
      'model.added_filters=(4,)'], 'added_filters'),
    (['model.second_kernel=0'], 'at least 1')])
def test_towers_and_added_convolutions_that_cannot_be(overrides, words):
    with pytest.raises(UserError, match=words):
        validate(lab_config('cifar10', *(f'--config.{one}' for one in overrides)),
                 data_sets.describe)
