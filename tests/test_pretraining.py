"""Runs that begin from stacked machines, and what runs measure before and after training."""

import json

import numpy as np
import pytest

from tests import nets
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import STATEFUL
from tf_labs.config.checks import validate
from tf_labs.console import silence
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import pretraining
from tf_labs.experiments import supervised
from tf_labs.training import modes
from tf_labs.training import rbm_training
from tf_labs.training.state import TrainingState

SPLITS = sources.load('digits', ('train', 'test'), None)
RBM = ('--config.model.hidden_sizes=12,9', '--config.train.execution=eager',
       '--config.train.diagnostics=False', '--config.pretraining.name=rbm',
       '--config.pretraining.epochs=2')


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(pretraining, '_known', {})


@pytest.mark.slow
def test_hidden_layers_become_the_machines_and_the_output_stays(capsys):
    config = digits_config(*RBM)
    model, untouched = nets.built(config), nets.built(config).get_weights()
    pretraining.pretrain(config, model, SPLITS['train'])
    images = SPLITS['train'].images.reshape(1437, -1) / np.float32(16)
    stack = rbm_training.pretrain(
        images, (12, 9), rbm_training.RBMSettings(2, 0.1, 0.5, 1, 100), config.seed)
    weights = model.get_weights()
    for layer, epochs in enumerate(stack):
        np.testing.assert_allclose(weights[2 * layer], epochs[-1].weights.kernel, atol=1e-6)
        np.testing.assert_allclose(weights[2 * layer + 1], epochs[-1].weights.hidden_bias,
                                   atol=1e-6)
    assert np.array_equal(weights[4], untouched[4]) and np.array_equal(weights[5], untouched[5])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and 'layer 1, 64-12: reconstruction error 0.' in lines[0]


def test_without_pretraining_nothing_changes():
    config = digits_config()
    model = nets.built(config)
    before = model.get_weights()
    pretraining.pretrain(config, model, SPLITS['train'])
    assert all(np.array_equal(one, two) for one, two in zip(before, model.get_weights()))


@pytest.mark.slow
@pytest.mark.parametrize('change, trained', [
    ('optimizer.learning_rate=0.5', 1), ('seed=1', 2), ('data.scale=0.05', 2),
    ('pretraining.k=2', 2), ('model.hidden_sizes=12,8', 2),
])
def test_equal_stacks_are_trained_once(change, trained, monkeypatch):
    calls = []
    monkeypatch.setattr(rbm_training, 'pretrain', lambda *arguments: calls.append(arguments) or [])
    for config in (digits_config(*RBM), digits_config(*RBM, f'--config.{change}')):
        pretraining.pretrain(config, nets.built(config), SPLITS['train'])
    assert len(calls) == trained


@pytest.mark.slow
def test_few_labels_leave_all_images_to_the_machines(tmp_path, monkeypatch):
    seen = []
    pretrain = rbm_training.pretrain
    monkeypatch.setattr(rbm_training, 'pretrain', lambda images, *rest: (
        seen.append(len(images)) or pretrain(images, *rest)))
    supervised.run(digits_config(*RBM, '--config.data.train_examples=64',
                                 '--config.train.epochs=1'), str(tmp_path / 'run'))
    assert seen == [1437] and result(tmp_path / 'run')['steps'] == 2


@pytest.mark.slow
def test_resume_does_not_pretrain_again(tmp_path, monkeypatch):
    short, long = ((*RBM, '--config.data.train_examples=160', f'--config.train.epochs={epochs}')
                   for epochs in (1, 2))
    supervised.run(digits_config(*long), str(tmp_path / 'straight'))
    supervised.run(digits_config(*short), str(tmp_path / 'run'))
    monkeypatch.setattr(pretraining, 'pretrain', lambda *_: pytest.fail('pre-trained again'))
    supervised.run(digits_config(*long), str(tmp_path / 'run'))
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']


@pytest.mark.parametrize('override, message', [
    (['--config.pretraining.epochs=9'], 'no effect with config.pretraining.name none'),
    ([*RBM, '--config.data.scale=1.0'], 'needs pixels in 0..1'),
    ([*RBM, '--config.pretraining.batch_size=2000'], 'larger than the data'),
    (['--config.train.probe_examples=2000'], 'larger than the data'),
    (['--config.model.batch_norm_momentum=0.5'], 'no effect with config.model.batch_norm False'),
])
def test_settings_that_cannot_be_are_refused(override, message):
    with pytest.raises(UserError, match=message):
        validate(digits_config(*override), data_sets.describe)


@pytest.mark.slow
def test_training_mode_is_another_net_and_leaves_no_trace():
    config = digits_config(*STATEFUL)
    model = nets.built(config)
    state = TrainingState(model, assembly.build_optimizer(
        config, nets.planned(config, len(SPLITS['train']))))
    before = state.digest()
    test = SPLITS['test']
    in_training, in_evaluation = modes.accuracies(model, test.images, test.labels, 1 / 16)
    assert state.digest() == before
    assert modes.accuracies(model, test.images, test.labels, 1 / 16)[0] == in_training
    model(test.images / 16.0, training=True)
    assert state.digest() != before  # the method sees what training mode changes
    assert in_training != in_evaluation


def test_modes_differ_only_where_a_layer_has_two():
    plain, noisy, normed = (nets.built(digits_config(*overrides)) for overrides in (
        [], ['--config.model.dropout_rate=0.5'], ['--config.model.batch_norm']))
    assert (modes.differ(plain), modes.differ(noisy), modes.differ(normed)) == (False, True, True)


@pytest.mark.slow
def test_result_holds_what_was_measured(tmp_path):
    probed = (*STATEFUL, '--config.train.probe_examples=100')
    with silence():
        supervised.run(digits_config(*probed), str(tmp_path / 'probed'))
        supervised.run(digits_config(*STATEFUL), str(tmp_path / 'plain'))
    found, plain = result(tmp_path / 'probed'), result(tmp_path / 'plain')
    assert found['digest'] == plain['digest']  # to look changes nothing
    layers = json.loads((tmp_path / 'probed' / 'probe.json').read_text())['layers']
    assert found['probe_gradient_ratio'] == (
        layers[0]['gradient_norm'] / layers[2]['gradient_norm'])
    assert found['probe_deepest_activation_sd'] == layers[1]['activation_sd']
    assert 'probe_loss' not in plain and not (tmp_path / 'plain' / 'probe.json').exists()
    assert found['eval_mode_accuracy'] == found['test_accuracy']  # all 360 test examples
    assert found['train_mode_accuracy'] < found['eval_mode_accuracy']
    from tf_labs.experiments import evaluating
    from tf_labs.training.run_directory import RunDirectory
    again = evaluating.evaluate([RunDirectory(tmp_path / 'probed')], None, 'train')
    assert found['fit_accuracy'] == again.accuracy
