"""Dropout over all masks against the algebra, and both modes of trained nets."""

import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.undrawn import figures_undrawn
from tf_labs.config import checks
from tf_labs.errors import UserError
from tf_labs.labs.train_and_eval_mode import lab
from tf_labs.labs.train_and_eval_mode import masks
from tf_labs.nn import layers

SMALL = ('--config.dropout.units=4', '--config.train.hidden_sizes=(16,)',
         '--config.train.seeds=2', '--config.train.steps=50', '--config.train.batch_sizes=(1,)',
         '--config.train.times=3', '--config.train.passes=30', '--config.train.asked=60',
         '--config.train.learning_rate=0.01')


def test_masks_are_all_there_with_their_probabilities():
    drawn, likely = masks.every(3, 0.25)
    assert len({tuple(mask) for mask in drawn}) == 8
    assert likely.sum() == pytest.approx(1)
    assert likely[drawn.sum(axis=1) == 3] == pytest.approx([0.75**3])
    np.testing.assert_allclose(likely @ drawn, [0.75] * 3)  # each unit stays this often


@pytest.mark.parametrize('rate', [0.5, 0.2])
def test_both_ways_are_equal_in_the_mean_below_a_linear_layer_only(rate):
    generator = np.random.default_rng(0)
    x, weights = np.abs(generator.normal(size=6)), generator.normal(size=(6, 2))
    linear_half, relu_half, linear_double, relu_double = masks.rows(x, weights, rate)
    for row in (linear_half, linear_double):
        assert row['test - mean'] == pytest.approx(0, abs=1e-12)
    assert linear_half['test'] == pytest.approx((1 - rate) * (x @ weights).sum())
    assert linear_double['test'] == pytest.approx((x @ weights).sum())
    assert masks.halving_factor(masks.rows(x, weights, rate)) == pytest.approx(1 - rate)
    # sd^2 of sum m_i c_i is rate (1 - rate) sum c_i^2, c_i = x_i sum_k w_ik.
    sd = np.sqrt(rate * (1 - rate) * ((x * weights.sum(axis=1))**2).sum())
    assert linear_half['sd'] == pytest.approx(sd)
    assert linear_double['sd'] == pytest.approx(sd / (1 - rate))
    assert relu_half['test - mean'] < 0 and relu_double['test - mean'] < 0  # ReLU is convex


def test_layer_of_the_nets_doubles_in_training():
    x = np.ones((1, 1000), np.float32)
    layer = layers.dropout(0.5, seed=0)
    assert set(np.unique(layer(x, training=True))) == {0, 2}
    assert (np.asarray(layer(x, training=False)) == 1).all()


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    with figures_undrawn():
        return written(lab.compute, lab_config('train_and_eval_mode', *SMALL),
                       tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
def test_evaluation_mode_gives_one_answer_and_training_mode_does_not(findings):
    values = findings.values
    for net in ('dropout', 'batch_norm'):
        assert values[f'{net}_evaluation_mode_answer_sd'] < 1e-6
        assert values[f'{net}_training_mode_answer_sd'] > 1e-3


@pytest.mark.slow
def test_batch_norm_in_training_mode_guesses_on_a_single_image(findings):
    """Of one image the mean is the image: all that is left is beta."""
    values = findings.values
    assert values['batch_norm_training_mode_accuracy_alone'] < 0.2
    assert values['batch_norm_evaluation_mode_accuracy_alone'] == pytest.approx(
        values['batch_norm_evaluation_mode_accuracy'])
    assert values['batch_norm_evaluation_mode_accuracy'] > 0.6
    assert values['batch_norm_accuracy_after_passes'] < (
        values['batch_norm_evaluation_mode_accuracy'])


@pytest.mark.parametrize('override', [
    '--config.dropout.rate=1.0', '--config.dropout.units=17', '--config.train.seeds=1',
    '--config.train.companions=360', '--config.train.batch_sizes=(2,)',
    '--config.train.batch_sizes=(1,360)'])
def test_wrong_field_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--config.')):
        checks.validate(lab_config('train_and_eval_mode', override), None)
