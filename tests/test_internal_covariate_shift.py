"""The shift against its definition, what gamma and beta undo, and a verdict that can turn."""

import dataclasses

import numpy as np
import pytest
from scipy import integrate
from scipy import stats

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.undrawn import figures_undrawn
from tf_labs.config import checks
from tf_labs.errors import UserError
from tf_labs.labs.internal_covariate_shift import lab
from tf_labs.labs.internal_covariate_shift import scale_and_shift
from tf_labs.labs.internal_covariate_shift import training

SMALL = ('--config.train.depth=2', '--config.train.units=12', '--config.train.seeds=2',
         '--config.train.steps=60', '--config.train.look_every=20')


def test_shift_is_the_change_of_the_mean():
    look = np.random.default_rng(0).normal(size=(50, 3))
    sd = look.std(axis=0)
    moved = [[look], [look + 2 * sd], [look + 3 * sd]]  # by 2 sd, then by 1
    shift, relative = training.shifts(moved)
    np.testing.assert_allclose(shift, [1.5 * sd.mean()])
    np.testing.assert_allclose(relative, [1.5])
    assert training.shifts([[look], [look]])[0] == [0]


def test_noise_has_another_distribution_for_each_unit_and_each_call():
    generator = np.random.default_rng(0)
    (factor, summand), (_, other) = training.noise(2, 500, 40, generator)
    means, factors = summand.mean(axis=0), factor.mean(axis=0)
    assert np.abs(means).max() < 0.51 and means.std() > 0.2
    assert (factors > 0.98).all() and (factors < 1.27).all()
    assert np.abs(other.mean(axis=0) - means).mean() > 0.1


def test_gamma_and_beta_undo_batch_norm():
    z = np.random.default_rng(0).normal(3, 5, size=(40, 6))
    assert scale_and_shift.identity_gap(z) < 1e-13


def test_share_of_a_line_is_that_of_the_integrals():
    """R^2 of sigmoid(z), z ~ N(0, 1): Cov(z, f)^2 / Var(f), by quadrature."""
    def mean(function):
        return integrate.quad(lambda z: function(z) * stats.norm.pdf(z), -10, 10)[0]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    expected = mean(lambda z: z * sigmoid(z))**2 / (mean(lambda z: sigmoid(z)**2) - 0.25)
    row = scale_and_shift.rows()[0]
    assert row['gamma 1'] == pytest.approx(expected, abs=1e-3) and expected > 0.98
    assert row['gamma 0.5'] > row['gamma 1'] > row['gamma 2'] > row['gamma 4']


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    with figures_undrawn():
        return written(lab.compute, lab_config('internal_covariate_shift', *SMALL),
                       tmp_path_factory.mktemp('lab') / 'run')


def test_lab_measures_all_four_nets(findings):
    values = findings.values
    assert values['identity_gap'] < 1e-12
    assert values['normed_shift'] < values['noisy_shift']
    assert values['normed_loss'] < values['plain_loss']
    assert findings.tables['shift'][0]['gammas'] == '-'
    assert findings.tables['shift'][3]['gammas'] == '1.00'  # not trained


def _runs(shift, loss):
    """Two seeds of each net; of the one with noise the shift and the loss are given."""
    one = training.Watched(np.arange(2), np.zeros(2), np.zeros((2, 1, 3)), np.zeros(1), np.zeros(1),
                           0.9, np.ones(1))
    runs = {arm: [dataclasses.replace(one, shift=np.array([1 + seed / 10]),
                                      losses=np.array([2, 1 + seed / 10])) for seed in (0, 1)]
            for arm in training.ARMS}
    runs[lab.NOISY] = [dataclasses.replace(
        one, shift=np.array([shift + seed / 9]), losses=np.array([2, loss + seed / 9]))
        for seed in (0, 1)]
    return runs


@pytest.mark.parametrize('shift, loss, expected', [
    (2, 0.5, lab.NOT_THE_REASON), (2, 1.5, lab.MAY_BE_THE_REASON), (0.5, 0.5, lab.NO_MORE_SHIFT),
    (1, 0.5, lab.NOTHING_SHOWN), (2, 1, lab.NOTHING_SHOWN)])
def test_verdict_turns_with_what_was_measured(shift, loss, expected):
    assert lab.verdict(_runs(shift, loss)) == expected


@pytest.mark.parametrize('override', [
    '--config.train.look_every=300', '--config.train.batch_size=1', '--config.train.depth=0',
    '--config.train.seeds=1'])
def test_wrong_field_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--config.')):
        checks.validate(lab_config('internal_covariate_shift', override), None)
