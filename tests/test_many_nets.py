"""Many nets at once are the nets they would be alone; epochs to a target are counted right."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.data import flat_images
from tf_labs.errors import UserError
from tf_labs.training import many_nets

SEEDS = [5, 7]
RATES = (0.1, 0.5)
GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(24, 6)).astype(np.float32)
LABELS = GENERATOR.integers(0, 3, 24)


@pytest.fixture(scope='module')
def fit():
    start = many_nets.initial([6, 5, 3], SEEDS, 'he_normal', len(RATES))
    batches = many_nets.orders(SEEDS, len(X), 8, 2)
    return start, batches, many_nets.train(start, tf.nn.relu, X, LABELS, batches, rates=RATES,
                                           momentum=0.5, l1=(0.01, 0.2))


@pytest.mark.parametrize('setting, seed', [(0, 0), (1, 1)])
def test_each_net_is_that_of_keras_alone(fit, setting, seed):
    """Its own start, rate, penalty and order of examples; nothing of the other nets."""
    start, batches, found = fit
    weights = [tf.Variable(one[setting, seed]) for one in start]
    optimizer = keras.optimizers.SGD(RATES[setting], momentum=0.5)
    for order in batches.reshape(-1, *batches.shape[2:])[:, seed]:
        with tf.GradientTape() as tape:
            hidden = tf.nn.relu(X[order] @ weights[0] + weights[1])
            logits = hidden @ weights[2] + weights[3]
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
                LABELS[order], logits, from_logits=True))
            loss += (0.01, 0.2)[setting] * tf.reduce_sum(hidden) / len(order)
        optimizer.apply(tape.gradient(loss, weights), weights)
    for ours, theirs in zip(found.parameters, weights):
        np.testing.assert_allclose(ours[setting, seed], theirs, rtol=1e-4, atol=1e-6)
    logits = tf.nn.relu(X @ weights[0] + weights[1]) @ weights[2] + weights[3]
    assert found.errors[-1, setting, seed] == pytest.approx(
        np.mean(np.argmax(logits, axis=1) != LABELS))
    assert found.losses[-1, setting, seed] == pytest.approx(float(np.mean(
        keras.losses.sparse_categorical_crossentropy(LABELS, logits, from_logits=True))), rel=1e-4)


def test_every_epoch_of_every_seed_has_an_order_of_its_own():
    batches = many_nets.orders([1, 2], 10, 3, 2)
    assert batches.shape == (2, 3, 2, 3)
    for epoch in batches:
        for seed in range(2):
            assert len(set(epoch[:, seed].ravel())) == 9  # one of ten is left out
    assert not np.array_equal(batches[0, :, 0], batches[1, :, 0])
    assert not np.array_equal(batches[0, :, 0], batches[0, :, 1])
    np.testing.assert_array_equal(batches[:, :, 0], many_nets.orders([1], 10, 3, 2)[:, :, 0])


def test_epochs_lie_on_a_straight_line_between_two_looks():
    errors = np.array([[0.9, 0.04, 0.9], [0.5, 0.5, 0.8], [0.1, 0.5, 0.7]])[:, :, np.newaxis]
    found = many_nets.epochs_to(errors, 0.2)[:, 0]
    assert found[0] == pytest.approx(1 + 0.3 / 0.4) and found[1] == 0 and np.isnan(found[2])


def test_an_answer_that_is_not_finite_is_wrong():
    logits = tf.constant([[[[1.0, np.nan], [2.0, 1.0]]]])
    assert many_nets.accuracies(logits, tf.constant([0, 0], tf.int64)).numpy() == 0.5


@pytest.mark.parametrize('changes, words', [
    ({'train_examples': 10_000}, 'config.data.train_examples is larger than the data; '
                                 'expected at most 1437; received 10000'),
    ({'batch_size': 101, 'train_examples': 100}, 'config.train.batch_size is larger than the data; '
                                                 'expected at most 100; received 101')])
def test_examples_that_are_not_there(changes, words):
    with pytest.raises(UserError) as told:
        flat_images.load('digits', None, **{'train_examples': None, 'batch_size': 1, **changes})
    assert str(told.value) == words


@pytest.mark.parametrize('lab, change', [
    ('sparsity', 'net.l1=(0.1,0.2)'), ('sparsity', 'net.l1=(0.0,)'),
    ('zero_centred', 'net.means=(0.5,)'), ('zero_centred', 'optimizer.learning_rates=(1.0,1.0)'),
    ('bias_start', 'net.gains=(1.0,-1.0)'), ('bias_start', 'train.target_error=1.0'),
    ('weight_decay', 'optimizer.weight_decays=(0.1,)'), ('weight_decay', 'train.seeds=1')])
def test_values_that_no_lab_of_many_nets_takes(lab, change):
    config = lab_config(lab, f'--config.{change}')
    with pytest.raises(UserError, match=rf'^config\.{change.partition("=")[0]} is not possible; '):
        validate(config, data_sets.describe)
