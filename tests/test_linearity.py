"""Linear, affine and bent functions; a stack of layers and its one layer; XOR."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.config import checks
from tf_labs.errors import UserError
from tf_labs.labs.linearity import chain_report
from tf_labs.labs.linearity import consequences
from tf_labs.labs.linearity import lab
from tf_labs.labs.linearity import layer_proof
from tf_labs.labs.linearity import measure
from tf_labs.labs.linearity import scalar_chain


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


@pytest.mark.parametrize('function, at_0, is_linear', [
    (lambda x: -4 * x, 0, True), (np.tanh, 0, False), (lambda x: 3 * x + 1, 1, False)])
def test_consequences_of_linearity(function, at_0, is_linear):
    """T(0) = 0 also holds for tanh; the other three hold for linear functions alone."""
    f_0, *others = consequences.gaps(function, 1, pairs=50, seed=1).values()
    assert f_0 == at_0 and len(others) == 3
    assert (max(others) < 1e-12) is (min(others) < 1e-12) is is_linear


def test_gap_of_a_weighted_sum_is_that_of_its_bias():
    """f(x) = 3 x + 1: f(sum a_i x_i) - sum a_i f(x_i) = 1 - sum a_i."""
    found = consequences.gaps(lambda x: 3 * x + 1, 1, pairs=50, seed=2)
    generator = np.random.default_rng(2)
    generator.normal(size=(consequences.TERMS, 50, 1))
    factors = generator.normal(size=(consequences.TERMS, 50, 1))
    assert found['f(sum a_i x_i) - sum a_i f(x_i)'] == pytest.approx(
        np.abs(1 - factors.sum(axis=0)).max())


def test_composition_breaks_at_the_map_that_is_not_linear():
    def double(x):
        return 2 * x

    assert consequences.spread(consequences.composition(double, double)) == 0
    values = [step.value for step in consequences.composition(np.square, double)]
    assert (values[1] != values[2]).any() and (values[2] == values[3]).all()
    values = [step.value for step in consequences.composition(double, np.square)]
    assert (values[1] == values[2]).all() and (values[2] != values[3]).any()


@pytest.mark.parametrize('slope', [1, -0.5, 3])
def test_layers_are_one_layer_line_by_line(slope):
    """Against the matrices: slope^2 x W2 W3."""
    net = layer_proof.EXAMPLE
    expected = slope**2 * float(net.output @ (net.hidden @ net.x))
    lines = layer_proof.proof(net, lambda x: slope * x)
    assert [line['value'] for line in lines[1:]] == pytest.approx([expected] * 4)
    assert lines[0]['value'] == pytest.approx(slope * float(net.hidden[-1] @ net.x))


@pytest.mark.parametrize('slope', [2, -0.5])
def test_lines_of_equation_4_agree_with_one_index_only(slope):
    """f(W x)_2 less f(x_1) w_1 + f(x_2) w_2, and (W x)_3 in the place of the former."""
    net = layer_proof.EXAMPLE
    sums = net.hidden @ net.x
    assert layer_proof.gap_of_equation_4(net, lambda x: slope * x, 2) == 0
    assert layer_proof.gap_of_equation_4(net, lambda x: slope * x, 3) == pytest.approx(
        slope * (sums[2] - sums[1]))
    assert sums[2] - sums[1] == 6


def test_layers_with_relu_part_where_linearity_is_used():
    values = [line['value'] for line in layer_proof.proof(
        layer_proof.EXAMPLE, lambda x: max(0.0, x))]
    assert values[1] == values[2] != values[3] != values[4] != values[1]


def test_gradient_of_the_chain_is_that_of_differences():
    x, weights = np.linspace(-1, 1, 5), np.array([0.5, -1.5, 2.0])
    y = np.cos(x)
    _, gradient = scalar_chain.loss_and_gradient(
        *chain_report.FUNCTIONS['tanh'], weights, x, y)
    for place, one in enumerate(np.eye(3) * 1e-6):
        ends = [np.mean((scalar_chain.output(np.tanh, weights + shift, x) - y)**2)
                for shift in (one, -one)]
        assert gradient[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)


def test_one_weight_does_as_well_as_three_with_linear_units_only():
    cases = chain_report.train(lab_config('linearity', '--config.chain.steps=800'))
    easy, opposite, tanh = cases.values()
    assert all(run.loss < 1e-20 for run in easy.values())
    assert opposite['w1'].loss < 1e-20 and opposite['w1, w2, w3'].loss > 1
    assert abs(opposite['w1, w2, w3'].products[-1]) < 1e-4  # every gradient is 0 at W = 0
    assert tanh['w1, w2, w3'].loss < tanh['w1'].loss / 10


@pytest.mark.parametrize('override', [
    '--config.chain.slope=0', '--config.chain.targets=(1.0,1.0)', '--config.chain.steps=0',
    '--config.chain.learning_rate=-1'])
def test_wrong_chain_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--config.')):
        checks.validate(lab_config('linearity', override), None)


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    return written(lab.compute, lab_config('linearity', '--config.chain.steps=20'),
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
