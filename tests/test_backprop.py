"""Gradients by hand against numpy, tape and differences; wrong twins; the printed plateau."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.made_up_data import made_up
from tests.undrawn import figures_undrawn
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.data.small_tables import TABLES
from tf_labs.errors import UserError
from tf_labs.labs.backprop import gradient_check
from tf_labs.labs.backprop import gradients as backprop
from tf_labs.labs.backprop import lab
from tf_labs.labs.backprop import minibatch_sgd
from tf_labs.models import initial_weights
from tf_labs.training import full_batch

TABLE = TABLES['xor']()
X, Y = TABLE.x.astype(np.float64), TABLE.y.astype(np.float64)
STEP = 1e-5


def problem(kind, seed=0):
    """Returns (by hand, parameters, x, y) in float64, with weights large enough to bend."""
    generator = np.random.default_rng(seed)
    sizes = (2, 2, 1) if kind == 'binary' else (7, 5, 4)
    parameters = [generator.normal(size=shape) for fan_in, fan_out in zip(sizes, sizes[1:])
                  for shape in ((fan_in, fan_out), (1, fan_out))]
    if kind == 'binary':
        return backprop.binary, parameters, X, Y
    return (backprop.softmax, parameters, generator.normal(size=(11, 7)),
            np.eye(4)[generator.integers(0, 4, 11)])


def differences(by_hand, parameters, x, y):
    found = gradient_check.central_differences(
        lambda moved: float(by_hand(moved, x, y)[0]), parameters,
        [np.arange(one.size) for one in parameters], STEP)
    return [slopes.reshape(one.shape) for slopes, one in zip(found, parameters)]


def by_tape(by_hand, parameters, x, y):
    tensors = [tf.constant(one) for one in parameters]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        loss, _ = by_hand(tensors, tf.constant(x), tf.constant(y))
    return [one.numpy() for one in tape.gradient(loss, tensors)]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['binary', 'softmax'])
@pytest.mark.parametrize('reference, tolerance', [(differences, 1e-8), (by_tape, 1e-13)])
def test_gradients_are_right(kind, reference, tolerance):
    by_hand, parameters, x, y = problem(kind)
    gradients = by_hand(parameters, x, y)[1]
    assert [one.shape for one in gradients] == [one.shape for one in parameters]
    assert gradient_check.relative_error(
        gradients, reference(by_hand, parameters, x, y)) < tolerance


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['binary', 'softmax'])
def test_one_wrong_gradient_is_noticed(kind):
    """A twin with one gradient one per cent off fails the check that the right one passes."""
    by_hand, parameters, x, y = problem(kind)
    expected = differences(by_hand, parameters, x, y)
    gradients = [one.numpy() for one in by_hand(parameters, x, y)[1]]
    assert gradient_check.relative_error(gradients, expected) < 1e-8
    for place in range(4):
        wrong = [one * 1.01 if number == place else one for number, one in enumerate(gradients)]
        assert gradient_check.relative_error(wrong, expected) == pytest.approx(0.01, rel=1e-3)


def test_forgotten_slope_of_the_hidden_layer_is_noticed():
    by_hand, parameters, x, y = problem('binary')
    hidden, z = backprop.forward(parameters, x)
    delta = (tf.sigmoid(z) - y) / len(x)
    forgotten = tf.matmul(x, tf.matmul(delta, parameters[2], transpose_b=True), transpose_a=True)
    right = backprop.chain_rule(parameters, x, hidden, delta)[0]
    expected = differences(by_hand, parameters, x, y)[:1]
    assert gradient_check.relative_error([right], expected) < 1e-8
    assert gradient_check.relative_error([forgotten], expected) > 0.5


def test_relative_error_by_hand():
    assert gradient_check.relative_error(
        [np.array([1.0, 0.0]), np.array([2.0])], [np.array([2.0, 0.0]), np.array([2.5])]) == 0.5
    with pytest.raises(ValueError):
        gradient_check.relative_error([np.ones(1)], [])


def test_central_differences_of_a_cubic():
    """(L(w + s) - L(w - s)) / 2 s = 3 w^2 + s^2; only the chosen entries, nothing changed."""
    parameters = [np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0])]
    before = [one.copy() for one in parameters]
    found = gradient_check.central_differences(
        lambda moved: sum(float(np.sum(one**3)) for one in moved), parameters,
        [np.array([3, 0]), np.array([], int)], 0.1)
    assert found[0] == pytest.approx([48.01, 3.01]) and found[1].size == 0
    for one, old in zip(parameters, before):
        np.testing.assert_array_equal(one, old)


def notes_in_numpy(parameters, steps):
    """The notes' loop line by line, float64: costs and parameters after each step."""
    w1, b1, w2, b2 = (one.astype(np.float64) for one in parameters)
    costs = []
    for _ in range(steps):
        a1 = sigmoid(X @ w1 + b1)
        p = sigmoid(a1 @ w2 + b2)
        costs.append(-np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p)))
        d_l2 = (p - Y) / (p * (1 - p) + 1e-7) * p * (1 - p)
        d_w2 = a1.T @ d_l2
        d_l1 = d_l2 @ w2.T * a1 * (1 - a1)
        d_w1 = X.T @ d_l1
        w1, b1 = w1 - d_w1, b1 - d_l1.mean(axis=0)
        w2, b2 = w2 - d_w2, b2 - d_l2.mean(axis=0)
    return costs, [w1, b1, w2, b2]


@pytest.mark.slow
def test_update_of_the_notes_is_theirs():
    start = initial_weights.initial((2, 2, 1), 3, 'fan_in_uniform')
    costs, expected = notes_in_numpy(start, 200)
    x, y = tf.constant(TABLE.x), tf.constant(TABLE.y)
    descent = full_batch.descend(
        backprop.as_loss(lambda one: backprop.binary_of_the_notes(one, x, y)), start,
        learning_rate=1.0, steps=200, log_every=1)
    np.testing.assert_allclose(descent.losses, costs, rtol=1e-4)
    for one, reference in zip(descent.last, expected):
        np.testing.assert_allclose(one, reference, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('seed', range(3))
def test_notes_take_four_times_the_weights_and_once_the_biases(seed):
    _, parameters, x, y = problem('binary', seed)
    right, notes = (by_hand(parameters, x, y)[1] for by_hand in (
        backprop.binary, backprop.binary_of_the_notes))
    for place, factor in enumerate((4, 1, 4, 1)):
        np.testing.assert_allclose(notes[place], factor * right[place], rtol=1e-4)


def test_notes_differ_from_a_loss_by_their_epsilon():
    """Where p is almost 0, 1e-7 in the denominator is no longer small: it halves the gradient."""
    z = np.log(1e-7)
    parameters = [np.zeros((2, 2)), np.zeros((1, 2)), np.zeros((2, 1)), np.full((1, 1), z)]
    ones = np.ones_like(Y)
    right, notes = (by_hand(parameters, X, ones)[1][3].numpy().item() for by_hand in (
        backprop.binary, backprop.binary_of_the_notes))
    assert notes / right == pytest.approx(0.5, rel=1e-3)


@pytest.mark.parametrize('by_hand', [backprop.binary, backprop.binary_of_the_notes])
def test_nets_side_by_side_are_the_nets_alone(by_hand):
    seeds = range(4)
    many = initial_weights.initial_many((2, 2, 1), seeds, 'fan_in_uniform')
    losses, gradients = by_hand(many, tf.constant(TABLE.x), tf.constant(TABLE.y))
    for seed in seeds:
        loss, alone = by_hand(initial_weights.initial((2, 2, 1), seed, 'fan_in_uniform'),
                              tf.constant(TABLE.x), tf.constant(TABLE.y))
        assert float(losses[seed]) == pytest.approx(float(loss), rel=1e-6)
        for one, reference in zip(gradients, alone):
            np.testing.assert_allclose(one[seed], reference, rtol=1e-5, atol=1e-7)


def test_as_loss_hands_on_gradients_by_hand_and_the_factor_before_them():
    parameters = [tf.constant([[1.0, 2.0]])]
    loss = backprop.as_loss(lambda one: (tf.reduce_sum(one[0]), [tf.constant([[5.0, 7.0]])]))
    with tf.GradientTape() as tape:
        tape.watch(parameters)
        three = 3 * loss(parameters)
    assert float(three) == 9
    np.testing.assert_array_equal(tape.gradient(three, parameters)[0], [[15, 21]])


@pytest.mark.slow
def test_epoch_on_images_is_sgd_in_numpy():
    """One batch of everything a step, so that the order plays no part."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (12, 6), dtype=np.uint8)
    labels = generator.integers(0, 3, 12)
    start = initial_weights.initial((6, 4, 3), 0, 'fan_in_uniform')
    w1, b1, w2, b2 = (one.astype(np.float64) for one in start)
    x, y = images / 255, np.eye(3)[labels]
    runs = minibatch_sgd.epochs(start, images, labels, count=3, learning_rate=0.5, batch_size=12,
                                classes=3, scale=1 / 255, seed=1)
    for parameters, loss in runs:
        hidden = sigmoid(x @ w1 + b1)
        z = hidden @ w2 + b2
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        assert loss == pytest.approx(-np.mean(np.log(p[np.arange(12), labels])), rel=1e-5)
        delta = (p - y) / 12
        back = delta @ w2.T * hidden * (1 - hidden)
        w1, b1, w2, b2 = (w1 - 0.5 * x.T @ back, b1 - 0.5 * back.sum(axis=0),
                          w2 - 0.5 * hidden.T @ delta, b2 - 0.5 * delta.sum(axis=0))
        for one, reference in zip(parameters, (w1, b1, w2, b2)):
            np.testing.assert_allclose(one, reference, atol=1e-5)


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    """The lab on digits of 8x8 pixels, which need no preparation; XOR as it is."""
    with figures_undrawn():
        return written(lab.compute, lab_config(
            'backprop', '--config.data.name=digits', '--config.digits.epochs=1',
            '--config.digits.hidden_units=10', '--config.backprop.seeds=64',
            '--config.backprop.checked_entries=20'),
            tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
def test_lab_finds_its_gradients_right_and_those_of_the_notes_wrong(findings):
    values = findings.values
    assert values['max_relative_error_tape'] < 1e-13
    assert values['max_relative_error_differences'] < 1e-7
    assert values['notes_relative_error_tape'] == pytest.approx(3, rel=1e-4)  # four times, less 1
    assert values['notes_weight_factor'] == pytest.approx(4, rel=1e-4)
    assert values['notes_bias_factor'] == pytest.approx(1, rel=1e-4)
    json.dumps(values)


@pytest.mark.slow
def test_all_eleven_printed_costs_come_out(findings):
    """To 5e-7: a descent in float32 wanders by that much on the plateau."""
    assert findings.values['notes_costs'] == pytest.approx(lab.NOTES, abs=5e-7)
    assert findings.values['notes_first_cost'] == pytest.approx(0.346715, abs=1e-6)
    assert findings.values['notes_final_cost'] == pytest.approx(0.346640, abs=1e-6)
    assert findings.values['notes_start_cost'] > 0.69  # which a random start has


@pytest.mark.slow
def test_excess_over_half_of_ln_2_falls_like_one_over_the_step(findings):
    excess = [row['1 / (ours - ln(2)/2)'] for row in findings.tables['plateau']]
    slopes = np.diff(excess) / 1000
    assert slopes == pytest.approx(np.full(10, slopes.mean()), rel=0.05)


@pytest.mark.slow
def test_shares_are_whole_and_every_end_is_seen(findings):
    for update in lab.UPDATES:
        shares = [findings.values[f'{update}_share_{end}']
                  for end in ('solved', 'half', 'stuck', 'other')]
        assert sum(shares) == pytest.approx(1)
        assert 0.7 < shares[0] < 0.95 and 0.05 < shares[1] < 0.3


@pytest.mark.slow
def test_same_seed_same_digits_and_another_seed_others(monkeypatch):
    monkeypatch.setattr(sources, 'load', made_up)
    found = [lab.train_on_digits(config, sources.load('digits', ('train', 'test'), None))[1]
             for config in (lab_config('backprop', '--config.data.name=digits',
                                       '--config.digits.epochs=1',
                                       '--config.digits.hidden_units=4', f'--config.seed={seed}')
                            for seed in (5, 5, 6))]
    assert found[0] == found[1] != found[2]


@pytest.mark.slow
@pytest.mark.mnist
def test_mnist_by_hand(mnist_dir):
    config = lab_config('backprop', '--config.digits.epochs=1')
    splits = sources.load('mnist', ('train', 'test'), mnist_dir)
    assert lab.train_on_digits(config, splits)[1]['mnist_accuracy'] > 0.93


@pytest.mark.slow
def test_seed_that_never_gets_there_is_a_line():
    with pytest.raises(UserError, match='never reaches notes_first_cost'):
        lab.continued_run(lab_config('backprop', '--config.train.steps=10'), right=0.0)


@pytest.mark.parametrize('override', [
    '--config.digits.batch_size=60001', '--config.backprop.checked_examples=60001',
    '--config.backprop.notes_first_cost=0.3'])
def test_what_cannot_be_is_refused(override):
    with pytest.raises(UserError):
        validate(lab_config('backprop', override), data_sets.describe)
