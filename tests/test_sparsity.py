"""Zeros are counted right, and the verdicts of the lab turn with the numbers."""

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.labs.sparsity import lab
from tf_labs.labs.sparsity.lab import Outcome
from tf_labs.training.many_nets import Fit

SEEDS = [1, 2, 3, 4]


def outcome(accuracy, epochs, zeros=0.5, order=1):
    wobble = np.array([0.0, 0.002, -0.002, 0.001])[::order]
    return Outcome(zeros + wobble, np.zeros(4), accuracy + wobble, epochs * (1 + wobble[::-1]))


def told(other, base):
    rows = lab.compared({'base': base, 'other': other}, SEEDS)
    return lab.verdict(rows[1])


def test_zeros_and_dead_units_by_hand():
    """Two units: one 0 for one of two examples, one 0 for both."""
    kernel = np.array([[1.0, -1.0]], np.float32)
    fit = Fit(np.zeros((2, 1, 1)), np.zeros((2, 1, 1)), [
        kernel[np.newaxis, np.newaxis], np.zeros((1, 1, 1, 2), np.float32),
        np.array([[0.0, 1.0], [0.0, 0.0]], np.float32)[np.newaxis, np.newaxis],
        np.zeros((1, 1, 1, 2), np.float32)])
    test = np.array([[2.0], [0.0]], np.float32), np.array([1, 1])
    found, = lab.outcome(fit, tf.nn.relu, test, 0.1)
    assert found.zeros == [0.75] and found.dead == [0.5] and found.accuracy == [0.5]


def test_verdicts_turn_with_the_numbers():
    good, bad = outcome(0.97, 3.0), outcome(0.90, 6.0, order=-1)
    assert told(good, bad).endswith('more accurate; faster.')
    assert told(bad, good).endswith('less accurate; slower.')
    assert told(outcome(0.97, 3.0), good).endswith(
        'no difference in accuracy shown; no difference in speed shown.')
    never = outcome(0.97, np.nan)
    assert told(never, good).endswith('the target is not always reached.')


@pytest.mark.parametrize('zeros, words', [
    (0.3, 'more than half'), (0.7, 'less than half'), (0.5, 'about half')])
def test_whether_most_neurons_are_positive(zeros, words):
    assert words in lab.mostly(*lab.share_positive(outcome(0.9, 1.0, zeros), SEEDS))


@pytest.mark.slow
def test_a_penalty_makes_zeros(tmp_path):
    """Without the penalty, the twin, the share would stay where it is."""
    found = written(lab.compute, lab_config(
        'sparsity', '--config.train.seeds=2', '--config.train.epochs=3', '--config.net.l1=(0.,0.1)',
        '--config.data.train_examples=320', '--config.net.hidden_sizes=16,'), tmp_path / 'run')
    values = found.values
    assert values['zeros_ReLU_l1_0.1'] > values['zeros_ReLU_l1_0'] + 0.1
    assert values['zeros_leaky_ReLU'] == 0
