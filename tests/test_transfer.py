"""From one data set to another: images adapted, nets begun anew, and digits that were digits."""

from types import SimpleNamespace

import numpy as np
from PIL import Image
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.own_code_files import CHAIN
from tests.own_code_files import FEW_STEPS
from tests.own_code_files import train
from tests.own_code_files import written as written_code
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.transfer import adapting
from tf_labs.labs.transfer import choosing
from tf_labs.labs.transfer import lab
from tf_labs.labs.transfer import scratch
from tf_labs.training import own_code
from tf_labs.training.run_directory import RunDirectory

RANDOM = np.random.default_rng(0)


def random_images(*shape: int, largest: int = 255) -> np.ndarray:
    return RANDOM.integers(0, largest + 1, shape, dtype=np.uint8)


def adapted(images, size, canvas, pixel_max=255, canvas_max=255):
    return adapting.adapted(images, pixel_max, size=size, canvas=canvas, canvas_max=canvas_max)


def test_images_that_fit_stay_and_stand_in_the_middle():
    images = random_images(1203, 4, 6, 3)
    np.testing.assert_array_equal(adapted(images, (4, 6), (4, 6, 3)), images)
    found = adapted(images, (4, 6), (9, 8, 3))
    np.testing.assert_array_equal(found[:, 2:6, 1:7], images)
    assert found.sum(dtype=int) == images.sum(dtype=int)


def test_size_is_that_of_a_smooth_resampling():
    ramp = np.add.outer(np.arange(28), 3 * np.arange(28)).astype(np.uint8)
    found = adapted(ramp[np.newaxis, ..., np.newaxis], (14, 14), (14, 14, 1))[0, ..., 0]
    expected = np.asarray(Image.fromarray(ramp).resize((14, 14), Image.Resampling.BILINEAR))
    assert np.abs(found.astype(int) - expected)[1:-1, 1:-1].max() <= 1


def test_grey_and_colours():
    grey, colours = random_images(2, 5, 5, 1), random_images(2, 5, 5, 3)
    np.testing.assert_array_equal(adapted(grey, (5, 5), (5, 5, 3)), np.repeat(grey, 3, axis=-1))
    luminance = colours @ np.array([0.2989, 0.5870, 0.1140])
    found = adapted(colours, (5, 5), (5, 5, 1))[..., 0]
    assert np.abs(found - luminance).max() < 0.52


def test_range_of_pixels():
    images = random_images(2, 5, 5, 1, largest=16)
    found = adapted(images, (5, 5), (5, 5, 1), pixel_max=16, canvas_max=255)
    np.testing.assert_array_equal(found, np.rint(images * (255 / 16)).astype(np.uint8))


@pytest.fixture(scope='module')
def trained(trained_convnet):
    return trained_net.load(lab_config('transfer', f'--config.net.workdir={trained_convnet}').net)


@pytest.mark.slow
@pytest.mark.parametrize('dropout_rate', [0.0, 0.5])
def test_a_net_begun_anew_is_the_same_for_a_seed(trained, dropout_rate):
    """Also its dropout, which would go on from the masks of the training before."""
    before = [weights.copy() for weights in trained.model.get_weights()]
    config = trained.config.copy_and_resolve_references()
    if dropout_rate:
        config.model.hidden_sizes, config.model.dropout_rate = (32,), dropout_rate
    net = scratch.FreshNet(SimpleNamespace(
        config=config, data=trained.data,
        untrained=lambda one: assembly.build_model(one, trained.data)), 4, 0.003)
    inputs = RANDOM.normal(size=(30, 8, 8, 1)).astype(np.float32)
    labels = np.arange(30) % 4
    inputs[:, :, :, 0] += labels[:, np.newaxis, np.newaxis]

    def trained_once(seed):
        net.begin(seed)
        begun = net.logits(inputs).numpy()
        net.train(inputs, labels, steps=25, batch_size=16, seed=(seed, 1))
        return begun, net.logits(inputs).numpy()

    first, other, again = trained_once(1), trained_once(2), trained_once(1)
    assert first[0].shape == (30, 4)
    for one, two, three in zip(first, other, again):
        np.testing.assert_array_equal(one, three)
        assert np.abs(one - two).max() > 0.01
    assert net.accuracy(inputs, labels) == (again[1].argmax(axis=1) == labels).mean() > 0.5
    for one, two in zip(before, trained.model.get_weights()):
        np.testing.assert_array_equal(one, two)


@pytest.mark.slow
def test_what_the_run_has_frozen_is_trained_from_scratch(tmp_path):
    train(tmp_path / 'run', **FEW_STEPS, **{'init.freeze': ('dense1',)})
    trained = TrainedRun(RunDirectory(tmp_path / 'run'), None)
    assert len(trained.model.trainable_variables) < len(trained.model.variables)
    net = scratch.FreshNet(trained, 4, 0.01)
    net.begin(1)
    before = [weights.copy() for weights in net.model.get_weights()]
    net.train(RANDOM.normal(size=(8, 8, 8, 1)).astype(np.float32), np.arange(8) % 4, steps=1,
              batch_size=8, seed=(1,))
    assert all(np.abs(one - two).max() > 0 for one, two in zip(before, net.model.get_weights()))


@pytest.mark.slow
@pytest.mark.parametrize('is_trusted', [True, False])
def test_a_chain_of_ones_own_begins_anew_on_other_examples(is_trusted, tmp_path, monkeypatch):
    """As `transfer` needs it; without its code from the configuration that is kept."""
    name = written_code(tmp_path, CHAIN)
    train(tmp_path / 'run', **{'model.name': f'{name}:build', **FEW_STEPS})
    if not is_trusted:
        monkeypatch.setattr(own_code, '_ran', set())
        monkeypatch.setattr(own_code.own_code, 'module', None)
    net = scratch.FreshNet(TrainedRun(RunDirectory(tmp_path / 'run'), None), 3, 0.01)
    net.begin(1)
    assert net.logits(np.ones([2, 8, 8, 1], np.float32)).shape == (2, 3)
    first = [weights.copy() for weights in net.model.get_weights()]
    for seed, is_same in ((2, False), (1, True)):
        net.begin(seed)
        assert all(map(np.array_equal, first, net.model.get_weights())) == is_same


@pytest.fixture(scope='module')
def other_digits():
    """In the place of MNIST: the digits that the net knows, drawn larger."""
    def load(name, splits, data_dir, **settings):
        found = original(name if name != 'mnist' else 'digits', splits, data_dir, **settings)
        return found if name != 'mnist' else {
            split: Examples(np.repeat(np.repeat(examples.images * 15, 3, axis=1), 3, axis=2),
                            examples.labels) for split, examples in found.items()}

    original = sources.load
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, 'load', load)
        yield


def config_of(trained_convnet, *overrides):
    return lab_config(
        'transfer', f'--config.net.workdir={trained_convnet}', '--config.data.name=mnist',
        '--config.transfer.examples=2,8', '--config.transfer.draws=2',
        '--config.transfer.test_examples=300', '--config.train.steps=20',
        '--config.train.batch_size=20', *overrides)


@pytest.mark.slow
def test_features_of_the_same_things_transfer(trained_convnet, other_digits, tmp_path):
    found = written(lab.compute, config_of(trained_convnet), tmp_path / 'run')
    assert [(row['draw'], row['examples a class']) for row in found.tables['draws']] == [
        (0, 2), (0, 8), (1, 2), (1, 8)]
    few, more = found.tables['transfer']
    assert 0.3 < few['frozen features'] < more['frozen features']
    assert more['frozen features'] > more['from scratch']
    assert found.values['frozen_features_8'] == more['frozen features']
    for way in (lab.FROZEN, lab.PIXELS, lab.SCRATCH):
        values = [row[way] for row in found.tables['draws'] if row['examples a class'] == 8]
        assert (more[way], more[f'{way} (sd)']) == pytest.approx(
            (np.mean(values), np.std(values, ddof=1)))
    assert found.values['layer'] == 'conv4'
    assert set(found.data_sha256) == {'train', 'test'}
    again = lab.compute(config_of(trained_convnet))
    assert again.tables == found.tables


def test_the_test_examples_do_not_depend_on_the_number_of_draws():
    """They are those that three draws, the default, have always had."""
    examples = Examples(np.zeros((50, 2, 2, 1), np.uint8), np.zeros(50, np.int64))
    found = [choosing.test_places(lab_config(
        'transfer', '--config.transfer.test_examples=20', f'--config.transfer.draws={draws}'),
        examples).tolist() for draws in (1, 2, 3)]
    assert found[0] == found[1] == found[2] == sorted(np.random.default_rng(
        (777, 3)).choice(50, 20, replace=False))


def test_draws_hold_so_many_of_each_class_and_more_contain_fewer():
    labels = RANDOM.integers(0, 3, 200)
    config = lab_config('transfer', '--config.transfer.examples=2,7')
    few, more = choosing.draw(config, labels, 0, 3)
    assert np.bincount(labels[few]).tolist() == [2, 2, 2]
    assert np.bincount(labels[more]).tolist() == [7, 7, 7]
    assert len(set(more)) == 21 and set(few) < set(more)
    other, _ = choosing.draw(config, labels, 1, 3)
    assert set(other) != set(few)
    without, _ = choosing.draw(config, labels, 0, 3, left_out=few[:1])
    assert few[0] not in without and set(few[1:]) < set(without)


@pytest.mark.slow
@pytest.mark.parametrize('overrides, message', [
    (['--config.transfer.examples=5,500'], 'expected at most 1.. of each class of mnist; '
     'received 500'),
    (['--config.transfer.test_examples=400'], 'expected at most 360; received 400')])
def test_mistakes_are_one_line(trained_convnet, other_digits, overrides, message):
    with pytest.raises(UserError, match=message):
        lab.compute(config_of(trained_convnet, *overrides))


@pytest.mark.slow
def test_a_net_without_hidden_layers_has_no_features(tmp_path, other_digits):
    train(tmp_path / 'softmax', **FEW_STEPS, **{
        'model.name': 'softmax', 'model.hidden_sizes': ()})
    with pytest.raises(UserError, match='the net has no hidden layer'):
        lab.compute(config_of(tmp_path / 'softmax'))
