"""Growth by depth against its formula; the cures, and a broken one."""

import math

import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.undrawn import figures_undrawn
from tf_labs.config import checks
from tf_labs.errors import UserError
from tf_labs.labs.exploding_gradient import cures
from tf_labs.labs.exploding_gradient import growth
from tf_labs.labs.exploding_gradient import lab

SMALL = ('--config.depth.depths=(2,6)', '--config.depth.units=16', '--config.depth.seeds=2',
         '--config.train.seeds=2', '--config.train.steps=60',
         '--config.train.small_rates=(1e-7,)')


def test_chain_is_a_power():
    assert growth.chain(2, (1, 10)) == [2, 1024]
    assert growth.chain(0.5, (2,)) == [0.25]


def test_factor_a_layer_is_the_slope_of_the_logarithm():
    depths = (2, 5, 9)
    first = np.array([[scale * 1.7**depth for depth in depths] for scale in (3, 7)])
    assert growth.factor_a_layer(depths, first) == pytest.approx(1.7)


def test_relu_from_n_0_1_grows_by_the_root_of_half_the_units_and_he_keeps_its_size():
    generator = np.random.default_rng(0)
    x, labels = generator.normal(size=(40, 32)), generator.integers(0, 4, 40)
    found = growth.norms((4, 8, 12), 32, x, labels, 4, range(4))
    factors = {row['net']: row['factor a layer'] for row in growth.rows(found)}
    assert factors['ReLU, N(0, 1)'] == pytest.approx(math.sqrt(32 / 2), rel=0.2)
    assert factors['tanh, N(0, 1)'] > 1.3
    assert 0.7 < factors['ReLU, He'] < 1.3 and 0.7 < factors['tanh, Xavier'] < 1.3
    assert factors['ReLU, N(0, 1), batch norm'] < factors['ReLU, N(0, 1)'] / 2


@pytest.mark.parametrize('finite, accuracies, expected', [
    (True, (0.9, 0.6), 'yes'), (True, (0.9, 0.2), 'hardly'), (True, (0.12, 0.1), 'no: guesses'),
    (False, (0.9, 0.9), 'no: diverges')])
def test_verdict_on_a_cure(finite, accuracies, expected):
    """It works if it does with every seed."""
    losses = np.array([1.0, 0.5 if finite else math.nan])
    runs = [cures.Trained(0.1, 5.0, losses, accuracy) for accuracy in accuracies]
    assert cures.verdict(runs, 0.1) == expected


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    with figures_undrawn():
        return written(lab.compute, lab_config('exploding_gradient', *SMALL),
                       tmp_path_factory.mktemp('lab') / 'run')


def test_lab_tells_what_learns_and_what_does_not(findings):
    values = findings.values
    assert values['cure_none_survived'] == 0
    assert values['cure_none_learns'] == 'no: diverges'
    for cure in ('clipping', 'small_learning_rate', 'he_initialization', 'batch_norm'):
        assert values[f'cure_{cure}_survived'] == 2
    for cure in ('he_initialization', 'batch_norm'):
        assert values[f'cure_{cure}_test_accuracy'] > values['cure_none_test_accuracy'] + 0.1


def test_a_best_rate_at_the_edge_of_those_tried_is_said():
    config = lab_config('exploding_gradient', '--config.train.small_rates=(1e-6,1e-7,1e-8)')
    runs = [cures.Trained(rate, 5.0, np.ones(2), 0.3) for rate in (1e-8, 1e-7, 1e-8)]
    assert lab._at_edge(config, {'none': runs, 'small learning rate': runs}) == [
        'small learning rate, 2 of 3 seeds: the best rate, 1e-08, is the lowest one tried; a lower '
        'one may be better.']


def test_labels_that_are_swapped_turn_the_verdict():
    """Random labels in training: no cure learns anything."""
    generator = np.random.default_rng(1)
    x, labels = generator.normal(size=(60, 8)), generator.integers(0, 10, 60)
    runs = [cures.train(cures.CURES['batch norm'], 0.1, (x, labels), (x, (labels + 1) % 10),
                        sizes=(8, 16, 10), clip_norm=1, steps=150, batch_size=30, seed=seed)
            for seed in (0, 1)]
    assert cures.verdict(runs, 0.1) == 'no: guesses'


@pytest.mark.parametrize('override', [
    '--config.depth.depths=(5,)', '--config.depth.depths=(5,2)', '--config.train.batch_size=1',
    '--config.train.clip_norm=0.0', '--config.train.small_rates=()', '--config.train.seeds=1'])
def test_wrong_field_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--config.')):
        checks.validate(lab_config('exploding_gradient', override), None)
