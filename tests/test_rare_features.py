"""Optimizers on rare features: data, the learner against NumPy, and what the lab says."""

import json

import numpy as np
import pytest

from tests.conftest import cli
from tests.conftest import ROOT
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.labs.rare_features import lab
from tf_labs.labs.rare_features import regression
from tf_labs.labs.rare_features.regression import Learner
from tf_labs.labs.rare_features.regression import Learnt
from tf_labs.nn import optimizers


def test_frequencies_and_targets_are_as_asked():
    frequencies = lab.spread(5, 0.5, 0.005)
    np.testing.assert_allclose(frequencies[0, 1:] / frequencies[0, :-1], 0.01 ** 0.25)
    np.testing.assert_allclose(frequencies[1], 0.05)
    data = regression.draw(frequencies, [1, 2], 4000, 2, 0.0)
    assert data.x.shape == (4000, 2, 2, 2, 5)
    np.testing.assert_allclose(data.x.mean(axis=(0, 2, 3)), frequencies, rtol=0.2, atol=1e-3)
    np.testing.assert_allclose(np.einsum('tcsbd,sd->tcsb', data.x, data.weights), data.y,
                               atol=1e-6)
    assert set(np.abs(data.weights).ravel()) == {1.0}
    noisy = regression.draw(frequencies, [1, 2], 4000, 2, 0.5)
    assert (noisy.y - data.y).std() == pytest.approx(0.5, rel=0.02)


def test_learner_is_adagrad_in_numpy_and_begins_anew_at_each_rate():
    data = regression.draw(lab.spread(4, 0.9, 0.1), [3, 4], 40, 2, 0.1)
    learner = Learner(optimizers.optimizer('adagrad', 0.5), data)
    learner.learn(0.7)
    found = learner.learn(0.2)
    weights, squares = np.zeros((2, 2, 4)), np.full((2, 2, 4), 0.1)
    late = np.zeros((2, 2))
    for step, (x, y) in enumerate(zip(data.x.astype(float), data.y)):
        errors = np.einsum('csbd,csd->csb', x, weights) - y
        late += (step >= 30) * (errors ** 2).mean(axis=-1) / 10
        gradient = 2 * np.einsum('csb,csbd->csd', errors, x) / 2
        squares += gradient ** 2
        weights -= 0.2 * gradient / np.sqrt(squares + 1e-7)
    np.testing.assert_allclose(found.weights, weights, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found.loss, late, rtol=1e-4)


def learnt(loss, weight=0.5):
    return Learnt(np.full((2, 3, 6), weight), np.full((2, 3), loss))


def test_the_rate_with_the_lowest_loss_is_chosen():
    assert lab.choose({0.1: learnt(2.0), 0.2: learnt(1.0), 9.0: learnt(0.1, np.nan)},
                      'sgd')[0] == 0.2
    with pytest.raises(DivergedError, match='smaller config.optimizer.learning_rates may help'):
        lab.choose({9.0: learnt(np.nan, np.nan)}, 'sgd')


@pytest.mark.parametrize('shift, words', [(0.3, 'more'), (-0.3, 'less'), (0.0, 'no difference')])
def test_verdict_turns_with_the_rare_weights_and_the_control_does_not(shift, words):
    generator = np.random.default_rng(0)
    base, other = generator.normal(0.5, 0.02, (2, 2, 3, 6))
    other[lab.UNEQUAL, :, -2:] += shift
    other[lab.EQUAL] = base[lab.EQUAL] + generator.normal(0, 0.02, (3, 6))
    rows = lab._rows({'sgd': (0.1, learnt(1.0)), 'adagrad': (0.1, learnt(1.0))},
                     {'sgd': base, 'adagrad': other}, [1, 2, 3])
    rare, equal = lab.verdict(rows[1], 'sgd').split('; ')
    assert words in rare and 'no difference' in equal


def test_shares_by_hand():
    found = lab.shares(np.array([[[0.0, 1.0, 0.25, 1.5]]]), np.array([[1.0, 1.0, -1.0, 1.0]]))
    np.testing.assert_allclose(found, [[[0, 1, -0.25, 0.5]]])


def test_frequencies_that_do_not_fall():
    with pytest.raises(UserError, match='expected below 0.5; received 0.5'):
        lab.spread(3, 0.5, 0.5)


@pytest.mark.slow
def test_it_runs(tmp_path):
    done = cli('run', f'--config={ROOT}/configs/rare_features.py', f'--workdir={tmp_path}/run',
               '--config.train.steps=8', '--config.train.seeds=2', '--config.features.count=3',
               "--config.optimizer.names=('sgd','adagrad')",
               '--config.optimizer.learning_rates=(0.1,)')
    assert done.returncode == 0 and 'adagrad learns, beside sgd' in done.stdout, done.stderr
    assert 'sgd: rate 0.1 is the only one tried; another may be better.' in done.stdout
    result = json.loads((tmp_path / 'run' / 'result.json').read_text())
    assert result['adagrad_rate'] == 0.1
    assert (tmp_path / 'run' / 'figures' / 'rare_features.png').is_file()
