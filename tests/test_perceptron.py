"""Threshold units: gates, the rule by hand, Novikoff's bound and what breaks it, a step."""

import functools
import itertools

import numpy as np
import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.perceptron import by_hand
from tf_labs.labs.perceptron import lab
from tf_labs.labs.perceptron import step_net
from tf_labs.labs.perceptron import threshold
from tf_labs.models import initial_weights
from tf_labs.training import full_batch

XOR_X, XOR_Y = by_hand.gate('xor')


@pytest.mark.parametrize('name', by_hand.UNITS)
def test_units_set_by_hand_are_gates(name):
    x, y = by_hand.gate(name)
    np.testing.assert_array_equal(by_hand.unit(name, x), y)


def test_two_layers_are_xor_and_14_functions_are_one_unit():
    np.testing.assert_array_equal(by_hand.xor(XOR_X), XOR_Y)
    missing = set(itertools.product((0, 1), repeat=4)) - by_hand.functions_of_one_unit()
    assert missing == {(0, 1, 1, 0), (1, 0, 0, 1)}


def one_by_one(x, y, passes):
    """The rule as it is written down: an example at a time."""
    v, mistakes = np.zeros(x.shape[1] + 1), []
    for _ in range(passes):
        mistakes.append(0)
        for row, truth in zip(x, y):
            u = np.append(row, 1)
            answer = int(v @ u >= 0)
            v = v + (truth - answer) * u
            mistakes[-1] += answer != truth
    return v, mistakes


@pytest.mark.parametrize('name', by_hand.GATES)
def test_rule_is_that_of_one_example_at_a_time(name):
    x, y = by_hand.gate(name)
    found = threshold.learn(x, y, epochs=20)
    v, mistakes = one_by_one(x, y, len(found.mistakes))
    np.testing.assert_array_equal(found.weights[-1], v)
    assert found.mistakes.tolist() == mistakes
    assert found.has_learnt is (name != 'xor')


def test_xor_comes_back_to_its_weights_and_other_gates_never_do():
    first, second = threshold.learn(XOR_X, XOR_Y, epochs=50).repeats
    found = threshold.learn(XOR_X, XOR_Y, epochs=50).weights
    np.testing.assert_array_equal(found[first], found[second])
    np.testing.assert_array_equal(found[first + 1], found[second + 1])
    assert threshold.learn(*by_hand.gate('and'), 50).repeats is None


@pytest.mark.parametrize('margin', [0.3, 0.05])
def test_bound_holds_where_a_line_separates_and_breaks_with_one_swapped_label(margin):
    x, y, v = threshold.separable(np.random.default_rng(3), 60, margin)
    u = threshold.with_one(x)
    assert np.abs(u @ v).min() >= margin and np.linalg.norm(v) == pytest.approx(1)
    most = threshold.bound(x, y, v)
    assert most == pytest.approx(
        (np.linalg.norm(u, axis=1).max() / np.abs(u @ v).min()) ** 2)
    assert threshold.learn(x, y, 10**6).mistakes.sum() <= most
    y[np.argmax(np.abs(u @ v))] ^= 1  # the surest example
    assert threshold.bound(x, y, v) == np.inf
    assert threshold.learn(x, y, int(most) + 1).mistakes.sum() > most


@pytest.mark.parametrize('activation, below', [('step', False), ('sigmoid', True)])
def test_a_gradient_comes_through_the_sigmoid_and_not_through_the_step(activation, below):
    x = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    parameters = [tf.constant(one) for one in
                  initial_weights.initial([3, 4, 2], 1, 'glorot_normal')]
    with tf.GradientTape() as tape:
        tape.watch(parameters)
        cost = step_net.cost(parameters, tf.constant(x), (x[:, 0] > 0).astype(int), activation)
    first, _, last, _ = tape.gradient(cost, parameters)
    assert np.any(first) == below and np.any(last)


def test_one_against_rest_counts_single_answers():
    """Three classes on a line: no unit can tell the middle one, so some inputs get no answer."""
    x = np.array([[-1.0], [0.0], [1.0]] * 4, np.float32)
    split = (x, np.array([0, 1, 2] * 4))
    found = step_net.one_against_rest({'train': split, 'test': split}, epochs=50)
    assert found['right'] <= found['one'] < 1


def test_the_claim_about_the_bound_can_fail():
    assert lab._bound({0.1: [(9.0, 8), (9.0, 10)]})[1]['bound_holds'] is False
    assert lab._bound({0.1: [(9.0, 8), (9.0, 9)]})[1]['bound_holds'] is True


@pytest.mark.parametrize('override', ['--config.rule.margins=0.0,', '--config.rule.margins=0.9,',
                                      '--config.rule.rows=1', '--config.net.units=0'])
def test_what_cannot_be_is_refused(override):
    with pytest.raises(UserError, match=override.split('=')[0].removeprefix('--')):
        validate(lab_config('perceptron', override), data_sets.describe)


@pytest.mark.slow
def test_a_small_run_writes_its_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(full_batch, 'descend', functools.partial(full_batch.descend, xla=False))
    done = ask('run', 'perceptron', f'--workdir={tmp_path}/run', '--config.rule.sets=2',
               '--config.net.steps=3', '--config.net.units=3', '--config.net.epochs=1',
               '--config.rule.epochs=20')
    assert done.returncode == 0 and done.stderr == ''
    assert 'goes round for ever' in done.stdout
    assert {path.stem for path in (tmp_path / 'run' / 'figures').iterdir()} >= {
        'gates', 'bound', 'nets'}
