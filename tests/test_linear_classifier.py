"""Logistic and softmax regression: gradients, claims that can fail, tables that are none."""

import numpy as np
import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import array_rules
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.linear_classifier import lab
from tf_labs.labs.linear_classifier import model
from tf_labs.labs.linear_classifier import table

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(50, 3)).astype(np.float32)


@pytest.mark.parametrize('units', [1, 2, 3])
def test_cost_and_gradient_are_those_of_the_formula(units):
    """(p - y) x, the mean over the rows; each of several models for itself."""
    labels = GENERATOR.integers(0, max(units, 2), (2, 50))
    weights = GENERATOR.normal(size=(2, 3, units)).astype(np.float32)
    bias = GENERATOR.normal(size=(2, 1, units)).astype(np.float32)
    variables = [tf.constant(weights), tf.constant(bias)]
    with tf.GradientTape() as tape:
        tape.watch(variables)
        costs = model.costs(variables, tf.constant(X), tf.constant(labels))
    gradient, of_bias = tape.gradient(costs, variables)
    for place in range(2):
        p = model.probabilities((weights[place], bias[place]), X)
        y = np.eye(p.shape[1])[labels[place]]
        np.testing.assert_allclose(costs[place], -np.log((p * y).sum(axis=1)).mean(), rtol=1e-5)
        wrong = (p - y)[:, -units:]
        np.testing.assert_allclose(gradient[place], X.T @ wrong / 50, atol=1e-6)
        np.testing.assert_allclose(of_bias[place, 0], wrong.mean(axis=0), atol=1e-6)


def test_sigmoid_is_the_softmax_of_the_sum_and_0():
    weights, bias = GENERATOR.normal(size=(3, 1)), np.ones((1, 1))
    one = model.probabilities((weights, bias), X)
    two = model.probabilities((np.hstack([0 * weights, weights]), np.array([[0.0, 1.0]])), X)
    np.testing.assert_allclose(one, two)
    np.testing.assert_allclose(one[:, 1], 1 / (1 + np.exp(-(X @ weights + 1)[:, 0])))


def made(labels):
    names = np.array(['a', 'b'])
    return array_rules.checked({'train': (np.arange(60.0).reshape(30, 2), names[labels]),
                                'test': (np.arange(40.0).reshape(20, 2), names[labels[:20]])},
                               numbers=False, where='made up')


def fitted(weight):
    return model.Fit((np.array([[weight], [0.0]]), np.full((1, 1), 0.01)), np.arange(1),
                     np.zeros(1))


@pytest.mark.parametrize('weight, beats, as_good', [
    (9.0, True, 0.5), (-9.0, False, 1.0), (0.0, False, 0.5)])
def test_the_claim_turns_with_the_answers(weight, beats, as_good):
    """A right model, one with its answers swapped, and a constant."""
    whole = made((np.arange(30) >= 11).astype(int))
    whole.splits['test'].labels[:] = table.rows(whole, 'test')[0][:, 0] > 0
    score = lab._score('model', fitted(weight), slice(None), whole)
    said, values = lab._claim(whole, score)
    assert values['beats_most_frequent'] is beats
    assert ('No difference' in said[0]) is not beats
    control = lab._control(whole, score, [fitted(9.0), fitted(-9.0)])[1]
    assert control['shuffled_as_good'] == as_good


def test_a_training_that_ended_worse_than_it_began_is_told():
    rows = [{'model': name, 'train cost': cost}
            for name, cost in (('all columns', 1.2), ('two columns', 1.0))]
    (said,) = lab._no_wiser(rows, 3)
    assert said.startswith('all columns: the training cost ends at 1.2, above the ln 3 = 1.099')


def test_wilson_interval_by_hand():
    whole = made(np.arange(30) % 2)
    score = lab._score('model', fitted(0.0), slice(None), whole)  # says b always: 10 of 20
    z = 1.959964
    half = z * np.sqrt(20 / 4 + z * z / 4) / (20 + z * z)
    assert score['test accuracy'] == 0.5
    assert [score['test, from'], score['test, to']] == pytest.approx([0.5 - half, 0.5 + half])


@pytest.mark.parametrize('override, words', [
    ('--config.data.table=cars', 'csv:FILE'), ('--config.data.target=a', 'has no effect'),
    ("--config.data.columns=('a',)", 'two columns'), ("--config.data.columns=('a','a')", 'two'),
    ('--config.net.form=tanh', 'softmax'), ('--config.train.shuffles=0', '1 to 1000')])
def test_what_cannot_be_is_refused(override, words):
    with pytest.raises(UserError, match=words):
        validate(lab_config('logistic_regression', override), data_sets.describe)


def csv(path, rows):
    path.write_text('\n'.join(['a,b,c,kind', *(','.join(map(str, row)) for row in rows)]))
    return path


@pytest.mark.slow
def test_bad_tables_and_a_constant_column(undrawn, tmp_path):
    """One class, a missing column, three classes for a sigmoid: one line each; a constant: a word.

    A table that was changed since is not answered from what was found before.
    """
    rows = [(number % 7, number * 3 % 11, 5, 'yes' if number % 7 > 3 else 'no')
            for number in range(80)]
    good = csv(tmp_path / 'good.csv', rows)
    one = csv(tmp_path / 'one.csv', [(*row[:3], 'yes') for row in rows])
    short = ('--config.train.steps=2', '--config.train.shuffles=1', f'--workdir={tmp_path}/run')
    for arguments, words in (
            ((f'--config.data.table=csv:{one}',), 'one class'),
            ((f'--config.data.table=csv:{good}', "--config.data.columns=('a','x')"), 'columns'),
            (('--config.data.table=wine',), 'a sigmoid needs two classes')):
        done = ask('run', 'logistic_regression', *arguments, *short)
        assert done.returncode == 2 and words in done.stderr
        assert done.stderr.count('error') == 1 and not (tmp_path / 'run').exists()
    # In a process of its own: this one has been told of the column already.
    done = cli('run', 'logistic_regression', f'--config.data.table=csv:{good}', *short)
    assert done.returncode == 0 and 'carry no information' in done.stderr and 'c' in done.stderr
    csv(good, rows[:70])
    done = ask('run', 'logistic_regression', f'--config.data.table=csv:{good}', *short)
    assert done.returncode == 2 and 'has changed since' in done.stderr
