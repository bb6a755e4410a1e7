"""The chain against differences and the printed digits; norms against numpy; dead units."""

import io
import math

import numpy as np
import pytest
import tensorflow as tf

from tf_labs.config.schema import default_config
from tf_labs.labs.vanishing_gradient import chain
from tf_labs.labs.vanishing_gradient import chain_figure
from tf_labs.labs.vanishing_gradient import chain_table
from tf_labs.labs.vanishing_gradient import gradient_flow
from tf_labs.labs.vanishing_gradient import lab
from tf_labs.models import mlp

WEIGHTS = (0.1, 0.2, 0.3)


def test_chain_has_the_printed_outputs_and_slopes():
    outputs = chain.forward(1, WEIGHTS)
    assert [f'{a:.3f}' for a in outputs] == ['0.525', '0.526', '0.539']
    by_hand = chain.forward(1, WEIGHTS, digits=3)
    assert by_hand == [0.525, 0.526, 0.539]
    assert chain.slopes(by_hand, digits=3) == [0.249, 0.249, 0.248]
    assert [f'{slope:.3f}' for slope in chain.slopes(outputs)] == [
        '0.249', '0.249', '0.248']


def test_printed_0_061_is_cut_off_and_no_rounding_gives_it():
    exact = chain.product_of_slopes(
        chain.slopes(chain.forward(1, WEIGHTS)))
    by_hand = 0.248 * 0.249
    assert f'{exact[1]:.3f}' == f'{by_hand:.3f}' == '0.062'
    assert chain.truncated(exact[1], 3) == chain.truncated(by_hand, 3) == 0.061
    assert {f'{value:.3f}' for value in (exact[0], 0.061 * 0.249, 0.062 * 0.249)} == {'0.015'}


@pytest.mark.parametrize('x, weights', [(1.0, WEIGHTS), (-0.7, (1.5, -2.0, 0.4, 3.0))])
def test_chain_rule_is_the_tape_and_the_difference_quotient(x, weights):
    def output(layer: int, shift: float) -> float:
        a = x
        for index, weight in enumerate(weights):
            z = weight * a + (shift if index == layer else 0)
            a = 1 / (1 + math.exp(-z))
        return a

    slopes = chain.slopes(chain.forward(x, weights))
    exact = chain.chain_rule(slopes, weights)
    quotients = [(output(layer, 1e-5) - output(layer, -1e-5)) / 2e-5
                 for layer in range(len(weights))]
    assert exact == pytest.approx(quotients, rel=1e-7)
    assert chain.by_tape(x, weights) == pytest.approx(exact, rel=1e-12)


def test_chain_rule_of_the_notes_is_too_large_by_both_weights():
    slopes = chain.slopes(chain.forward(1, WEIGHTS))
    true, product = chain.chain_rule(slopes, WEIGHTS), (
        chain.product_of_slopes(slopes))
    assert f'{true[0]:.6f}' == '0.000927'
    assert true[0] == pytest.approx(product[0] * 0.2 * 0.3)
    assert true[2] == product[2]


def test_gradient_norms_are_those_of_backpropagation_by_hand():
    """Two hidden sigmoid layers: deltas from the output down, dL/dW = a^T delta / N."""
    model = mlp.mlp((2, 2, 1), mlp.pieces((5, 4), 3, seed=1, activation='sigmoid'))
    generator = np.random.default_rng(0)
    images, labels = generator.normal(size=(7, 2, 2, 1)), generator.integers(0, 3, 7)
    kernels = [layer.kernel.numpy() for layer in model.layers if hasattr(layer, 'kernel')]
    activations = [images.reshape(7, 4)]
    for kernel in kernels[:-1]:
        activations.append(1 / (1 + np.exp(-activations[-1] @ kernel)))
    logits = activations[-1] @ kernels[-1]
    delta = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True) - np.eye(3)[labels]
    expected = []
    for kernel, a in zip(reversed(kernels), reversed(activations)):
        expected.insert(0, np.linalg.norm(a.T @ delta / 7))
        delta = (delta @ kernel.T) * a * (1 - a)
    norms = gradient_flow.kernel_gradient_norms(
        model.layers, tf.constant(images, tf.float32), tf.constant(labels))
    np.testing.assert_allclose(norms, expected, rtol=1e-4)


def test_norms_below_the_root_of_the_smallest_float_are_kept():
    model = mlp.mlp((1, 1, 1), mlp.pieces(
        (1,) * 3, 2, seed=1, activation='linear', kernel_initializer='random_normal',
        init_stddev=1e-10))
    norms = gradient_flow.kernel_gradient_norms(
        model.layers, tf.ones((1, 1, 1, 1)), tf.constant([0]))
    assert (norms > 0).all() and norms[0] < 1e-22


def net(bias: float) -> list[np.ndarray]:
    """Two hidden units, x1 - x2 + 0.5 and bias + x1, and two classes."""
    return [np.array([[1, 1], [-1, 0]], np.float32), np.array([[0.5, bias]], np.float32),
            np.array([[1, 2], [3, 4]], np.float32), np.zeros((1, 2), np.float32)]


X, LABELS = tf.constant([[0, 0], [1, 0], [0, 1]], tf.float32), tf.constant([0, 1, 1])


@pytest.mark.parametrize('bias, silent, dead', [(0.5, 0, 0), (-0.5, 0, 0), (-2, 0.5, 0.5)])
def test_unit_is_dead_when_no_example_reaches_it(bias, silent, dead):
    assert gradient_flow.silent_share(net(bias), X) == silent
    assert gradient_flow.dead_share(net(bias), X, LABELS, tf.nn.relu) == dead


def test_leaky_unit_is_silent_but_not_dead():
    assert gradient_flow.silent_share(net(-2), X) == 0.5
    assert gradient_flow.dead_share(net(-2), X, LABELS, tf.nn.leaky_relu) == 0


def test_accuracy_counts_the_largest_logit():
    parameters = [np.eye(2, dtype=np.float32), np.zeros((1, 2), np.float32)] * 2
    x = tf.constant([[2, 1], [0, 1], [1, 0]], tf.float32)
    assert gradient_flow.accuracy(parameters, x, np.array([0, 1, 1]), tf.nn.relu) == (
        pytest.approx(2 / 3))


@pytest.fixture(scope='module')
def findings():
    config = default_config('vanishing_gradient')
    config.depth.depths = (10,)
    config.dying.units = 16
    config.dying.negative_bias = -2.0  # which is grown out of in fewer epochs than -3
    config.dying.epochs = 600
    config.dying.log_every = 100
    return lab.compute(config)


@pytest.mark.slow
def test_chain_is_found_as_published(findings):
    values = findings.values
    assert values['chain_true_1'] == pytest.approx(0.000927, abs=5e-7)
    assert values['chain_tape_1'] == pytest.approx(values['chain_true_1'], rel=1e-12)
    assert values['chain_product_by_hand_truncated'] == 0.061
    for figure in findings.figures.values():
        figure.savefig(io.BytesIO())


@pytest.mark.slow
@pytest.mark.parametrize('start', ['small_normal', 'xavier', 'he'])
def test_first_layers_gradient_vanishes_with_sigmoids_and_not_with_relu(findings, start):
    values = findings.values
    assert values[f'gradient_sigmoid_{start}_log10_ratio'] < -4
    for activation in ('tanh', 'relu', 'leaky_relu'):
        assert abs(values[f'gradient_{activation}_{start}_log10_ratio']) < 0.7


@pytest.mark.slow
def test_batch_norm_saves_the_sigmoid_and_he_the_size_of_relus_gradient(findings):
    values = findings.values
    assert abs(values['gradient_sigmoid_batch_norm_log10_ratio']) < 0.7
    assert 0.1 < values['gradient_relu_he_first'] < 10
    assert values['gradient_relu_small_normal_first'] < 1e-4


@pytest.mark.slow
@pytest.mark.parametrize('case', ['large_rate', 'negative_bias'])
def test_relu_dies_and_leaky_relu_lives(findings, case):
    values = findings.values
    assert values[f'dying_{case}_relu_dead'] > 0.9
    assert values[f'dying_{case}_relu_test_accuracy'] < 0.2
    assert values[f'dying_{case}_leaky_relu_dead'] == 0
    assert values[f'dying_{case}_leaky_relu_test_accuracy'] > 0.6


@pytest.mark.slow
def test_healthy_relu_is_as_good_as_leaky_relu(findings):
    values = findings.values
    assert values['dying_healthy_relu_dead'] < 0.1
    assert values['dying_healthy_relu_test_accuracy'] > 0.95


def test_weighted_sums_are_those_that_the_notes_print():
    outputs = chain.forward(1, WEIGHTS)
    exact = chain.weighted_sums(1, WEIGHTS, outputs)
    assert [1 / (1 + math.exp(-z)) for z in exact] == outputs
    by_hand = chain.weighted_sums(1, WEIGHTS, chain.forward(1, WEIGHTS, digits=3), digits=3)
    assert by_hand == [0.1, 0.105, 0.158]


def test_chain_is_printed_step_by_step_and_drawn():
    lines, rows, values = chain_table.compute(default_config('vanishing_gradient'))
    text = '\n'.join(lines)
    assert 'z2 = 0.2 * 0.525 = 0.105' in text and 'z3 = 0.3 * 0.526 = 0.158' in text
    assert values['chain_z3'] == pytest.approx(0.3 / (1 + math.exp(-values['chain_z2'])))
    drawn = chain_figure.draw(1, WEIGHTS, rows)
    texts = ' '.join(text.get_text() for text in drawn.axes[0].texts)
    assert all(number in texts for number in ('= 0.105', '= 0.539', '= 0.000927', '0.3'))
