"""Towers against one net of block-diagonal kernels; their placement on devices."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import python
from tf_labs.nn import activations
from tf_labs.nn import layers
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

SHAPE = (6, 6, 3)


def convolution(seed: int, filters: int = 4) -> keras.layers.Layer:
    return layers.convolution(filters, 3, keras.initializers.HeNormal(seed),
                              keras.initializers.RandomNormal(seed=seed + 100))


def tower(seed: int) -> list[keras.layers.Layer]:
    return [convolution(seed), layers.relu(), LocalResponseNorm(), layers.max_pool(3),
            convolution(seed + 10, 2)]


@pytest.fixture
def net() -> keras.Model:
    return keras.Sequential([keras.Input(SHAPE), Towers([tower(1), tower(2)])])


@pytest.fixture
def images() -> tf.Tensor:
    return tf.constant(np.random.default_rng(0).normal(size=(2, *SHAPE)), tf.float32)


def test_each_tower_sees_everything_and_the_outputs_stand_side_by_side(net, images):
    stacks = net.layers[0].stacks
    wanted = []
    for stack in stacks:
        hidden = images
        for layer in stack:
            hidden = layer(hidden)
        wanted.append(hidden)
    assert net.output_shape == (None, 3, 3, 4)
    np.testing.assert_array_equal(net(images), tf.concat(wanted, axis=-1))
    assert not np.allclose(*wanted)


def test_second_convolution_is_a_grouped_one(images):
    """As one convolution whose kernel is 0 between the groups: values and gradients."""
    net = keras.Sequential([keras.Input(SHAPE), Towers(
        [[convolution(seed), layers.relu(), convolution(seed + 10, 2)] for seed in (1, 2)])])
    weights = [variable.numpy() for variable in net.trainable_variables]
    first, first_bias, second, second_bias = (
        [weights[place], weights[place + 4]] for place in range(4))
    kernel = np.zeros((3, 3, 8, 4), np.float32)
    kernel[:, :, :4, :2], kernel[:, :, 4:, 2:] = second

    def whole(x, kernel):
        hidden = tf.nn.relu(tf.nn.conv2d(x, np.concatenate(first, -1), 1, 'SAME')
                            + np.concatenate(first_bias))
        return tf.nn.conv2d(hidden, kernel, 1, 'SAME') + np.concatenate(second_bias)

    kernel = tf.Variable(kernel)
    with tf.GradientTape() as tape, tf.GradientTape() as other_tape:
        tape.watch(images)
        other_tape.watch(images)
        found, wanted = net(images) ** 2, whole(images, kernel) ** 2
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)
    of_net = tape.gradient(found, [images, *net.trainable_variables])
    of_images, of_kernel = other_tape.gradient(wanted, [images, kernel])
    np.testing.assert_allclose(of_net[0], of_images, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(of_net[3], of_kernel[:, :, :4, :2], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(of_net[7], of_kernel[:, :, 4:, 2:], rtol=1e-4, atol=1e-4)


def test_training_flag_reaches_the_layers():
    net = keras.Sequential([keras.Input((50,)), Towers(
        [[layers.dropout(0.5, seed)] for seed in (1, 2)])])
    ones = tf.ones([4, 50])
    np.testing.assert_array_equal(net(ones), np.ones((4, 100)))
    for one in (net, tf.function(net)):
        masked = one(ones, training=True).numpy()
        assert 0.2 < (masked == 0).mean() < 0.8
        assert not np.array_equal(masked[:, :50], masked[:, 50:])


@pytest.mark.slow
def test_compiled_it_is_the_same(net, images):
    for way in (None, True):
        np.testing.assert_allclose(tf.function(net, jit_compile=way)(images), net(images),
                                   rtol=1e-5, atol=1e-6)


def test_checkpoint_by_position(net, images, tmp_path):
    other = keras.Sequential([keras.Input(SHAPE), Towers([tower(5), tower(6)])])
    assert len(net.variables) == 8
    assert not np.allclose(net(images), other(images))
    path, target = (tf.train.Checkpoint(net={
        str(index): variable.value for index, variable in enumerate(one.variables)})
        for one in (net, other))
    target.read(path.write(str(tmp_path / 'towers'))).assert_consumed()
    np.testing.assert_array_equal(net(images), other(images))


def test_mixed_precision(images):
    stacks = [[layers.convolution(2, 3, keras.initializers.HeNormal(seed),
                                  keras.initializers.Zeros(), 'mixed_bfloat16')]
              for seed in (1, 2)]
    net = keras.Sequential([keras.Input(SHAPE), Towers(stacks, dtype='mixed_bfloat16')])
    assert net(images).dtype == tf.bfloat16
    assert {variable.dtype for variable in net.variables} == {'float32'}


def test_saved_in_parts_of_keras_it_is_the_same(images, tmp_path):
    net = keras.Sequential([keras.Input(SHAPE), Towers(
        [[*tower(seed), layers.dropout(0.5, seed)] for seed in (1, 2)])])
    inputs = keras.Input(SHAPE)
    plain = keras.Model(inputs, activations.of_keras(net.layers[0])(inputs))
    plain.save(tmp_path / 'towers.keras')
    loaded = keras.models.load_model(tmp_path / 'towers.keras')
    np.testing.assert_allclose(loaded(images), net(images), rtol=1e-5, atol=1e-6)
    assert not any('tf_labs' in type(one).__module__ for one in loaded.layers)


PLACED = '''
import json, sys
from tf_labs import runtime
runtime.start('2')
import keras, numpy as np, tensorflow as tf
from tf_labs.models import alexnet
def net(devices):
    return keras.Sequential([keras.Input(alexnet.IMAGE_SHAPE), *alexnet.pieces(
        3, seed=1, filters=(4, 4, 4, 4, 4), hidden_sizes=(6,), dropout_rate=0.0,
        init_stddev=0.1, devices=devices)])
plain, placed = net(None), net(('CPU:0', 'CPU:1'))
images = tf.random.stateless_uniform([2, *alexnet.IMAGE_SHAPE], [1, 2])
def step(model):
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        loss = tf.reduce_sum(logits ** 2)
    return [logits, *tape.gradient(loss, model.trainable_variables)]
graphs = [tf.function(lambda model=model: step(model)) for model in (plain, placed)]
results = [[one.numpy() for one in way()] for way in (*graphs, lambda: step(placed))]
traced = graphs[1].get_concrete_function().graph.get_operations()
used = {}
for one in traced:
    if one.type == 'Conv2D':
        used[one.device[-5:]] = used.get(one.device[-5:], 0) + 1
print(json.dumps({
    'variables': [[variable.value.device[-5:] for layer in stack for variable in layer.variables]
                  for at in (0, 1) for stack in placed.layers[at].stacks],
    'operations': used,
    'gaps': [max(float(abs(a - b).max()) for a, b in zip(results[0], other))
             for other in results[1:]],
    'size': [float(abs(one).max()) for one in results[0]]}))
'''


@pytest.mark.slow
def test_placed_towers_compute_the_same_each_on_its_own_device():
    """Two logical CPUs; variables, forward and gradients."""
    done = python('-c', PLACED)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found['variables'] == [
        [device] * count for count in (4, 6) for device in ('CPU:0', 'CPU:1')]
    assert found['operations'] == {'CPU:0': 5, 'CPU:1': 5}
    assert max(found['gaps']) < 1e-5 and min(found['size']) > 1e-4
