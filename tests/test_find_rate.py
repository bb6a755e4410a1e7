"""find-rate: against a loop written out by hand, its rule on curves made up, and bad input."""

import csv
import math
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import convnet_config
from tests.small_runs import small_config
import tf_labs
from tf_labs.data import data_sets
from tf_labs.data import pipeline
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.training import config_plan
from tf_labs.training import rate_bounds
from tf_labs.training import rate_range

pytestmark = pytest.mark.usefixtures('undrawn_unless_shared')

SGD = {'optimizer.name': 'sgd', 'model.hidden_sizes': (8,)}


@pytest.fixture(scope='module')
def found(tmp_path_factory):
    return tf_labs.find_rate(small_config(**SGD), tmp_path_factory.mktemp('found'), steps=60,
                             lowest=1e-4, highest=100.0)


@pytest.mark.slow
def test_losses_are_those_of_a_loop_by_hand(found):
    """Gradient descent by NumPy's subtraction, batch by batch, at r_i = lowest q^i."""
    config = small_config(**SGD)
    data = data_sets.describe(config.data)
    train = data_sets.load(config.data, ('train',))['train']
    plan = config_plan.build_plan(config, data, len(train))
    model = assembly.build_model(config, data)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    blocks = pipeline.training_blocks(train, plan.blocks(0), seed=config.seed, batch_size=32,
                                      steps_per_call=plan.steps_per_call)
    batches = ((images[place], labels[place]) for images, labels, count in blocks
               for place in range(int(count)))
    expected = []
    for step, (images, labels) in zip(range(len(found.losses)), batches):
        with tf.GradientTape() as tape:
            value = loss(labels, model(tf.cast(images, tf.float32) / 16))
        expected.append(float(value))
        rate = 1e-4 * 1e6 ** (step / 59)
        for weight, gradient in zip(model.trainable_variables,
                                    tape.gradient(value, model.trainable_variables)):
            weight.assign(weight.numpy() - rate * gradient.numpy())
    np.testing.assert_allclose(found.losses, expected, rtol=1e-3)
    np.testing.assert_allclose(found.rates, [1e-4 * 1e6 ** (i / 59) for i in range(
        len(found.rates))])


@pytest.mark.slow
def test_what_is_found_is_written_and_nothing_else(found):
    place = found.figure.parent
    assert sorted(path.name for path in place.iterdir()) == ['rate.csv', 'rate.png']
    with found.table.open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row['loss']) for row in rows] == found.losses.tolist()
    assert [float(row['learning_rate']) for row in rows] == found.rates.tolist()
    assert found.figure.stat().st_size > 10_000
    assert found.range[0] < found.recommended < found.range[1]
    assert 1e-3 < found.recommended < 1.0


@pytest.mark.slow
def test_command_line_says_it_twice_the_same(tmp_path):
    """Deterministic for a seed; a run directory beside it is left as it is."""
    flags = ('find-rate', 'digits', '--config.model.hidden_sizes=8', '--steps=60',
             '--lowest=1e-4', '--highest=100', '--config.optimizer.name=sgd',
             '--config.train.execution=eager')
    first = ask(*flags, cwd=tmp_path)
    assert first.returncode == 0 and not first.stderr, first.stderr
    assert 'digits: recommended optimizer.learning_rate' in first.stdout
    table = tmp_path / 'checkpoints' / 'find_rate' / 'digits' / 'rate.csv'
    before = table.read_bytes()
    assert ask(*flags, cwd=tmp_path).stdout == first.stdout and table.read_bytes() == before
    assert ask(*flags, '--config.seed=1', cwd=tmp_path).stdout != first.stdout


@pytest.mark.slow
@pytest.mark.parametrize('config', [
    convnet_config('--config.train.steps=5', '--config.train.execution=eager'),
    small_config(**{'model.batch_norm': True, 'model.dropout_rate': 0.3,
                    'optimizer.schedule': 'cosine', 'train.execution': 'eager'}),
    small_config(**{'optimizer.name': 'lbfgs', 'data.batch_size': 1437,
                    'train.execution': 'eager'})])
def test_every_kind_of_classifier(config, tmp_path):
    done = tf_labs.find_rate(config, tmp_path, steps=20)
    assert 1 <= len(done.losses) <= 20 and np.isfinite(done.losses).all()


@pytest.mark.slow
def test_a_loss_that_is_never_finite_has_no_rate(tmp_path):
    config = small_config(**{'model.kernel_initializer': 'random_normal',
                             'model.init_stddev': 1e30, 'train.execution': 'eager'})
    done = tf_labs.find_rate(config, tmp_path, steps=20)
    assert done.recommended is None and done.range is None and not len(done.losses)
    assert done.table.read_text() == 'step,learning_rate,loss,smoothed_loss\n'


def curve(steepest: float, minimum: float, rates: np.ndarray) -> np.ndarray:
    """A loss that falls from 2 to 1 around a rate, and rises beyond another."""
    x, middle, end = np.log10(rates), math.log10(steepest), math.log10(minimum)
    return 1 + 1 / (1 + np.exp(4 * (x - middle))) + np.exp(6 * (x - end))


@pytest.mark.parametrize('steepest, minimum', [(1e-3, 1e-1), (1e-2, 3e-2), (1e-4, 1.0)])
def test_the_smaller_of_steepest_and_a_tenth_of_the_minimum(steepest, minimum):
    rates = rate_range.rates(1e-6, 10.0, 400)
    smooth = curve(steepest, minimum, rates)
    best = rates[np.argmin(smooth)]
    slopes = np.diff(smooth) / np.diff(np.log10(rates))
    expected = min(rates[np.argmin(slopes)], best / 10)
    found = rate_range.recommended(rates, smooth)
    assert found.rate == pytest.approx(expected, rel=0.1)
    assert (found.low, found.high) == pytest.approx((found.rate / 3, 3 * found.rate))


def test_no_rate_where_the_loss_never_falls():
    rates = rate_range.rates(1e-6, 10.0, 50)
    for smooth in (np.full(50, 2.3), np.linspace(2.3, 2.29, 50), np.linspace(1.0, 9.0, 50)):
        assert rate_range.recommended(rates, smooth) is None


def noisy(clean: np.ndarray, sd: float, rates: np.ndarray, seed: int):
    """Returns the smoothed loss of a curve with batch noise, and what is recommended of it."""
    loss = clean + np.random.default_rng(seed).normal(scale=sd, size=len(clean))
    smooth = rate_range.smoothed(rates, loss)
    return smooth, rate_range.recommended(rates, smooth, rate_range.noise(rates, loss))


@pytest.mark.parametrize('steps, sd', [(100, 0.45), (100, 0.1), (400, 0.4), (30, 0.05)])
def test_noise_on_the_flat_part_is_no_fall(steps, sd):
    """A gentle fall by 1.5 around 1e-2: the steepest place of all can be one of the flat part."""
    rates = rate_range.rates(1e-6, 1.0, steps)
    x = np.log10(rates)
    clean = 0.5 + 1.5 / (1 + np.exp(2 * (x + 2))) + np.exp(8 * (x + 0.7))
    misled = 0
    for seed in range(50):
        smooth, found = noisy(clean, sd, rates, seed)
        slope = np.gradient(smooth, x)[:np.argmin(smooth)]
        misled += rates[np.argmin(slope)] < 1e-4  # the rule of 0.7.0
        assert found is not None and 1e-4 < found.rate < 3e-2, (seed, found)
    assert misled or sd < 0.45


@pytest.mark.parametrize('steps', [20, 30, 100, 400])
def test_pure_noise_has_no_rate(steps):
    rates = rate_range.rates(1e-6, 10.0, steps)
    found = [noisy(np.full(steps, 2.0), 0.4, rates, seed)[1] for seed in range(200)]
    assert sum(one is not None for one in found) <= 4


def test_no_rate_at_an_end():
    """A fall that is steepest at the first rate, and one that is so at the last."""
    rates = rate_range.rates(1e-6, 1.0, 50)
    x = np.log10(rates)
    for smooth in (np.exp(-x), 3 - np.exp(x)):
        found = rate_range.recommended(rates, smooth)
        assert rates[0] < found.steepest < rates[-1]


def test_smoothing_does_not_lag():
    """A straight line stays where it is, a step is shared by both of its sides."""
    rates = rate_range.rates(1e-4, 1.0, 201)
    x = np.log10(rates)
    np.testing.assert_allclose(rate_range.smoothed(rates, x)[50:-50], x[50:-50], atol=1e-9)
    assert rate_range.smoothed(rates, np.sign(x + 2))[100] == pytest.approx(0, abs=1e-9)
    noisy = np.random.default_rng(0).normal(size=201)
    assert rate_range.smoothed(rates, noisy)[50:-50].std() < 0.35


def test_steps_are_an_epoch_within_bounds():
    assert [rate_bounds.steps_for(n) for n in (1, 44, 300, 600)] == [100, 100, 300, 500]


@pytest.mark.parametrize('flags, part', [
    (['--lowest=0'], 'float32'), (['--lowest=1', '--highest=0.1'], 'float32'),
    (['--highest=inf'], 'float32'), (['--highest=nan'], 'float32'), (['--highest=1e39'], 'float32'),
    (['--lowest=x'], '--lowest'), (['--steps=19'], '20 to'), (['--steps=1000000'], '20 to'),
    (['--config.optimizer.name=rprop', '--config.data.batch_size=1437'], 'has no learning rate'),
    (['--config.train.epoch=3'], 'did you mean'), (['--devices=0'], 'devices cannot be used'),
    (['--output=full'], 'cannot be written'), (['--output=full/inner'], 'cannot be written')])
def test_mistake_is_one_line_and_leaves_nothing(flags, part, tmp_path):
    (tmp_path / 'full').write_text('')
    done = ask('find-rate', 'digits', *flags, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count('\n') == 1, done.stderr
    assert part in done.stderr and [path.name for path in tmp_path.iterdir()] == ['full']


def test_only_of_one_classifier(tmp_path):
    for lab in ('gates', 'cifar10_relu_tanh'):
        assert 'one classifier' in ask('find-rate', lab, cwd=tmp_path).stderr
    with pytest.raises(UserError, match='lowest is not a learning rate'):
        tf_labs.find_rate('digits', Path(tmp_path), lowest='1e-3')
