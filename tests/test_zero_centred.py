"""Sigmoids that differ in their mean alone, and what the lab says of them."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import cli
from tests.conftest import ROOT
from tf_labs.labs.zero_centred import lab
from tf_labs.report import ratios
from tf_labs.training import many_nets
from tf_labs.training import rate_grid
from tf_labs.training.many_nets import Fit


def outputs(parameters, mean):
    x = np.random.default_rng(1).random((9, 6)).astype(np.float32)
    return many_nets.hidden_and_logits(
        [tf.constant(one) for one in parameters], x, lambda z: tf.sigmoid(z) + (mean - 0.5))[1]


@pytest.mark.parametrize('mean', [0.25, 0.5, 1.0])
def test_nets_of_every_mean_answer_alike_at_the_start(mean):
    start = many_nets.initial([6, 5, 4, 3], [1, 2], 'glorot_uniform', 2)
    of_zero = outputs(lab.compensated(start, 0.0), 0.0)
    np.testing.assert_allclose(outputs(lab.compensated(start, mean), mean), of_zero, atol=1e-5)
    assert np.abs(outputs(start, mean) - of_zero).max() > 0.05  # the twin with biases of 0


def made_up(*epochs):
    """A fit whose errors fall to the target after so many epochs, by seed; one rate."""
    steps = np.arange(20)[:, np.newaxis]
    errors = np.maximum(0, 1 - 0.9 * steps / np.array(epochs))[:, np.newaxis]
    return Fit(errors, errors, [])


def row(slow, fast):
    return {'function': 'mean 0.5', **lab._found(
        rate_grid.attempt(slow, 0.1), rate_grid.attempt(fast, 0.1), (1.0,), [1, 2, 3])}


def test_slower_and_faster_change_places_with_the_nets():
    slow, fast = made_up(8, 9.5, 8.5), made_up(4, 5, 4.5)
    told = lab.verdict(row(slow, fast), 'mean 0')
    assert told.startswith('mean 0.5 beside mean 0: 1.93 times the epochs (1.7')
    assert told.endswith(': slower.')
    assert lab.verdict(row(fast, slow), 'mean 0').endswith(': faster.')


def test_no_difference_is_said_where_seeds_disagree():
    told = lab.verdict(row(made_up(4, 9, 5), made_up(6, 5, 7)), 'mean 0')
    assert told.endswith('no difference shown.')


def test_a_rate_counts_only_if_every_seed_gets_there():
    errors = np.full((4, 2, 2), 0.5)
    errors[1:, 0, 0] = 0.0  # quick, for one of two seeds
    errors[3:, 1] = 0.0
    assert rate_grid.attempt(Fit(errors, errors, []), 0.1).best == 1
    never = rate_grid.attempt(Fit(errors[:1], errors[:1], []), 0.1)
    assert never.best is None
    said = {'function': 'mean 0.5', **lab._found(never, never, (1.0, 2.0), [1, 2])}
    assert 'no comparison' in lab.verdict(said, 'mean 0')


def test_a_best_rate_at_the_edge_of_those_tried_is_said():
    rates = (1.0, 0.1, 0.3)  # in any order
    assert rate_grid.at_edge('mean 1', 0.3, rates) == []
    assert rate_grid.at_edge('mean 1', 0.1, rates) == [
        'mean 1: the best rate, 0.1, is the lowest one tried; a lower one may be better.']
    assert rate_grid.at_edge('mean 1', 1.0, rates) == [
        'mean 1: the best rate, 1, is the highest one tried; a higher one may be better.']
    assert rate_grid.at_edge('mean 1', 0.3, (0.3,)) == [
        'mean 1: rate 0.3 is the only one tried; another may be better.']


def test_ratio_of_a_half_is_as_far_from_one_as_two():
    values, base = {1: 2.0, 2: 2.2, 3: 1.9}, {1: 1.0, 2: 1.0, 3: 1.0}
    up, down = ratios.ratio(values, base), ratios.ratio(base, values)
    assert up.value == pytest.approx(1 / down.value) and up.low == pytest.approx(1 / down.high)
    assert up.p == pytest.approx(down.p)
    assert ratios.words(2.0, 0.01) == 'slower' and ratios.words(0.5, 0.01) == 'faster'
    assert ratios.words(2.0, 0.2) == ratios.words(2.0, None) == 'no difference shown'


@pytest.mark.slow
def test_it_runs_though_no_net_gets_there(tmp_path):
    done = cli('run', f'--config={ROOT}/configs/zero_centred.py', f'--workdir={tmp_path}/run',
               '--config.train.seeds=2', '--config.train.epochs=1', '--config.net.means=(0.,0.5)',
               '--config.optimizer.learning_rates=(0.01,)', '--config.data.train_examples=64')
    assert done.returncode == 0 and 'no comparison' in done.stdout, done.stderr
    assert json.loads((tmp_path / 'run' / 'result.json').read_text())['lab'] == 'zero_centred'
    assert (tmp_path / 'run' / 'figures' / 'zero_centred.png').is_file()
