"""Fits against the best line in closed form and against differences; widths and extrapolation."""

import math

import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.undrawn import figures_undrawn
from tf_labs.config import checks
from tf_labs.errors import UserError
from tf_labs.labs.approximation import fitting
from tf_labs.labs.approximation import lab


@pytest.mark.parametrize('key, slope, intercept, mean_square', [
    ('x2', 0, 1 / 3, 4 / 45), ('x5', 3 / 7, 0, 1 / 11 - 3 / 49),
    ('sin', 3 / math.pi**2, 0, 1 / 2 - 3 / math.pi**2)])
def test_best_line_is_that_of_the_integrals(key, slope, intercept, mean_square):
    target = fitting.TARGETS[key]
    x, y = fitting.points(target, 5001)
    line = fitting.line(x, y)
    assert line(np.array([0.0]))[0] == pytest.approx(intercept, abs=1e-3)
    assert line(np.array([1.0]))[0] == pytest.approx(slope + intercept, abs=1e-3)
    assert fitting.rmse(line, x, y)**2 == pytest.approx(mean_square, abs=1e-3)


@pytest.mark.parametrize('activation', ['linear', 'tanh', 'relu'])
def test_gradient_is_that_of_differences(activation):
    sizes, generator = (1, 4, 3, 1), np.random.default_rng(0)
    parameters = generator.normal(size=8 + 15 + 4)
    x, y = generator.normal(size=(2, 9))
    _, gradient = fitting.loss_and_gradient(parameters, sizes, activation, x, y)
    for place, shift in enumerate(np.eye(len(parameters)) * 1e-6):
        ends = [fitting.loss_and_gradient(parameters + one, sizes, activation, x, y)[0]
                for one in (shift, -shift)]
        assert gradient[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize('key', ['x2', 'x5', 'sin'])
def test_deep_linear_net_is_as_bad_as_the_line_and_bent_ones_are_not(key):
    x, y = fitting.points(fitting.TARGETS[key], 61)
    line = fitting.rmse(fitting.line(x, y), x, y)
    deep = fitting.fit('linear', [6, 6], x, y, seed=1, iterations=300)
    assert fitting.rmse(deep, x, y) == pytest.approx(line, rel=1e-3)
    best = min(fitting.rmse(fitting.fit('tanh', [8], x, y, seed=seed, iterations=200), x, y)
               for seed in (1, 2))
    assert best < line / 50


def test_line_is_learnt_by_all_inside_and_outside():
    """What is a line itself is no difficulty, and a deep linear net goes on with it."""
    target = fitting.Target('2 x + 1', lambda x: 2 * x + 1, 1.0)
    net = fitting.fit('linear', [5, 5], *fitting.points(target, 41), seed=0, iterations=300)
    assert fitting.rmse(net, *fitting.outside(target, 40)) < 1e-3


def test_outside_is_outside():
    x, y = fitting.outside(fitting.TARGETS['x2'], 40)
    assert np.abs(x).min() > 1 and np.abs(x).max() == 2 and len(x) == 40
    np.testing.assert_array_equal(y, x**2)


def test_lab_runs_whole(tmp_path):
    with figures_undrawn():
        found = written(lab.compute, lab_config(
            'approximation', '--config.approximation.seeds=2',
            '--config.approximation.widths=(1,8)', '--config.approximation.points=41',
            '--config.approximation.iterations=60'), tmp_path / 'run')
    values = found.values
    assert values['x2_deep_linear_inside'] == pytest.approx(values['x2_line_inside'], rel=0.01)
    assert values['sin_tanh_8_inside'] < values['sin_line_inside'] / 5
    assert values['sin_tanh_8_outside'] > 10 * values['sin_tanh_8_inside']
    assert len(found.tables['approximation']) == 3 * (2 + 2 * 2)


@pytest.mark.parametrize('override', [
    '--config.approximation.widths=()', '--config.approximation.widths=(4,2)',
    '--config.approximation.points=3', '--config.approximation.seeds=0',
    '--config.approximation.deep_sizes=(0,)'])
def test_wrong_field_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--config.')):
        checks.validate(lab_config('approximation', override), None)
