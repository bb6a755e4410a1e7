"""Linear, affine and bent functions; a stack of layers and its one layer; XOR."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.labs.linearity import lab
from tf_labs.labs.linearity import measure


def test_gaps_of_a_square_are_those_of_its_algebra():
    """(x + y)^2 - x^2 - y^2 = 2 x y, and (c x)^2 - c x^2 = (c^2 - c) x^2."""
    found = measure.measure(lambda x: x**2, 1, pairs=50, seed=3)
    generator = np.random.default_rng(3)
    x, y = generator.normal(size=(2, 50, 1))
    c = generator.normal(size=(50, 1))
    assert found.additivity == pytest.approx(np.abs(2 * x * y).max())
    assert found.homogeneity == pytest.approx(np.abs((c**2 - c) * x**2).max())
    assert found.positive_homogeneity == pytest.approx(np.abs((c**2 - abs(c)) * x**2).max())


def test_random_matrix_is_linear_and_has_no_counterexample():
    matrix = np.random.default_rng(0).normal(size=(4, 3))
    found = measure.measure(lambda x: x @ matrix, 4, pairs=100, seed=0)
    assert max(found.additivity, found.homogeneity, found.positive_homogeneity) < 1e-12
    assert measure.counterexample(lambda x: x @ matrix, 4, 1e-9) is None


def test_counterexample_can_be_checked_by_hand():
    found = measure.counterexample(lambda x: np.maximum(0, x), 1, 1e-9)
    assert found is not None and found.x + found.y == 0
    assert (found.of_sum, found.sum_of) == (0, 3)


def test_bias_alone_breaks_linearity():
    found = measure.counterexample(lambda x: x + 1, 2, 1e-9)
    assert found is not None
    np.testing.assert_array_equal(found.sum_of - found.of_sum, [1, 1])


@pytest.mark.parametrize('depth', [1, 2, 7])
def test_collapsed_stack_is_the_stack(depth):
    generator = np.random.default_rng(depth)
    sizes = [3, *generator.integers(1, 9, depth - 1), 2]
    stack = [generator.normal(size=shape) for fan_in, fan_out in zip(sizes, sizes[1:])
             for shape in ((fan_in, fan_out), (1, fan_out))]
    x = generator.normal(size=(20, 3))
    deep = x
    for kernel, bias in zip(stack[::2], stack[1::2]):
        deep = deep @ kernel + bias
    kernel, bias = measure.collapse(stack)
    assert kernel.shape == (3, 2) and bias.shape == (1, 2)
    np.testing.assert_allclose(x @ kernel + bias, deep, rtol=1e-9, atol=1e-9)


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    return written(lab.compute, lab_config('linearity'),
                   tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
@pytest.mark.parametrize('key, is_linear', [
    ('t', True), ('3x', True), ('theta_x', True), ('x2', False), ('3x_plus_1', False),
    ('linear', True), ('step', False), ('sigmoid', False), ('tanh', False), ('relu', False),
    ('leaky_relu', False), ('prelu', False), ('elu', False), ('gelu', False), ('selu', False)])
def test_what_is_linear(findings, key, is_linear):
    assert findings.values[f'{key}_is_linear'] is is_linear


@pytest.mark.slow
def test_a_kink_at_zero_keeps_positive_factors(findings):
    """Of the activations that are not linear just these: a line on each side of 0."""
    kept = {row['function'] for row in findings.tables['linearity']
            if row['linear'] == 'no' and row['for c > 0'] == 'yes'}
    assert kept == {'relu', 'leaky_relu', 'leaky_relu_drawn', 'prelu'}


@pytest.mark.slow
def test_every_function_that_is_not_linear_comes_with_a_counterexample(findings):
    for row in findings.tables['linearity']:
        assert bool(row['counterexample']) is (row['linear'] == 'no')
    assert any('f(x + y) = 36, f(x) + f(y) = 18' in line for line in findings.lines)


@pytest.mark.slow
def test_deep_linear_net_is_its_one_layer(findings):
    assert findings.values['collapse_largest_difference'] < 1e-14
    assert findings.values['collapse_largest_difference_float32'] < 1e-5
    assert findings.values['collapse_output_scale'] > 0.1  # so that the gap says something


@pytest.mark.slow
def test_deep_linear_net_stays_at_ln_2_on_xor_and_tanh_solves_it(findings):
    values = findings.values
    assert values['xor_linear_last_loss'] == pytest.approx(math.log(2), abs=1e-6)
    assert values['xor_linear_answers'] == pytest.approx([0.5] * 4, abs=1e-3)
    assert values['xor_tanh_last_loss'] < 0.01
    assert np.round(values['xor_tanh_answers']).tolist() == [0, 1, 1, 0]


def test_no_line_does_better_than_ln_2_on_xor():
    """Independent of any training: the convex loss has its minimum at W = 0, b = 0."""
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float64), np.array([0, 1, 1, 0.0])
    generator = np.random.default_rng(0)
    z = x @ generator.normal(size=(2, 1000)) + generator.normal(size=1000)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(
        np.broadcast_to(y[:, None], z.shape), z).numpy().mean(axis=0)
    assert losses.min() >= math.log(2)
