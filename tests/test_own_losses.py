"""Losses by name and of one's own, and optimizers of one's own."""

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import rows
from tests.own_code_files import FEW_STEPS
from tests.own_code_files import train
from tests.own_code_files import written
from tests.small_runs import small_config
import tf_labs
from tf_labs.errors import UserError
from tf_labs.nn import losses
from tf_labs.training import own_code

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]

LABELS = np.array([0, 2, 1, 2])
LOGITS = np.array([[2.0, -1.0, 0.5], [0.1, 0.2, 30.0], [0.0, 0.0, 0.0], [40.0, 3.0, -50.0]])


def reference(name: str, **settings) -> np.ndarray:
    """The formulas of loss_table.py, in NumPy and float64."""
    shifted = LOGITS - LOGITS.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # log p
    one_hot = np.eye(3)[LABELS]
    of_label = (logs * one_hot).sum(axis=1)
    if name == 'label_smoothing':
        share = settings['smoothing']
        return -(((1 - share) * one_hot + share / 3) * logs).sum(axis=1)
    if name == 'focal':
        return -(1 - np.exp(of_label)) ** settings['gamma'] * of_label
    if name == 'mean_squared_error':
        return ((np.exp(logs) - one_hot) ** 2).mean(axis=1)
    return -of_label


@pytest.mark.parametrize('name, settings', [
    ('cross_entropy', {}), ('label_smoothing', {'smoothing': 0.1}),
    ('label_smoothing', {'smoothing': 0.0}), ('focal', {'gamma': 2.0}), ('focal', {'gamma': 0.0}),
    ('focal', {'gamma': 0.5}), ('mean_squared_error', {})])
def test_against_numpy(name, settings):
    logits = tf.constant(LOGITS, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        found = losses.loss(name, **settings)(tf.constant(LABELS), logits)
    assert np.allclose(found, reference(name, **settings), rtol=1e-5, atol=1e-6)
    assert np.isfinite(tape.gradient(found, logits)).all()


def test_ends_of_the_scales_are_cross_entropy():
    logits = tf.constant(LOGITS, tf.float32)
    plain = losses.loss('cross_entropy')(tf.constant(LABELS), logits)
    for name, settings in (('label_smoothing', {'smoothing': 0.0}), ('focal', {'gamma': 0.0})):
        assert np.allclose(losses.loss(name, **settings)(tf.constant(LABELS), logits), plain)


OWN = '''
import keras

def loss(labels, logits):
    return keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)

def make(learning_rate, config):
    return keras.optimizers.Adam(learning_rate, beta_1=config.optimizer.beta_1)
'''


@pytest.fixture(scope='module')
def own(tmp_path_factory) -> str:
    return written(tmp_path_factory.mktemp('code'), OWN, 'parts.py')


def test_own_loss_and_optimizer_train_as_those_of_the_project(own, tmp_path):
    train(tmp_path / 'plain', **FEW_STEPS)
    train(tmp_path / 'own', **FEW_STEPS, **{
        'loss.name': f'{own}:loss', 'optimizer.name': f'{own}:make'})
    found, expected = (rows(tmp_path / name)[-1] for name in ('own', 'plain'))
    assert found['test_loss'] == pytest.approx(expected['test_loss'], abs=1e-5)
    assert sorted(path.name for path in (tmp_path / 'own' / 'code').iterdir()) == ['parts.py']


def test_own_optimizer_resumes(own, tmp_path):
    settings = {**FEW_STEPS, 'optimizer.name': f'{own}:make', 'optimizer.beta_1': 0.8,
                'train.epochs': 2}
    whole = train(tmp_path / 'whole', **settings)
    train(tmp_path / 'run', **{**settings, 'train.epochs': 1})
    assert train(tmp_path / 'run', **settings)['digest'] == whole['digest']


def test_what_is_handed_over_needs_trust_for_its_parts(own, tmp_path, monkeypatch):
    train(tmp_path / 'run', **{**FEW_STEPS, 'loss.name': f'{own}:loss'})
    monkeypatch.setattr(own_code, '_ran', set())
    run = tf_labs.open_run(tmp_path / 'run')
    assert run.predict(np.zeros((8, 8), np.uint8)).shape == (1, 10)  # needs no loss
    with pytest.raises(UserError, match=r'config\.loss\.name of \S+ is code'):
        run.evaluate()
    assert tf_labs.open_run(tmp_path / 'run', trust=True).evaluate()['examples'] == 360


@pytest.mark.parametrize('name', ['label_smoothing', 'focal', 'mean_squared_error'])
def test_each_trains_and_doctor_does_not_take_it_for_cross_entropy(name, tmp_path):
    config = small_config(**{**FEW_STEPS, 'loss.name': name, 'train.epochs': 2,
                             'data.train_examples': 160, 'train.diagnostics': False})
    run = tf_labs.run(config, tmp_path / 'run')
    assert run.rows[1]['train_loss'] < run.rows[0]['train_loss']
    assert not [finding for finding in run.doctor() if finding.rule in ('stuck', 'exploding')]
