"""Runs of nets with convolutions: exact resume with crops, mirrors and a plateau, kept checkpoints.

Each test of what a piece of state protects has a twin that leaves it out, and must see another
result.
"""

import numpy as np
import pytest

from tests.conftest import convnet_config
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import measurements
from tf_labs.experiments import preparing
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.nn.plateau import Plateau
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.run_directory import RunDirectory

# 37 steps an epoch; the rate falls at the first evaluation that is no better, so that it does.
AUGMENTED = ('--config.data.crop=6', '--config.data.random_crop=True', '--config.data.mirror=True',
             '--config.data.validation_examples=237', '--config.optimizer.schedule=plateau',
             '--config.optimizer.patience=1', '--config.optimizer.decay_rate=0.5',
             '--config.optimizer.learning_rate=0.05', '--config.model.hidden_sizes=16',
             '--config.model.dropout_rate=0.2', '--config.model.lrn=True',
             '--config.train.epochs=4', '--config.train.checkpoint_every_steps=20',
             '--config.train.steps_per_call=7', '--config.train.keep_at_epochs=()')


def run(workdir, *overrides):
    supervised.run(convnet_config(*AUGMENTED, *overrides), str(workdir))
    return result(workdir)['digest'], rows(workdir)


@pytest.fixture(scope='module')
def straight(tmp_path_factory):
    return run(tmp_path_factory.mktemp('straight') / 'run')


@pytest.mark.slow
def test_stopped_and_resumed_is_never_stopped(straight, tmp_path):
    with killed_before(111):
        run(tmp_path / 'run')
    assert run(tmp_path / 'run') == straight


@pytest.mark.slow
def test_rate_falls_on_a_plateau_of_the_validation_error(straight):
    rates = [row['learning_rate'] for row in straight[1]]
    errors = [1 - row['validation_accuracy'] for row in straight[1]]
    expected, best = [0.05], errors[0]
    for error in errors[1:]:
        falls = len(expected) > 1 and errors[len(expected) - 1] >= min(errors[:len(expected) - 1])
        expected.append(expected[-1] * (0.5 if falls else 1.0))
        best = min(best, error)
    assert rates == pytest.approx(expected) and rates[-1] < 0.05


@pytest.mark.slow
def test_without_the_plateau_in_the_checkpoint_the_resumed_run_differs(
        straight, tmp_path, monkeypatch):
    monkeypatch.setattr(Plateau, 'variables', property(lambda self: []))
    for step in (120,):
        with killed_before(step):
            run(tmp_path / 'run')
    assert run(tmp_path / 'run') != straight


@pytest.mark.slow
def test_draws_that_forget_the_epoch_give_another_run(straight, tmp_path, monkeypatch):
    training = Preparation.training
    monkeypatch.setattr(Preparation, 'training', lambda self, images, examples, epoch: training(
        self, images, examples, epoch * 0))
    assert run(tmp_path / 'run') != straight


@pytest.mark.slow
def test_held_out_examples_are_not_trained_on(straight, tmp_path, monkeypatch):
    """Other labels of the last 237 change what is measured on them, and no weight."""
    load = sources.load

    def with_other_labels_at_the_end(*arguments, **keywords):
        splits = load(*arguments, **keywords)
        labels = splits['train'].labels.copy()
        labels[-237:] = (labels[-237:] + 1) % 10
        return {**splits, 'train': Examples(splits['train'].images, labels)}

    monkeypatch.setattr(sources, 'load', with_other_labels_at_the_end)
    digest, seen = run(tmp_path / 'run', '--config.optimizer.max_decays=1',
                       '--config.train.epochs=1')
    assert seen[0]['train_loss'] == straight[1][0]['train_loss']
    assert seen[0]['validation_loss'] != straight[1][0]['validation_loss']


@pytest.mark.slow
def test_checkpoints_of_chosen_epochs_stay(trained_convnet):
    kept = Checkpoints(RunDirectory(trained_convnet)).kept_steps()
    assert kept == [0, 44, 88]
    first, last = (TrainedRun(RunDirectory(trained_convnet), step) for step in (0, 88))
    assert (first.step, last.step) == (0, 88)
    kernels = [one.model.layers[0].kernel.numpy() for one in (first, last)]
    assert not np.array_equal(*kernels)


@pytest.mark.slow
def test_mean_is_kept_in_the_directory(trained_convnet, tmp_path):
    directory = RunDirectory(trained_convnet)
    images = sources.load('digits', ('train',), None)['train'].images
    expected = (images[:5] - images.mean(axis=0, dtype=np.float64)) * 0.125
    assert TrainedRun(directory, None).inputs(images[:5]).numpy() == pytest.approx(
        expected, abs=1e-6)
    with pytest.raises(RunFailedError, match='preparation.npz'):
        preparing.stored(directory.config(), RunDirectory(tmp_path))


@pytest.mark.parametrize('errors, steps', [
    ([0.5, 0.3, 0.2], 150 + 100 * 0.5), ([0.2], 50), ([0.5, 0.4], None)])
@pytest.mark.parametrize('epoch', [100, 300])  # of 300 the run has ended within the first
def test_steps_to_a_training_error(errors, steps, epoch):
    rows = [{'step': 100 * (place + 1), 'train_accuracy': 1 - error}
            for place, error in enumerate(errors)]
    found = measurements.steps_to_target(rows, epoch, 0.25)
    assert found.get('steps_to_target') == (None if steps is None else pytest.approx(steps))


@pytest.mark.slow
def test_more_labels_than_logits_is_one_line(tmp_path, monkeypatch):
    load = sources.load

    def with_an_eleventh_class(*arguments, **keywords):
        splits = load(*arguments, **keywords)
        labels = splits['test'].labels.copy()
        labels[0] = 10
        return {**splits, 'test': Examples(splits['test'].images, labels)}

    monkeypatch.setattr(sources, 'load', with_an_eleventh_class)
    with pytest.raises(UserError, match='10 classes; received 11 in test'):
        run(tmp_path / 'run')
    assert not (tmp_path / 'run').exists()
