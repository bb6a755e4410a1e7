"""What is in the TensorBoard files, and that the real TensorBoard shows it."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
import tensorflow as tf

from tests.conftest import digits_config
from tests.conftest import rows
from tests.conftest import STATEFUL
from tf_labs.experiments import supervised
from tf_labs.training import diagnostics_log
from tf_labs.training import kernel_images
from tf_labs.training.run_directory import RunDirectory

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    """Two runs side by side, as in checkpoints/."""
    root = tmp_path_factory.mktemp('checkpoints')
    supervised.run(digits_config(
        *STATEFUL, '--config.model.activation=sigmoid', '--config.train.diagnostics',
        '--config.data.train_examples=320', '--config.train.checkpoint_every_steps=10'),
                   str(root / 'sigmoid'))
    shutil.copytree(root / 'sigmoid', root / 'relu')
    return root


@pytest.fixture(scope='module')
def events(root):
    accumulator = EventAccumulator(str(root / 'sigmoid' / 'tensorboard'))
    accumulator.Reload()
    return accumulator


def tensors(events, tag):
    return {event.step: tf.make_ndarray(event.tensor_proto) for event in events.Tensors(tag)}


def scalars(events, tag):
    return {event.step: event.value for event in events.Scalars(tag)}


def test_scalars_are_those_of_the_logs(root, events):
    for name in ('train_loss', 'test_accuracy'):
        assert scalars(events, name) == pytest.approx(
            {row['step']: row[name] for row in rows(root / 'sigmoid')})
    stored, _ = diagnostics_log.read(RunDirectory(root / 'sigmoid'))
    assert scalars(events, 'gradient_norm/layer_2') == pytest.approx(
        {row['step']: row['layers'][1]['gradient_norm'] for row in stored})
    assert set(scalars(events, 'update_norm/layer_1')) == {row['step'] for row in stored[1:]}
    assert 'saturated/layer_1' in events.Tags()['scalars']
    assert 'saturated/layer_3' not in events.Tags()['scalars']  # logits have no ends


def test_histograms_are_those_of_the_log(root, events):
    stored, _ = diagnostics_log.read(RunDirectory(root / 'sigmoid'))
    for name in ('activations', 'weights', 'gradients'):
        found = tensors(events, f'{name}/layer_1')
        for row in stored:
            low, high, counts = row['layers'][0]['histograms'][name]
            buckets = found[row['step']]
            assert buckets.shape == (32, 3) and buckets[:, 2].tolist() == counts
            assert buckets[0, 0] == pytest.approx(low) and buckets[-1, 1] == pytest.approx(high)


def test_images_are_the_first_kernels(root, events):
    stored, _ = diagnostics_log.read(RunDirectory(root / 'sigmoid'))
    found = tensors(events, 'first_layer')
    assert sorted(found) == [0, 10, 20, 30]
    width, height, png = found[30]
    picture = tf.io.decode_png(png).numpy() / 255
    expected = kernel_images.sheet(kernel_images.decode(stored[-1]['kernels']))
    assert (int(height), int(width)) == expected.shape[:2]
    assert picture == pytest.approx(expected, abs=0.003)


def test_tensorboard_shows_runs_side_by_side(root):
    with subprocess.Popen(
            [sys.executable, '-m', 'tensorboard.main', f'--logdir={root}', '--port=0',
             '--host=127.0.0.1', '--load_fast=false'], stderr=subprocess.PIPE, text=True) as board:
        try:
            address = next(match[0] for line in board.stderr
                           if (match := re.search(r'http://127\.0\.0\.1:\d+', line)))
            assert set(_answer(address, 'data/runs')) == {'relu/tensorboard',
                                                          'sigmoid/tensorboard'}
            for plugin, tag in (('scalars', 'test_accuracy'), ('histograms', 'weights/layer_1'),
                                ('images', 'first_layer')):
                tags = _answer(address, f'data/plugin/{plugin}/tags')
                assert all(tag in tags[f'{run}/tensorboard'] for run in ('relu', 'sigmoid'))
            points = _answer(address, 'data/plugin/scalars/scalars?'
                             'run=relu%2Ftensorboard&tag=test_accuracy')
            assert [step for _, step, _ in points] == [10, 20, 30]
        finally:
            board.kill()  # it does not always heed a gentler signal


def _answer(address: str, path: str):
    """Asks until the runs are loaded: TensorBoard answers before they are."""
    for _ in range(60):
        with urllib.request.urlopen(f'{address}/{path}', timeout=10) as reply:
            assert reply.status == 200
            found = json.load(reply)
        if found:
            return found
        time.sleep(0.25)
    raise AssertionError(f'{path} stayed empty')
