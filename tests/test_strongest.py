"""The strongest activations against a sort of all of them; what of the pictures is cut out."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from tests import photo_set
from tests.nets import convnet
from tests.nets import scaled
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.errors import UserError
from tf_labs.labs.deconvnet import strongest
from tf_labs.models import features
from tf_labs.nn import layers

GENERATOR = np.random.default_rng(5)
COUNT = 2 * strongest.BATCH + 9  # more than two batches, the last one short


def net() -> keras.Model:
    return convnet(keras.layers.Conv2D(3, 5, padding='same'), layers.relu(),
                   keras.layers.MaxPooling2D(2), keras.layers.Conv2D(4, 3, padding='same'),
                   layers.relu(), layers.flatten(), keras.layers.Dense(2), shape=(9, 10, 1))


@pytest.fixture(scope='module')
def examples() -> Examples:
    return Examples(GENERATOR.integers(0, 256, (COUNT, 9, 10, 1), dtype=np.uint8),
                    GENERATOR.integers(0, 7, COUNT))


def test_every_map_has_its_strongest_examples_with_label_and_place(examples):
    model = net()
    found, labels = strongest.find(model, scaled, examples, ['conv2', 'conv1'])
    np.testing.assert_array_equal(labels, examples.labels)
    assert list(found) == ['conv2', 'conv1']
    for name, one in found.items():
        maps = features.features(model, scaled(examples.images), name).numpy()  # [N, h, w, M]
        assert one.activations.shape == (maps.shape[-1], 9)
        for number in range(maps.shape[-1]):
            values = maps[..., number].reshape(COUNT, -1)
            order = np.argsort(-values.max(axis=1), kind='stable')[:9]
            np.testing.assert_allclose(one.activations[number], values.max(axis=1)[order],
                                       rtol=1e-5)
            np.testing.assert_array_equal(one.examples[number], order)
            np.testing.assert_array_equal(one.labels[number], examples.labels[order])
            places = np.unravel_index(values[order].argmax(axis=1), maps.shape[1:3])
            np.testing.assert_array_equal((one.rows[number], one.columns[number]), places)


def test_a_split_may_have_fewer_examples(examples):
    found, _ = strongest.find(net(), scaled, examples.first(4), ['conv1'])
    assert sorted(found['conv1'].examples[0]) == [0, 1, 2, 3]


def test_maps_are_picked_in_the_order_asked_for(examples):
    found, _ = strongest.find(net(), scaled, examples.first(20), ['conv2'])
    picked = found['conv2'].select_maps([3, 1])
    np.testing.assert_array_equal(picked.examples, found['conv2'].examples[[3, 1]])


def test_a_stream_gives_what_the_same_examples_in_memory_give(tmp_path):
    photo_set.write(tmp_path, test=12)
    stream = sources.load('imagenette', ('test',), str(tmp_path), side=32)['test']
    in_memory = stream.take(np.arange(12))
    model = convnet(keras.layers.Conv2D(2, 5, strides=3), shape=(32, 32, 3))
    both = [strongest.find(model, scaled, one, ['conv1'])[0]['conv1']
            for one in (stream, in_memory)]
    for one, other in zip(*both):
        np.testing.assert_array_equal(one, other)
    pictures = strongest.collect(stream, both[:1])
    for number in both[0].examples.ravel():
        np.testing.assert_array_equal(pictures[number], in_memory.images[number])


def test_views_are_the_kernel_and_the_pixels_under_it(examples):
    """In the interior where the map looks; at the border moved into the picture."""
    model = net()
    trained = SimpleNamespace(model=model, inputs=scaled, pictures=lambda images: images)
    chosen = strongest.Strongest(
        np.ones((2, 2), np.float32), np.array([[7, 3], [200, 3]]), np.zeros((2, 2), int),
        rows=np.array([[4, 0], [8, 6]]), columns=np.array([[2, 0], [9, 7]]))
    images = strongest.collect(examples, [chosen])
    assert sorted(images) == [3, 7, 200]
    views = strongest.views(trained, 'conv1', [2, 0], chosen, images)
    assert views.projections.shape == views.patches.shape == (2, 2, 5, 5, 1)
    for where, top, left in (((0, 0), 2, 0), ((0, 1), 0, 0), ((1, 0), 4, 5), ((1, 1), 4, 5)):
        number = chosen.examples[where]
        np.testing.assert_array_equal(
            views.patches[where], examples.images[number, top:top + 5, left:left + 5])
    value = features.features(model, scaled(examples.images[7:8]), 'conv1')[0, 4, 2, 2]
    np.testing.assert_allclose(views.projections[0, 0], value * model.layers[0].kernel[..., 2],
                               rtol=1e-5)


def test_views_are_no_larger_than_the_picture(examples):
    model = net()
    trained = SimpleNamespace(model=model, inputs=scaled, pictures=lambda images: images)
    found, _ = strongest.find(model, scaled, examples.first(20), ['conv2'])
    images = strongest.collect(examples, found.values())
    views = strongest.views(trained, 'conv2', range(4), found['conv2'], images)
    assert features.receptive_field(model, 'conv2').size == 10  # of 9 rows and 10 columns
    assert views.patches.shape == (4, 9, 9, 10, 1)
    np.testing.assert_array_equal(views.patches[1, 2],
                                  examples.images[found['conv2'].examples[1, 2]])


def test_layers_are_all_convolutions_or_those_named():
    assert strongest.layers(net(), ()) == ['conv1', 'conv2']
    assert strongest.layers(net(), ('conv2',)) == ['conv2']
    with pytest.raises(UserError, match='unknown convolution; expected one of conv1, conv2; rec'):
        strongest.layers(net(), ('conv2', 'dense1'))
