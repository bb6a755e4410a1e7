"""Runs that begin with the weights of trained ones: what is taken, what is frozen, resume."""

import json
import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests import nets
from tests.asked import ask
from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tests.nets import Residual
import tf_labs
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import run_facts
from tf_labs.experiments import starting
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import alexnet
from tf_labs.models import weighted_layers
from tf_labs.training.run_directory import RunDirectory

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]

NET = ('--config.model.batch_norm', '--config.train.diagnostics=False',
       '--config.train.execution=eager', '--config.data.train_examples=160',
       '--config.train.checkpoint_every_steps=3', '--config.train.steps_per_call=2')


@pytest.fixture(scope='module')
def source(tmp_path_factory):
    workdir = tmp_path_factory.mktemp('source') / 'run'
    supervised.run(digits_config(*NET, '--config.model.hidden_sizes=24,16',
                                 '--config.train.steps=6'), str(workdir))
    return workdir


def fine(source, *overrides, sizes='24,12'):
    return digits_config(*NET, '--config.train.steps=6', f'--config.model.hidden_sizes={sizes}',
                         f'--config.init.workdir={source}', *overrides)


def of_layers(workdir, step=None) -> dict[str, list[np.ndarray]]:
    model = TrainedRun(RunDirectory(workdir), step, devices=None).model
    return {name: layer.get_weights() for name, layer in weighted_layers.named(model).items()}


def same(one, other) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_layers_that_fit_are_taken_and_the_others_begin_by_their_seed(source, capsys):
    model, fresh = (nets.built(fine(source)) for _ in range(2))
    found = starting.take_over(fine(source), model)
    own, begun = weighted_layers.named(model), weighted_layers.named(fresh)
    assert list(own) == ['dense1', 'batch_norm1', 'dense2', 'batch_norm2', 'dense3']
    there = of_layers(source)
    for name, layer in own.items():
        is_taken = name in ('dense1', 'batch_norm1')
        assert same(layer.get_weights(), there[name] if is_taken else begun[name].get_weights())
    assert found == {
        'workdir': str(source), 'lab': 'digits', 'step': 6, 'digest': result(source)['digest'],
        'layers': ['dense1', 'batch_norm1'],
        'left': {'dense2': '24 x 16 there, 24 x 12 here', 'batch_norm2': '16 there, 12 here',
                 'dense3': '16 x 10 there, 12 x 10 here'}}
    first, second = capsys.readouterr().out.splitlines()
    assert f'begins with dense1, batch_norm1 of {source}, step 6, digest' in first
    assert second == ('digits: not taken over: dense2: 24 x 16 there, 24 x 12 here; batch_norm2: '
                      '16 there, 12 here; dense3: 16 x 10 there, 12 x 10 here')


@pytest.mark.slow
def test_frozen_run_killed_and_resumed_without_its_source_is_never_stopped(source, tmp_path,
                                                                           monkeypatch):
    copy = tmp_path / 'source'
    shutil.copytree(source, copy)
    config = fine(copy, '--config.init.freeze=dense1,batch_norm1')
    supervised.run(config, str(tmp_path / 'straight'))
    with killed_before(5):
        supervised.run(config, str(tmp_path / 'run'))
    shutil.rmtree(copy)  # and by its name, so that a second look would be seen
    monkeypatch.setattr(starting, 'take_over', lambda *_: pytest.fail('read again'))
    supervised.run(config, str(tmp_path / 'run'))
    outcome = result(tmp_path / 'run')['digest'], rows(tmp_path / 'run')
    assert outcome == (result(tmp_path / 'straight')['digest'], rows(tmp_path / 'straight'))
    before, after = of_layers(source), of_layers(tmp_path / 'run')
    assert same(before['dense1'], after['dense1'])
    assert same(before['batch_norm1'], after['batch_norm1'])  # moving statistics with them
    manifest = json.loads((tmp_path / 'run' / 'manifest.json').read_text())
    assert manifest['init']['digest'] == result(source)['digest']
    assert 'dense1, batch_norm1 of digits, step 6' in run_facts.begun_with(manifest)


def test_frozen_batch_norm_is_in_inference_mode_and_has_no_slots(source):
    config = fine(source, '--config.init.freeze=dense1,batch_norm1')
    model = nets.built(config)
    layers = weighted_layers.named(model)
    before = layers['batch_norm1'].get_weights()
    model(tf.random.stateless_normal((32, 8, 8, 1), seed=(1, 2)), training=True)
    assert same(layers['batch_norm1'].get_weights(), before)
    assert not same(layers['batch_norm2'].get_weights(), weighted_layers.named(
        nets.built(config))['batch_norm2'].get_weights())
    assert [variable.name for variable in model.trainable_variables] == [
        'kernel', 'bias', 'gamma', 'beta', 'kernel', 'bias']


def test_names_are_those_of_the_walker_in_towers_and_in_any_net():
    towers = keras.Sequential([keras.Input((67, 67, 3)), *alexnet.pieces(
        3, seed=1, filters=(4, 4, 4, 4, 4), hidden_sizes=(5, 5))])
    assert list(weighted_layers.named(towers)) == [
        'conv1a', 'conv2a', 'conv1b', 'conv2b', 'conv3a', 'conv4a', 'conv5a', 'conv3b', 'conv4b',
        'conv5b', 'dense1', 'dense2', 'dense3']
    for _ in range(2):  # whatever was made before
        assert list(weighted_layers.named(Residual())) == [
            'stem', 'batch_norm1', 'conv1', 'gain1', 'dense1']


@pytest.mark.parametrize('overrides, message', [
    (['--config.init.layers=dense3'], r'names dense3, which does not fit.*received 16 x 10 there'),
    (['--config.init.layers=conv1'], 'unknown layer in config.init.layers.*one of dense1'),
    (['--config.init.freeze=dense9'], 'unknown layer in config.init.freeze'),
    (['--config.init.freeze=dense1,dense2,dense3,batch_norm1,batch_norm2'],
     'config.init.freeze leaves nothing to train'),
    (['--config.init.step=7'], 'no checkpoint of step 7 in .*; expected one of 6, 3'),
])
def test_what_does_not_fit_is_refused_and_leaves_nothing(overrides, message, source, tmp_path):
    with pytest.raises(UserError, match=message):
        supervised.run(fine(source, *overrides), str(tmp_path / 'run'))
    assert not (tmp_path / 'run').exists()


def test_a_source_of_which_nothing_fits_is_refused(source):
    config = fine(source, sizes='9,8')
    with pytest.raises(UserError, match='no layer of config.init.workdir fits'):
        starting.take_over(config, nets.built(config))


def test_source_that_is_damaged_or_no_classifier_is_refused(source, tmp_path):
    copy = tmp_path / 'source'
    shutil.copytree(source, copy)
    for file in copy.glob('ckpt-*.data*'):
        file.write_bytes(b'nothing')
    with pytest.raises(RunFailedError, match='config.init.workdir cannot be used: no sound'):
        supervised.run(fine(copy), str(tmp_path / 'run'))
    (tmp_path / 'gates').mkdir()
    RunDirectory(tmp_path / 'gates').write_config(tf_labs.load('gates'))
    with pytest.raises(UserError, match='holds no single trained classifier'):
        supervised.run(fine(tmp_path / 'gates'), str(tmp_path / 'run'))
    done = ask('run', 'digits', f'--config.init.workdir={tmp_path}/none',
               f'--workdir={tmp_path}/run')
    assert done.returncode == 2 and done.stderr.startswith(
        'tf-labs: error: config.init.workdir holds no run; expected a trained net, as `tf-labs run '
        f'LAB --workdir={tmp_path}/none` makes it')
    assert done.stderr.count('\n') == 1


@pytest.mark.parametrize('overrides, message', [
    (['--config.init.step=3'], 'config.init.step has no effect without config.init.workdir'),
    (['--config.init.layers=dense1'], 'config.init.layers has no effect without'),
    (['--config.init.workdir='], 'config.init.workdir is empty'),
    (['--config.init.workdir=x', '--config.pretraining.name=rbm'], 'both set the weights'),
    (['--config.init.freeze=(1,)'], 'config.init.freeze is not possible; expected names'),
])
def test_fields_that_make_no_sense_together(overrides, message):
    with pytest.raises(UserError, match=message):
        validate(digits_config(*overrides), data_sets.describe)


@pytest.mark.slow
def test_a_comparison_refuses_a_run_that_does_not_fit_before_it_trains(trained_digits, tmp_path):
    done = cli('run', 'finetune', '--config.data.name=digits', '--config.train.steps=1',
               f'--config.init.workdir={trained_digits}', f'--workdir={tmp_path}/new')
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert 'conv1' in done.stderr and not [*tmp_path.rglob('ckpt-*')]
