"""The worked example number by number, the parabola's slope and bottom, the printed slip."""

import numpy as np
import pytest

from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.mse_by_hand import lab
from tf_labs.labs.mse_by_hand import squared_error

X, Y = np.array([2.0, 3, 4, 5]), np.array([25.0, 50, 42, 61])


@pytest.fixture(scope='module')
def findings():
    return lab.compute(lab_config('mse_by_hand'))


@pytest.mark.parametrize('key, printed', [
    ('predictions', [27, 40, 53, 66]), ('errors', [-2, 10, -11, -5]), ('sse', 250), ('mse', 62.5)])
def test_the_printed_numbers(findings, key, printed):
    assert findings.values[key] == printed


def test_both_ways_to_the_mean_that_was_printed_wrongly(findings):
    assert findings.values['mean_of_y'] == 44.5
    assert (findings.values['misread_error'], findings.values['misread_sse'],
            findings.values['misread_mse']) == (-7, 178, 44.5)


@pytest.mark.parametrize('errors, wrong, expected', [
    ([-2, 10, -11, -5], 44.5, [(2, -7)]),  # 178 = 250 - 121 + 49; the others would need a root
    ([3, 4], 13, []),  # 26 - 16 = 10 and 26 - 9 = 17 are no squares
    ([3, 4], 12.5, [(0, 3), (1, 4)]),  # the right mean: every error read as it is
    ([3, -4], 20.5, [(0, 5)]),  # 41 - 16 = 25, 41 - 9 = 32
    ([5, 5], 1, []),  # less than the other square alone
])
def test_misreadings_by_hand(errors, wrong, expected):
    assert list(squared_error.misreadings(np.array(errors, float), wrong)) == expected


def test_cost_is_the_mean_over_examples_for_every_weight():
    weights = np.array([0.0, 13.0])
    expected = [np.mean([25.0**2, 50**2, 42**2, 61**2]),
                np.mean([1.0**2, 11**2, 10**2, 4**2])]
    np.testing.assert_allclose(squared_error.cost(weights, X, Y), expected)


@pytest.mark.parametrize('weight', [-3.0, 1.0, 12.0, 20.0])
def test_both_slopes_are_that_of_central_differences(weight):
    """Exact for a parabola, whatever the step."""
    expected = (squared_error.cost(weight + 0.5, X, Y) - squared_error.cost(weight - 0.5, X, Y))
    assert squared_error.slope(weight, X, Y) == pytest.approx(expected)
    assert squared_error.slope_by_tape(weight, X, Y) == pytest.approx(expected)


def test_minimum_is_673_over_54_and_flat():
    best = squared_error.minimum(X, Y)
    assert best == 673 / 54
    assert squared_error.slope(best, X, Y) == pytest.approx(0, abs=1e-12)
    assert squared_error.cost(best, X, Y) == pytest.approx((8610 - 673**2 / 54) / 4)


def test_slopes_rise_through_zero_at_the_minimum(findings):
    *slopes, at_minimum = findings.values['slopes']
    assert slopes == sorted(slopes) and slopes[0] < 0 < slopes[-1] and at_minimum == 0
    assert findings.values['largest_slope_difference'] < 1e-12


def test_a_bias_can_only_help(findings):
    """The normal equations of [x 1] are 54 W + 14 b = 673 and 14 W + 4 b = 178: W 10, b 9.5."""
    assert findings.values['best_cost_with_bias'] == pytest.approx(47.25)
    assert findings.values['best_cost_with_bias'] < findings.values['best_cost']


def test_of_three_lines_that_of_the_lowest_cost_is_best(findings):
    assert findings.values['line_costs'] == [62.5, 822.5, 1829.5]
    assert findings.values['best_line'] == '13 x + 1'
    turned = lab.compute(lab_config('mse_by_hand', '--config.mse.weight=30.0'))
    assert turned.values['best_line'] == '20 x'


@pytest.mark.parametrize('override', [
    '--config.mse.other_weights=1.0,', '--config.mse.x=1.0,2.0',
    '--config.mse.x=2.0,2.0,2.0,2.0', '--config.mse.curve_to=-4.0'])
def test_what_cannot_be_drawn_is_refused(override):
    with pytest.raises(UserError):
        validate(lab_config('mse_by_hand', override), data_sets.describe)
