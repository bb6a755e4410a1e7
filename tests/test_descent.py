"""The walk on the curve and on the surface: closed forms, the printed rows, rates that fail."""

import numpy as np
import pytest

from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.labs.descent import lab
from tf_labs.labs.descent import walk
from tf_labs.published.linear_regression import LINE

X, Y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])


@pytest.fixture(scope='module')
def findings():
    return lab.compute(lab_config('descent'))


@pytest.mark.parametrize('rate', [0.01, 0.1, 0.2, 0.22])
def test_walk_on_the_curve_is_that_of_the_closed_form(rate):
    """W_k = 2 - 2 (1 - rate 28/3)^k, as mean x^2 is 14/3."""
    expected = 2 - 2 * (1 - rate * 28 / 3) ** np.arange(9)
    np.testing.assert_allclose(walk.on_curve(X, Y, 0.0, rate, 8), expected)


def test_surface_has_the_gradient_and_hessian_of_differences():
    at, h = np.array([0.3, -0.7]), 1e-4
    for place, axis in enumerate(h * np.eye(2)):
        slope = (walk.cost(at + axis, X, Y) - walk.cost(at - axis, X, Y)) / (2 * h)
        assert walk.gradient(at, X, Y)[place] == pytest.approx(slope)
        row = (walk.gradient(at + axis, X, Y) - walk.gradient(at - axis, X, Y)) / (2 * h)
        np.testing.assert_allclose(walk.hessian(X)[place], row, rtol=1e-6)


def test_way_over_the_surface_passes_the_rows_that_the_notes_print():
    path = walk.on_surface(X, Y, (0.0, 0.0), 0.01, 2001)
    for number, printed in enumerate(LINE):
        weight, bias, _ = map(float, printed.split())
        np.testing.assert_allclose(path[100 * number + 1], [weight, bias], atol=1.1e-3)


def test_each_rate_walks_as_its_factor_says(findings):
    values = findings.values
    assert values['walks'] == ['walks down', 'walks down', 'jumps from side to side',
                               'climbs out']
    assert values['largest_rate'] == pytest.approx(3 / 14)
    assert values['largest_factor_difference'] < 1e-9
    across, along = values['steps_to_a_hundredth']
    assert across < 50 and along > 30 * across


def test_the_factor_is_measured(monkeypatch):
    """A walk of another kind does not have the factor of the formula."""
    plain = walk.on_curve
    monkeypatch.setattr(walk, 'on_curve', lambda *arguments: np.abs(plain(*arguments)) ** 1.1)
    found = lab.compute(lab_config('descent', '--config.surface.steps=2'))
    assert found.values['largest_factor_difference'] > 1e-3


def test_a_way_that_is_no_number_is_told():
    with pytest.raises(DivergedError, match='surface.learning_rate'), np.errstate(all='ignore'):
        lab.compute(lab_config('descent', '--config.surface.learning_rate=1.0'))


@pytest.mark.parametrize('override', ['--config.line.x=(2.0,2.0,2.0)', '--config.line.y=(1.0,)',
                                      '--config.curve.rates=(0.0,)', '--config.curve.steps=0',
                                      '--config.curve.tangents=50',
                                      '--config.surface.learning_rate=0.0'])
def test_what_cannot_be_is_refused(override):
    with pytest.raises(UserError, match=override.split('=')[0].removeprefix('--')):
        validate(lab_config('descent', override), data_sets.describe)
