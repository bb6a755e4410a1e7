"""Scaling, the limit of the rate, and runs that end in inf and nan and still are told."""

import json

import numpy as np
import pytest

from tests.conftest import cli
from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.data.small_tables import TABLES
from tf_labs.errors import UserError
from tf_labs.labs.input_scaling import lab
from tf_labs.labs.input_scaling import scaling

STOCKS = TABLES['stocks']()


@pytest.fixture(scope='module')
def findings():
    return lab.compute(lab_config('input_scaling', '--config.train.steps=300'))


def test_scalings_are_those_of_scikit_learn():
    from sklearn import preprocessing
    x = STOCKS.x.astype(np.float64)
    for way, reference in (('min-max', preprocessing.minmax_scale),
                           ('standardized', preprocessing.scale)):
        np.testing.assert_allclose(scaling.scale(x, way)[0], reference(x), atol=1e-6)
    np.testing.assert_array_equal(scaling.scale(x, 'not scaled')[0], x)


@pytest.mark.parametrize('way', scaling.WAYS)
def test_a_constant_column_gives_no_nan(way):
    scaled, _ = scaling.scale(np.array([[1.0, 7.0], [3.0, 7.0]]), way)
    assert np.isfinite(scaled).all() and scaled[0, 1] == scaled[1, 1]


def test_descent_is_that_of_float64_while_it_is_finite():
    x, y = (scaling.scale(part.astype(np.float64), 'standardized')[0]
            for part in (STOCKS.x, STOCKS.y))
    weights, bias, costs = np.zeros((4, 1)), 0.0, []
    for _ in range(20):
        error = x @ weights + bias - y
        costs.append(np.mean(error**2))
        weights, bias = weights - 0.2 * x.T @ error / 8, bias - 0.2 * error.mean()
    np.testing.assert_allclose(scaling.descend(x, y, 0.1, 20).costs, costs, rtol=1e-4)


@pytest.mark.parametrize('factor, grows', [(0.98, False), (1.02, True)])
def test_the_limit_is_where_the_cost_starts_to_grow(factor, grows):
    x, y = (scaling.scale(part.astype(np.float64), 'min-max')[0] for part in (STOCKS.x, STOCKS.y))
    rate = factor * 2 / np.linalg.eigvalsh(scaling.hessian(x))[-1]
    costs = scaling.descend(x, y, rate, 400).costs
    assert (costs[-1] > costs[200]) is np.bool_(grows)


def test_unscaled_goes_to_inf_and_then_to_nan_and_ends_there():
    run = scaling.descend(STOCKS.x, STOCKS.y, 1e-5, 100)
    assert 0 < run.first_inf < run.first_nan == len(run.costs) - 1 < 10


def test_scaling_is_the_cure(findings):
    values = findings.values
    assert values['not_scaled_right_rates'] == []
    assert values['min_max_right_rates'] == values['standardised_right_rates'] == [0.1]
    assert values['standardised_condition'] < values['min_max_condition'] < 1e4
    assert values['limit_predicts_growth'] is True


def test_the_claim_about_the_limit_can_fail(monkeypatch):
    """With a hundredth of the curvature the eigenvalues no longer say which runs grow."""
    right = scaling.hessian
    monkeypatch.setattr(scaling, 'hessian', lambda x: right(x) / 100)
    found = lab.compute(lab_config('input_scaling', '--config.train.steps=300'))
    assert found.values['limit_predicts_growth'] is False
    assert 'The runs do not follow the limit that the eigenvalues give.' in found.lines


def test_the_doctor_tells_what_exploded_and_nothing_else():
    x, y = (scaling.scale(part.astype(np.float64), 'standardized')[0]
            for part in (STOCKS.x, STOCKS.y))
    assert lab.examine(scaling.descend(x, y, 1.0, 300), 'stocks').rule == 'exploding'
    assert lab.examine(scaling.descend(x, y, 0.1, 300), 'stocks') is None


@pytest.mark.parametrize('override', ['--config.scaling.rates=(0.0,)', '--config.scaling.rates=()',
                                      '--config.data.table=xor', '--config.train.steps=1'])
def test_what_cannot_be_is_refused(override):
    with pytest.raises(UserError, match=override.split('=')[0].removeprefix('--')):
        validate(lab_config('input_scaling', override), data_sets.describe)


@pytest.mark.slow
def test_runs_that_end_in_nan_do_not_end_the_lab(tmp_path):
    done = cli('run', 'input_scaling', f'--workdir={tmp_path}/run', '--config.train.steps=9')
    assert done.returncode == 0 and done.stderr == ''
    assert 'cost nan' in done.stdout and 'explodes' in done.stdout
    result = json.loads((tmp_path / 'run' / 'result.json').read_text('utf-8'))
    assert result['unscaled_first_nan'] == 6
