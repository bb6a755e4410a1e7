"""Starts with biases of 0 and of 1, and what the lab says of them."""

import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.labs.bias_start import lab
from tf_labs.models import initial_weights
from tf_labs.training import rate_grid
from tf_labs.training.many_nets import Fit

SEEDS = [1, 2, 3]


def test_hidden_biases_alone_are_1_and_kernels_are_scaled():
    start = lab.begin([6, 5, 4, 3], SEEDS, 2, 0.3, 1.0)
    he = initial_weights.initial([6, 5, 4, 3], 2, 'he_normal')
    for index, (one, theirs) in enumerate(zip(start, he)):
        assert one.shape[:2] == (2, 3)
        if index % 2 == 0:
            np.testing.assert_allclose(one[1, 1], 0.3 * theirs, rtol=1e-6)
        else:
            assert set(one.ravel()) == {0.0 if index == 5 else 1.0}
    assert not any(one.any() for one in lab.begin([6, 5, 3], SEEDS, 2, 0.3, 0.0)[1::2])


def attempt(*epochs):
    """Nets that reach the target after so many epochs, by seed."""
    steps = np.arange(12)[:, np.newaxis]
    errors = np.maximum(0, 1 - 0.9 * steps / np.array(epochs))[:, np.newaxis]
    return rate_grid.attempt(Fit(errors, errors, []), 0.1)


def told(zeros, ones):
    starts = (1.0, 0.0), (1.0, 1.0)
    rows = lab.compared(dict(zip(starts, (zeros, ones))), dict.fromkeys(starts, 0.5), (0.1,), SEEDS)
    return lab.verdict(rows[1])


def test_verdict_turns_with_the_nets():
    slow, fast = attempt(8, 9.5, 8.5), attempt(4, 5, 4.5)
    assert told(slow, fast).endswith(': faster.') and '0.5' in told(slow, fast)
    assert told(fast, slow).endswith(': slower.')
    assert told(attempt(4, 9, 5), attempt(6, 5, 7)).endswith('no difference shown.')


def test_nets_that_never_get_there_are_said_to():
    never, there = attempt(90, 90, 90), attempt(4, 5, 6)
    assert told(there, never).endswith('do not always get there.')
    assert told(never, there) == ('gain 1: biases of 1 take 5.0 epochs; biases of 0 do not always '
                                  'get there.')


@pytest.mark.slow
def test_more_units_are_positive_with_biases_of_1(tmp_path):
    found = written(lab.compute, lab_config(
        'bias_start', '--config.train.seeds=2', '--config.train.epochs=1',
        '--config.net.gains=(0.5,)', '--config.optimizer.learning_rates=(0.1,)',
        '--config.data.train_examples=64', '--config.net.hidden_sizes=16,16'), tmp_path / 'run')
    zeros, ones = found.tables['bias_start']
    assert zeros['positive'] == pytest.approx(0.5, abs=0.1) and ones['positive'] > 0.9
