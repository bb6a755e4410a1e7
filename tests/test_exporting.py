"""Nets with convolutions as files that other programs load: crop, mean, LRN, towers."""

import json
import os
import zipfile

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import convnet_config
from tf_labs.data import sources
from tf_labs.data.preparation import Preparation
from tf_labs.experiments import exporting
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.nn import layers
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers
from tf_labs.training import folder
from tf_labs.training.run_directory import RunDirectory


@pytest.mark.slow
def test_all_that_is_done_to_images_is_in_the_files(tmp_path):
    """An odd margin, a mean, normalization and dropout, in parts of Keras."""
    supervised.run(convnet_config(
        '--config.data.crop=5', '--config.data.random_crop=True', '--config.model.lrn=True',
        '--config.model.hidden_sizes=12', '--config.model.dropout_rate=0.5',
        '--config.train.steps=4', '--config.train.keep=1', '--config.train.keep_at_epochs=()'),
        str(tmp_path / 'run'))
    directory = RunDirectory(tmp_path / 'run')
    lines = list(exporting.export(directory, None, tmp_path / 'out'))
    assert lines[-1] == 'input: pixels 0 to 16, [batch, 8, 8, 1]; output: logits'
    pixels = sources.load('digits', ('test',), None)['test'].images[:40]
    expected = TrainedRun(directory, None).logits(tf.constant(pixels)).numpy()
    served = tf.saved_model.load(str(tmp_path / 'out' / 'saved_model'))
    np.testing.assert_allclose(served.serve(pixels.astype(np.float32)), expected, atol=1e-5)
    with zipfile.ZipFile(tmp_path / 'out' / 'model.keras') as file:
        assert 'tf_labs' not in file.read('config.json').decode()
    loaded = keras.models.load_model(tmp_path / 'out' / 'model.keras')
    np.testing.assert_allclose(loaded(pixels.astype(np.float32)), expected, atol=1e-5)
    assert np.ptp(expected, axis=0).min() > 1e-3  # they do differ from image to image


DEAD = 2**22 + 1  # no process has a number as high


def left_over(output):
    """Makes what a killed export leaves beside its output."""
    directory = output.with_name(f'{output.name}.{DEAD}.new')
    directory.mkdir()
    (directory / 'model.keras').write_bytes(b'half')
    return directory


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path):
    export, page = left_over(tmp_path / 'out'), tmp_path / f'page.html.{DEAD}.new'
    page.write_text('half')
    others = [tmp_path / f'out.{os.getppid()}.new', tmp_path / f'others.{DEAD}.new',
              tmp_path / f'out.{DEAD}.new.txt']
    for other in others:
        other.write_text('of somebody else')
    folder.remove_unfinished(tmp_path / 'out')
    assert not export.exists() and page.exists()
    folder.write(tmp_path / 'page.html', b'whole')
    assert not page.exists() and all(other.exists() for other in others)


def test_the_test_of_what_is_left_can_fail(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, 'remove_unfinished', lambda path: None)
    export = left_over(tmp_path / 'out')
    folder.write(tmp_path / 'out', b'whole')
    assert export.exists()


@pytest.mark.slow
@pytest.mark.parametrize('dtype', ['float32', 'mixed_bfloat16'])
def test_towers_and_a_large_mean(dtype, tmp_path):
    """The mean is in the weights: as text it would be most of the file."""
    def tower(seed):
        return [keras.layers.Conv2D(3, 3, strides=4, dtype=dtype, bias_initializer='ones',
                                    kernel_initializer=keras.initializers.GlorotNormal(seed)),
                layers.relu(dtype), LocalResponseNorm(), layers.max_pool(3, dtype)]

    rng = np.random.default_rng(0)
    stack = [Towers([tower(1), tower(2)], dtype=dtype), layers.flatten(dtype),
             layers.dropout(0.5, 3, dtype), keras.layers.Dense(7, dtype='float32')]
    model = keras.Sequential([keras.Input((61, 61, 3)), *stack])
    preparation = Preparation(
        crop=61, mean=rng.uniform(80, 150, (128, 128, 3)).astype(np.float32))
    images = rng.integers(0, 256, (3, 128, 128, 3)).astype(np.uint8)
    expected = model(preparation.evaluation(tf.constant(images)) / 64, training=False).numpy()
    exporting.plain(stack, preparation, 1 / 64, (128, 128, 3)).save(tmp_path / 'model.keras')
    with zipfile.ZipFile(tmp_path / 'model.keras') as file:
        config = file.read('config.json').decode()
    assert len(config) < 40_000 and 'tf_labs' not in config and json.loads(config)
    found = keras.models.load_model(tmp_path / 'model.keras')(images.astype(np.float32))
    np.testing.assert_allclose(found, expected, atol=1e-5 if dtype == 'float32' else 0.05)
