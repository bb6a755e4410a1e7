"""Gradient and Hessian of the perceptron, three gates learnt, and XOR to the printed digit."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.data.small_tables import TABLES
from tf_labs.labs.gates import lab
from tf_labs.labs.gates import logistic

X = TABLES['xor']().x.astype(np.float64)
LABELS = {name: TABLES[name]().y[:, 0].astype(np.float64) for name in lab.GATES}
LN_2_AS_PRINTED = 0.6931471824645996


def loss(weights, y):
    """Mean binary cross-entropy in numpy: log(1 + e^z) - y z."""
    z = X @ weights[:2] + weights[2]
    return np.mean(np.logaddexp(0, z) - y * z)


def differences(function, weights, step=1e-5):
    """Central differences along each axis, [3, ...]."""
    return np.array([(function(weights + axis) - function(weights - axis)) / (2 * step)
                     for axis in step * np.eye(3)])


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    return written(lab.compute, lab_config('gates'), tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.parametrize('name', lab.GATES)
def test_gradient_and_hessian_are_those_of_differences(name):
    weights, y = np.array([0.7, -1.2, 0.4]), LABELS[name]
    np.testing.assert_allclose(logistic.gradient(weights, X, y),
                               differences(lambda w: loss(w, y), weights), atol=1e-10)
    np.testing.assert_allclose(logistic.hessian(weights, X),
                               differences(lambda w: logistic.gradient(w, X, y), weights),
                               atol=1e-10)


def test_differences_notice_a_wrong_gradient():
    """The twin forgets the bias: its check must fail."""
    weights, y = np.array([0.7, -1.2, 0.4]), LABELS['or']
    wrong = logistic.gradient(weights, X, y) * [1, 1, 0]
    assert np.abs(wrong - differences(lambda w: loss(w, y), weights)).max() > 1e-2


def test_tape_agrees():
    weights, y = tf.constant([0.7, -1.2, 0.4], tf.float64), LABELS['and']
    with tf.GradientTape() as tape:
        tape.watch(weights)
        z = tf.linalg.matvec(X, weights[:2]) + weights[2]
        mean = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, z))
    np.testing.assert_allclose(tape.gradient(mean, weights),
                               logistic.gradient(weights.numpy(), X, y), rtol=1e-12)


@pytest.mark.slow
def test_xor_is_stationary_at_0_and_other_gates_are_not(findings):
    assert findings.values['xor_gradient_at_0'] == [0, 0, 0]
    for name in ('and', 'or', 'nand'):
        assert np.abs(logistic.gradient(np.zeros(3), X, LABELS[name])).max() >= 0.125


@pytest.mark.slow
def test_hessian_at_0_by_hand(findings):
    """p (1 - p) = 1/4 for each of 4 rows: sum(u u^T) / 16; eigenvalues 1/16, (7 +- sqrt 33)/32."""
    np.testing.assert_array_equal(np.multiply(16, findings.values['xor_hessian_at_0']),
                                  [[2, 1, 2], [1, 2, 2], [2, 2, 4]])
    assert findings.values['xor_hessian_eigenvalues'] == pytest.approx(
        [(7 - math.sqrt(33)) / 32, 1 / 16, (7 + math.sqrt(33)) / 32])


def test_loss_is_strictly_convex_everywhere_and_ln_2_its_least_value():
    generator = np.random.default_rng(0)
    for weights in generator.normal(scale=2, size=(200, 3)):
        assert np.linalg.eigvalsh(logistic.hessian(weights, X)).min() > 0
        assert loss(weights, LABELS['xor']) > math.log(2)


@pytest.mark.slow
def test_three_gates_are_learnt_and_one_is_not(findings):
    values = findings.values
    for name in ('and', 'or', 'nand'):
        assert values[f'{name}_accuracy'] == 1 and values[f'{name}_loss'] < 0.002
    assert values['xor_accuracy'] == 0.5


@pytest.mark.slow
@pytest.mark.parametrize('seed', [777, 1])
def test_xor_prints_ln_2_to_the_last_digit_whatever_the_start(seed, findings):
    values = findings.values if seed == 777 else lab.compute(
        lab_config('gates', f'--config.seed={seed}')).values
    first, *others = values['xor_losses']
    assert first > 0.6932 and others == [LN_2_AS_PRINTED] * 10
    assert values['xor_loss'] == LN_2_AS_PRINTED and values['xor_accuracy'] == 0.5


@pytest.mark.slow
def test_losses_are_those_of_a_descent_in_numpy(findings):
    """From the same start, in float64, by the closed form of the gradient."""
    limit = 1 / math.sqrt(2)
    generator = np.random.default_rng(np.random.SeedSequence(777))
    start = np.concatenate([generator.uniform(-limit, limit, (2, 1)).ravel(),
                            generator.uniform(-limit, limit, (1, 1)).ravel()])
    for name in lab.GATES:
        weights = start.copy()
        for _ in range(1000):
            weights -= logistic.gradient(weights, X, LABELS[name])
        row = findings.tables['losses'][1]
        assert row['step'] == 1000
        assert row[name] == pytest.approx(loss(weights, LABELS[name]), rel=1e-4)


@pytest.mark.slow
def test_a_short_descent_says_that_it_is_one():
    """After 21 steps XOR is not at 1/2 yet: its line is drawn, and nothing is claimed."""
    found = lab.compute(lab_config('gates', '--config.train.steps=21',
                                   '--config.gates.print_every=1'))
    assert 'The descent on XOR has not come to its end yet.' in found.lines
    assert [row['step'] for row in found.tables['losses']] == [0, 10, 20]
