"""What Sequential refuses, nets with branches by hand, a verdict that turns."""

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.sequential import deep
from tf_labs.labs.sequential import lab
from tf_labs.labs.sequential import structures


def test_a_branch_two_inputs_and_two_outputs_are_refused_and_nothing_else():
    rows = lab.tried(structures.structures())
    assert [row['structure'] for row in rows if row['Sequential'] == 'no'] == [
        'branch', 'two_inputs', 'two_outputs']
    assert all(row['functional'] == 'yes' for row in rows)
    assert all(('Error' in row['Keras says']) == (row['Sequential'] == 'no') for row in rows)


@pytest.mark.parametrize('branch', [True, False])
def test_nets_are_those_of_numpy(branch):
    parameters = deep.initial([5, 3, 3, 3, 2], [1, 2], branch)
    x = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
    for seed in range(2):
        first, _, second, _, third, _, last, _ = (one[seed] for one in parameters)
        hidden = x @ first
        for kernel in (second, third):
            out = np.maximum(hidden @ kernel, 0)
            hidden = hidden + out if branch else out
        said = deep.logits([tf.constant(one) for one in parameters], tf.constant(x), branch)
        np.testing.assert_allclose(said[seed], hidden @ last, rtol=1e-4, atol=1e-5)


def test_a_gradient_comes_past_a_layer_that_says_0_only_with_a_branch():
    parameters = [tf.constant(one) for one in deep.initial([5, 3, 3, 2], [1], True)]
    parameters[2] = tf.zeros_like(parameters[2])
    for branch in (True, False):
        with tf.GradientTape() as tape:
            tape.watch(parameters[0])
            cost = tf.reduce_sum(deep.logits(parameters, tf.ones((2, 5)), branch)[..., 0])
        assert np.any(tape.gradient(cost, parameters[0])) == branch


@pytest.mark.parametrize('chain, branches, verdict', [
    ((0.1, 0.2, 0.3), (0.9, 0.9, 0.9), 'branches help'),
    ((0.9, 0.9, 0.9), (0.1, 0.2, 0.3), 'branches hurt'),
    ((0.5, 0.6, 0.7), (0.6, 0.5, 0.71), 'no difference shown')])
def test_the_verdict_turns(chain, branches, verdict):
    outcomes = {name: deep.Outcome(np.arange(1), np.ones((1, 3)), np.array(accuracies))
                for name, accuracies in ((lab.CHAIN, chain), (lab.BRANCHES, branches))}
    said, values, _ = lab.compared(outcomes)
    assert values['verdict'] == verdict and verdict in said[0]


@pytest.mark.slow
def test_a_small_run_draws_both_nets():
    found = lab.compute(lab_config(
        'sequential', '--config.net.depth=1', '--config.net.units=3', '--config.train.steps=2',
        '--config.train.seeds=2', '--config.train.examples=10'))
    assert set(found.figures) == {'training'}
    assert found.values['refused_by_sequential'] == ['branch', 'two_inputs', 'two_outputs']


@pytest.mark.parametrize('override', [
    '--config.net.depth=0', '--config.train.seeds=1', '--config.train.examples=2000'])
def test_what_cannot_be_is_refused(override):
    with pytest.raises(UserError, match=override.split('=')[0].removeprefix('--')):
        validate(lab_config('sequential', override), data_sets.describe)
