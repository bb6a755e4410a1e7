"""Transformed pictures against NumPy, distances by hand, and a verdict that can be wrong."""

import tracemalloc
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.labs.invariance import lab
from tf_labs.labs.invariance import responses
from tf_labs.labs.invariance.transformations import IDENTITY
from tf_labs.labs.invariance.transformations import ROTATION
from tf_labs.labs.invariance.transformations import SCALE
from tf_labs.labs.invariance.transformations import transformed
from tf_labs.labs.invariance.transformations import TRANSLATION
from tf_labs.models import cifar_net

RANDOM = np.random.default_rng(0)
LAYERS = ('conv1', 'conv4')


def pictures(count: int = 5) -> np.ndarray:
    return RANDOM.integers(0, 256, (count, 8, 8, 1), dtype=np.uint8)


@pytest.mark.parametrize('kind', IDENTITY)
def test_identity_changes_nothing(kind):
    images = pictures()
    np.testing.assert_array_equal(transformed(images, kind, IDENTITY[kind]), images)


@pytest.mark.parametrize('shape', [(2, 8, 8, 3), (2, 7, 7, 1)])
def test_quarter_turns_are_those_of_numpy(shape):
    images = RANDOM.integers(0, 256, shape, dtype=np.uint8)
    for turns in (1, 2, 3):
        np.testing.assert_array_equal(transformed(images, ROTATION, 90.0 * turns),
                                      np.rot90(images, turns, axes=(1, 2)))


def test_translation_moves_rows_down_and_repeats_the_edge():
    images = pictures()
    found = transformed(images, TRANSLATION, 3)
    np.testing.assert_array_equal(found[:, 3:], images[:, :-3])
    np.testing.assert_array_equal(found[:, :3], np.repeat(images[:, :1], 3, axis=1))
    half = transformed(images, TRANSLATION, 0.5)[:, 1:].astype(float)
    assert np.abs(half - (images[:, 1:].astype(float) + images[:, :-1]) / 2).max() <= 0.5


def test_scale_magnifies_the_middle():
    image = np.zeros((1, 9, 9, 1), np.uint8)
    image[0, 3:6, 3:6] = 200
    assert (transformed(image, SCALE, 2.0) > 100).sum() == pytest.approx(4 * 9, abs=14)
    assert (transformed(image, SCALE, 0.5) > 100).sum() == 1


@pytest.fixture(scope='module')
def trained():
    model = keras.Sequential([keras.Input((8, 8, 1)), *cifar_net.pieces(
        3, seed=1, filters=(4, 4, 4, 4))])
    return SimpleNamespace(model=model, step=0, inputs=lambda images: images.astype('f') / 64)


def observer(trained, images, count=4):
    return responses.Observer(trained, LAYERS, images, np.arange(len(images)) % 3, count)


def test_distances_and_probabilities_are_those_of_a_loop(trained):
    images = pictures()
    found = observer(trained, images).responses(TRANSLATION, (2, 0, -1))
    assert found.values.tolist() == [-1, 0, 2]
    moved = transformed(images, TRANSLATION, 2)
    for layer, end in zip(LAYERS, (2, 10)):
        def features(of):
            values = trained.inputs(of)
            for one in trained.model.layers[:end]:
                values = one(values)
            return np.reshape(values, (len(of), -1))
        still = features(images)
        unit = np.mean([np.linalg.norm(still[a] - still[(a - 1) % 4]) for a in range(4)])
        np.testing.assert_allclose(found.distances[layer][2], np.linalg.norm(
            features(moved) - still, axis=1) / unit, rtol=1e-4)
        assert (found.distances[layer][1] == 0).all()
    chances = keras.ops.softmax(trained.model(trained.inputs(moved))).numpy()
    np.testing.assert_allclose(found.probability[2], chances[np.arange(5), np.arange(5) % 3],
                               rtol=1e-4)
    np.testing.assert_array_equal(found.right[2], chances.argmax(axis=1) == np.arange(5) % 3)


def test_memory_does_not_grow_with_the_values(trained, monkeypatch):
    """Of a large net the features of one value are a gigabyte: they are not kept."""
    images, width = pictures(8), 100_000
    seen = observer(trained, images)
    still = {layer: np.zeros((8, width), np.float32) for layer in LAYERS}
    monkeypatch.setattr(seen, '_still', {**seen._still, **still})
    monkeypatch.setattr(seen, '_answers', lambda _: {
        **seen._still, **{layer: np.ones((8, width), np.float32) for layer in LAYERS}})
    peaks = []
    for values in ((1, 2), range(1, 13)):
        tracemalloc.start()
        seen.responses(TRANSLATION, tuple(values))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_pictures_that_are_alike_have_no_distance(trained):
    with pytest.raises(RunFailedError, match='conv1 answers different pictures alike'):
        observer(trained, np.repeat(pictures(1), 5, axis=0))


def test_verdict_turns_with_the_layers():
    """Of the smallest step that moves, whatever the larger ones do."""
    values = np.array([-2.0, 0.0, 1.0])
    near, far = RANDOM.normal([[9], [0], [0.5]], 0.1, (3, 30)), RANDOM.normal(
        [[1], [0], [0.9]], 0.1, (3, 30))
    for first, last, words in ((far, near, lab.LESS), (near, far, lab.MORE),
                               (far, far, lab.NOT_SHOWN)):
        found = lab.judge(TRANSLATION, values, {'a': first, 'b': last}, ('a', 'b'))
        assert (found.value, found.words) == (1.0, words)
    same = lab.judge(TRANSLATION, values, {'a': far, 'b': far[:, ::-1]}, ('a', 'b'))
    assert same.words == lab.NOT_SHOWN


def test_smallest_step_of_a_scale_is_a_ratio():
    assert lab.smallest(SCALE, np.array([0.8, 1.0, 1.22])) == 2
    assert lab.smallest(SCALE, np.array([0.85, 1.0, 1.22])) == 0


@pytest.mark.parametrize('override, words', [
    ('translations=(0,)', 'at least one of them other than 0'), ('scales=(0.5,-1)', 'above 0'),
    ('scales=(1.0,)', 'other than 1'), ('rotations=()', 'other than 0'),
    ('examples=1', 'at least 2'), ('images=()', 'one whole number'), ('split=all', 'train, test')])
def test_values_out_of_range_are_one_line(override, words):
    with pytest.raises(UserError, match=words):
        validate(lab_config('invariance', f'--config.invariance.{override}'), data_sets.describe)


@pytest.mark.slow
def test_lab_tells_every_transformation(trained_convnet, tmp_path):
    small = ['--config.invariance.translations=0,1,2', '--config.invariance.scales=0.8,1.0,1.25',
             '--config.invariance.rotations=0,90', '--config.invariance.images=7,3',
             '--config.invariance.examples=20', f'--config.net.workdir={trained_convnet}']
    found = written(lab.compute, lab_config('invariance', *small), tmp_path / 'run')
    assert (found.values['first_layer'], found.values['last_layer']) == ('conv1', 'conv4')
    assert len(found.tables['invariance']) == 8 and len(found.tables['verdicts']) == 3
    assert 0 < found.values['probability'] <= 1
    for wrong, words in (('last_layer=conv1', 'compares two layers'),
                         ('last_layer=conv9', 'expected one of conv1'),
                         ('images=400', '0 to 359'), ('examples=400', 'at most 360')):
        with pytest.raises(UserError, match=words):
            lab.compute(lab_config('invariance', *small, f'--config.invariance.{wrong}'))


def test_distances_are_those_of_all_rows_at_once():
    """To the last bit, also of half precision; in blocks they take no more memory than these."""
    first, second = RANDOM.normal(size=(2, 37, 1000)).astype(np.float32)
    for kind in (np.float32, np.float16):
        a, b = first.astype(kind), second.astype(kind)
        whole = np.linalg.norm(a.astype(np.float64) - b.astype(np.float64), axis=1)
        np.testing.assert_array_equal(responses.distances(a, b), whole)
    rolled = np.linalg.norm(first.astype(float) - np.roll(first.astype(float), 1, axis=0), axis=1)
    assert responses._between(first) == rolled.mean()
