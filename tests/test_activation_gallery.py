"""Statistics of the activations against closed forms, derivatives against differences."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.undrawn import figures_undrawn
from tf_labs.config.schema import default_config
from tf_labs.labs.activation_gallery import activation_statistics
from tf_labs.labs.activation_gallery import lab
from tf_labs.nn import activations

# The quantiles' own step, about 1e-5 of probability.
COUNT, STEP = 100_000, 1e-5
SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772
ROOT = math.sqrt(2 * math.pi)
X = np.concatenate([np.linspace(-6, -0.01, 300), np.linspace(0.01, 6, 300)])  # without the kinks


def normal_cdf(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


@pytest.mark.parametrize('name', sorted(activations.ACTIVATIONS))
def test_tape_gives_the_derivative_that_differences_give(name):
    function, step = activations.ACTIVATIONS[name].function, 1e-5
    _, slope = activation_statistics.value_and_derivative(function, tf.constant(X))
    differences = (function(tf.constant(X + step)) - function(tf.constant(X - step))) / (2 * step)
    np.testing.assert_allclose(slope, differences, rtol=1e-6, atol=1e-7)


def statistics(name: str) -> activation_statistics.ActivationStatistics:
    return activation_statistics.statistics(
        activations.ACTIVATIONS[name].function, count=COUNT, saturated_below=0.05, wide=5.0)


# E[exp(x); x < 0] = exp(1/2) Phi(-1), so E[exp(x) - 1; x < 0] = exp(1/2) Phi(-1) - 1/2.
BELOW = math.exp(0.5) * normal_cdf(-1) - 0.5


@pytest.mark.parametrize('name, mean', [
    ('step', 0.5), ('linear', 0), ('sigmoid', 0.5), ('tanh', 0), ('relu', 1 / ROOT),
    ('leaky_relu', 0.99 / ROOT), ('leaky_relu_drawn', 0.9 / ROOT), ('prelu', 0.75 / ROOT),
    ('elu', 1 / ROOT + BELOW), ('selu', 0), ('selu_drawn', 1 / ROOT + 2 * BELOW),
])
def test_mean_output_on_a_normal_input(name, mean):
    assert statistics(name).mean == pytest.approx(mean, abs=STEP)


def test_tanh_form_of_gelu_is_close_to_the_gelu_it_stands_for():
    """E[x Phi(x)] = 1 / (2 sqrt(pi)); the tanh form is off by less than 0.001."""
    assert statistics('gelu').mean == pytest.approx(1 / (2 * math.sqrt(math.pi)), abs=1e-3)


def test_selu_keeps_mean_0_and_variance_1_and_the_drawn_one_does_not():
    kept, drawn = statistics('selu'), statistics('selu_drawn')
    assert (kept.mean, kept.stddev) == pytest.approx((0, 1), abs=1e-4)
    assert abs(drawn.mean) > 0.05 and drawn.stddev > 1.03


@pytest.mark.parametrize('name, spread', [
    ('linear', 1), ('step', 0.5), ('relu', math.sqrt(0.5 - 1 / (2 * math.pi)))])
def test_standard_deviation_of_the_output(name, spread):
    assert statistics(name).stddev == pytest.approx(spread, abs=1e-4)


SIGMOID_EDGE = math.log((1 + math.sqrt(0.8)) / (1 - math.sqrt(0.8)))  # s (1 - s) = 0.05
TANH_EDGE = math.atanh(math.sqrt(0.95))  # 1 - t^2 = 0.05


@pytest.mark.parametrize('name, share, wide', [
    ('step', 1, 1), ('linear', 0, 0), ('relu', 0.5, 0.5), ('leaky_relu', 0.5, 0.5),
    ('leaky_relu_drawn', 0, 0), ('prelu', 0, 0),
    ('sigmoid', 2 * normal_cdf(-SIGMOID_EDGE), 2 * normal_cdf(-SIGMOID_EDGE / 5)),
    ('tanh', 2 * normal_cdf(-TANH_EDGE), 2 * normal_cdf(-TANH_EDGE / 5)),
    ('elu', normal_cdf(math.log(0.05)), normal_cdf(math.log(0.05) / 5)),
])
def test_share_of_saturated_units(name, share, wide):
    found = statistics(name)
    assert (found.saturated, found.saturated_wide) == pytest.approx((share, wide), abs=2 * STEP)


@pytest.mark.parametrize('name, share', [
    ('step', 0.5), ('relu', 0.5), ('linear', 0), ('sigmoid', 0), ('leaky_relu', 0), ('elu', 0),
    ('swish', 0), ('gelu', 0)])
def test_share_of_zeros(name, share):
    assert statistics(name).zeros == share


@pytest.mark.parametrize('name, bounds', [
    ('step', (0, 1)), ('linear', (-math.inf, math.inf)), ('sigmoid', (0, 1)), ('tanh', (-1, 1)),
    ('relu', (0, math.inf)), ('leaky_relu', (-math.inf, math.inf)), ('elu', (-1, math.inf)),
    ('swish', (-0.278465, math.inf)), ('gelu', (-0.170041, math.inf)),
    ('selu', (-SCALE * ALPHA, math.inf)), ('selu_drawn', (-2, math.inf))])
def test_bounds(name, bounds):
    found = activation_statistics.bounds(activations.ACTIVATIONS[name].function)
    assert found == pytest.approx(bounds, abs=1e-6)


def test_quantiles_are_those_of_the_normal_distribution():
    from scipy import stats
    found = activation_statistics.normal_quantiles(9, stddev=2.0)
    np.testing.assert_allclose(found, stats.norm.ppf((np.arange(9) + 0.5) / 9, scale=2),
                               atol=1e-12)


@pytest.mark.slow
def test_gallery_has_a_row_and_a_panel_for_each(tmp_path):
    with figures_undrawn():
        findings = written(lab.compute, lab_config(
            'activation_gallery', '--config.gallery.quantiles=1000'), tmp_path / 'run')
    names = list(activations.ACTIVATIONS)
    assert [row['activation'] for row in findings.tables['activations']] == names
    panels = [one.get_title() for one in findings.figures['activations'].axes if one.axison]
    assert [title.partition(':')[0] for title in panels] == names
    formulas = [' '.join(title.partition(':')[2].split()) for title in panels]
    assert formulas == [one.formula for one in activations.ACTIVATIONS.values()]
    assert findings.values['relu_zeros'] == 0.5 and findings.values['sigmoid_mean'] == (
        pytest.approx(0.5))


@pytest.mark.slow
def test_printed_prelu_is_none_above_a_slope_of_one():
    values = lab.compute(default_config('activation_gallery')).values
    assert (values['drawn_prelu_at_minus_1'], values['drawn_prelu_at_1']) == (-1, 2)
    assert (values['prelu_slope_2_at_minus_1'], values['prelu_slope_2_at_1']) == (-2, 1)
