"""Many nets at once: each is the net that its seed gives alone, and the counts are right."""

import functools

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.data.small_tables import TABLES
from tf_labs.experiments import outcomes
from tf_labs.labs import catalog
from tf_labs.labs.table import lab as table
from tf_labs.labs.xor_lottery import kinds
from tf_labs.labs.xor_lottery import lab as xor_lottery
from tf_labs.models import initial_weights
from tf_labs.models import small_mlp
from tf_labs.training import full_batch
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory


@pytest.mark.slow
def test_a_ticket_is_the_run_of_its_seed():
    costs = xor_lottery.final_costs([2, 2, 1], [5, 777], 'fan_in_uniform', 'sigmoid',
                                    learning_rate=1.0, steps=2001)
    alone = table.compute(lab_config('xor_mlp', '--config.seed=777',
                                     '--config.train.steps=2001')).values['cost']
    assert costs[1] == pytest.approx(alone, rel=1e-3) != costs[0]


@pytest.mark.slow
def test_gradients_of_many_do_not_mix(monkeypatch):
    """A ticket ends the same in other company."""
    monkeypatch.setattr(full_batch, 'descend', functools.partial(full_batch.descend, xla=False))
    both, one = (xor_lottery.final_costs([2, 3, 1], seeds, 'glorot_uniform', 'tanh',
                                         learning_rate=0.5, steps=200)
                 for seeds in ([1, 2, 3], [2]))
    assert both[1] == pytest.approx(one[0], rel=1e-5)


@pytest.mark.slow
def test_descent_is_that_of_a_plain_tape_loop():
    data = TABLES['xor']()
    x, y = tf.constant(data.x), tf.constant(data.y)
    start = initial_weights.initial([2, 4, 3, 1], 3, 'he_normal')
    weights = [tf.constant(one) for one in start]
    for _ in range(50):
        with tf.GradientTape() as tape:
            tape.watch(weights)
            hidden = tf.tanh(tf.tanh(x @ weights[0] + weights[1]) @ weights[2] + weights[3])
            p = tf.sigmoid(hidden @ weights[4] + weights[5])
            cost = -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
        weights = [w - 0.3 * g for w, g in zip(weights, tape.gradient(cost, weights))]
    descent = full_batch.descend(
        lambda parameters: small_mlp.binary_cross_entropy(parameters, x, y, tf.tanh), start,
        learning_rate=0.3, steps=50, log_every=7, xla=False)
    assert descent.steps.tolist() == [0, 7, 14, 21, 28, 35, 42, 49]
    assert descent.last_loss == pytest.approx(float(cost), rel=1e-4)
    for ours, theirs in zip(descent.last, weights):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(descent.parameters[0][-1], descent.last[0])


@pytest.mark.parametrize('name, limit', [
    ('fan_in_uniform', 1 / np.sqrt(300)), ('glorot_uniform', np.sqrt(6 / 500)),
    ('he_uniform', np.sqrt(6 / 300))])
def test_uniform_starts(name, limit):
    kernel, bias = initial_weights.initial([300, 200], 1, name)
    assert np.abs(kernel).max() == pytest.approx(limit, rel=1e-3)
    assert kernel.std() == pytest.approx(limit / np.sqrt(3), rel=0.02)
    assert bool(np.abs(bias).max() > 0) is (name == 'fan_in_uniform')


@pytest.mark.parametrize('name, sd', [('glorot_normal', np.sqrt(2 / 500)),
                                      ('he_normal', np.sqrt(2 / 300)), ('standard_normal', 1),
                                      ('zeros', 0)])
def test_normal_starts(name, sd):
    kernel, bias = initial_weights.initial([300, 200], 1, name)
    assert kernel.std() == pytest.approx(sd, rel=0.02)
    assert not bias.any()


def test_shares_tell_three_ends_apart():
    costs = np.array([0.001, 0.002, 0.3470, 0.6931, 0.2])
    assert xor_lottery.shares(costs, 0.01) == {'solved': 0.4, 'half': 0.2, 'stuck': 0.2}


# Four runs, logged eight times: stuck at ln(2) / 2, dropping at rows 3 and 6, on the plateau.
LOG = np.array([[0.70, 0.72, 0.71, 0.70], [0.40, 0.69, 0.69, 0.69], [0.35, 0.60, 0.69, 0.69],
                [0.35, 0.05, 0.69, 0.69], [0.35, 0.02, 0.69, 0.69], [0.35, 0.01, 0.60, 0.69],
                [0.35, 0.01, 0.04, 0.69], [0.35, 0.01, 0.02, 0.69]])


def test_drops_are_where_the_cost_falls():
    assert kinds.drops(LOG).tolist() == [8, 3, 6, 8]
    assert kinds.on_plateau(LOG).sum(axis=1).tolist() == [1, 0, 0, 0, 0, 0, 0, 0]


def test_costs_are_aligned_at_the_drop():
    found = kinds.from_drop(LOG)
    assert found[0] == pytest.approx([0.04025, 0.04975, 0.04, 0.05, 2])
    assert found[1][2:] == [0.02, 0.02, 2] and found[4][2:] == [0.01, 0.01, 1]
    assert found[-5][2:] == [0.69, 0.69, 1] and found[5] == [0, 0, 0, 0, 0]


def test_a_kind_is_told_step_by_step():
    half = kinds.by_step(LOG, np.array([True, False, False, False]))
    assert [one[2] for one in half] == LOG[:, 0].tolist() and {one[4] for one in half} == {1}
    assert kinds.spread(np.arange(101.0)) == [2.5, 97.5, 0, 100, 101]


def test_rows_that_are_written_are_read_back(tmp_path, monkeypatch):
    """Lists of numbers, one of each kind of net; published numbers are judged by them."""
    config = lab_config('xor_notes', '--config.train.steps=3', '--config.lottery.tickets=2',
                        '--config.lottery.depths=(1,)', '--config.lottery.widths=(2,)')
    catalog.experiment(config.experiment)(config, str(tmp_path / 'run'), 'auto')
    directory = RunDirectory(tmp_path / 'run')
    rows = metrics_log.read(directory)
    assert len(rows) == (tmp_path / 'run' / 'metrics.jsonl').read_text('utf-8').count('\n') > 0
    found = outcomes.logged(directory)
    assert len(found['all_sigmoid_fan_in_uniform_1x2[0]']) == 5


@pytest.mark.parametrize('rows', [
    [{'step': 0, 'costs': [0.5, '1']}], [{'step': 0, 'costs': {'mean': 1.0}}],
    [{'cost': 0.5}], [{'step': 1, 'cost': 0.5}, {'step': 1, 'cost': 0.4}],
    [{'step': 1, 'cost': 0.5}, {'step': 2, 'loss': 0.4}]])
def test_rows_that_could_not_be_read_back_are_not_written(rows):
    with pytest.raises(ValueError, match=f'row {len(rows)} is none'):
        metrics_log.encode(rows)
