"""Weight decay in many nets is the project's rule, and the verdict turns with the errors."""

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.labs.weight_decay import lab
from tf_labs.nn.momentum_decay import MomentumDecay
from tf_labs.training import many_nets

SEEDS = [1, 2, 3]


def test_decay_is_that_of_momentum_decay():
    """Kernels decay inside the velocity, biases do not."""
    generator = np.random.default_rng(0)
    x, labels = generator.normal(size=(8, 4)).astype(np.float32), generator.integers(0, 3, 8)
    start = many_nets.initial([4, 5, 3], [1], 'he_normal', 2)
    batches = many_nets.orders([1], 8, 4, 2)
    fit = many_nets.train(start, tf.nn.relu, x, labels, batches, rates=(0.1, 0.1), momentum=0.9,
                          decay=(0.0, 0.3))
    weights = [tf.Variable(one[1, 0] if index % 2 == 0 else one[1, 0, 0])
               for index, one in enumerate(start)]
    rule = MomentumDecay(0.1, momentum=0.9, weight_decay=0.3)
    rule.build(weights)
    for order in batches[:, :, 0].reshape(-1, 4):
        with tf.GradientTape() as tape:
            logits = tf.nn.relu(x[order] @ weights[0] + weights[1]) @ weights[2] + weights[3]
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels[order], logits))
        rule.apply(tape.gradient(loss, weights), weights)
    for ours, theirs in zip(fit.parameters, weights):
        np.testing.assert_allclose(ours[1, 0].reshape(theirs.shape), theirs, rtol=1e-4, atol=1e-6)
        assert not np.allclose(ours[0], ours[1])  # the twin without decay


def errors(*means):
    return np.array(means)[:, np.newaxis] + np.array([0.0, 0.001, -0.001])


@pytest.mark.parametrize('mean, words', [(0.02, 'lowered'), (0.08, 'raised')])
def test_verdict_turns_with_the_errors(mean, words):
    wobble = np.array([[0.0] * 3, [0.0005, -0.0005, 0.0]])
    rows = lab.compared((0.0, 0.1), errors(0.05, mean) + wobble, errors(1.0, 1.0),
                        errors(0.1, 0.1) + 20 * wobble, SEEDS)
    assert lab.verdict(rows[1], 'training').endswith(f'{words}.')
    assert lab.verdict(rows[1], 'test').endswith('no difference shown.')


@pytest.mark.slow
def test_it_runs(tmp_path):
    found = written(lab.compute, lab_config(
        'weight_decay', '--config.train.seeds=2', '--config.train.epochs=1',
        '--config.optimizer.weight_decays=(0.,0.5)', '--config.data.train_examples=64'),
        tmp_path / 'run')
    assert [row['decay'] for row in found.tables['weight_decay']] == [0.0, 0.5]
    assert found.values['training_error_0.5'] >= 0
