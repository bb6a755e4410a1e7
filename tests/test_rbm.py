"""A machine of 3 + 2 units, small enough to count all 32 states of, and its training."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from tf_labs.models import rbm
from tf_labs.training import rbm_training

GENERATOR = np.random.default_rng(0)
KERNEL = GENERATOR.normal(0, 3, (3, 2))
HIDDEN_BIAS, VISIBLE_BIAS = GENERATOR.normal(0, 0.7, 2), GENERATOR.normal(0, 0.7, 3)
WEIGHTS = rbm.Weights(*(tf.constant(w, tf.float32) for w in (KERNEL, HIDDEN_BIAS, VISIBLE_BIAS)))
VISIBLE = np.array(list(itertools.product((0., 1.), repeat=3)))  # every v, [8, 3]
HIDDEN = np.array(list(itertools.product((0., 1.), repeat=2)))  # every h, [4, 2]
DATA = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 0, 0]], float)


def joint(kernel=KERNEL, hidden_bias=HIDDEN_BIAS, visible_bias=VISIBLE_BIAS):
    """Returns p(v, h) [8, 4] by summing over everything, in float64."""
    table = np.exp([[v @ kernel @ h + hidden_bias @ h + visible_bias @ v for h in HIDDEN]
                    for v in VISIBLE])
    return table / table.sum()


def nll(*weights):
    """Returns the mean of -log p(v) over DATA."""
    marginal = joint(*weights).sum(axis=1)
    return -np.mean([np.log(marginal[(VISIBLE == v).all(axis=1)][0]) for v in DATA])


def finite_differences():
    """Returns the gradient of -nll for each parameter."""
    gradients = []
    for index in range(3):
        weights = [w.copy() for w in (KERNEL, HIDDEN_BIAS, VISIBLE_BIAS)]
        gradient = np.zeros_like(weights[index])
        for place in np.ndindex(gradient.shape):
            values = []
            for shift in (1e-5, -2e-5):
                weights[index][place] += shift
                values.append(nll(*weights))
            weights[index][place] += 1e-5
            gradient[place] = -(values[0] - values[1]) / 2e-5
        gradients.append(gradient)
    return gradients


def as_tensor(array):
    return tf.constant(array, tf.float32)


def test_energy_makes_the_joint_distribution():
    pairs = [(v, h) for v in VISIBLE for h in HIDDEN]
    energies = rbm.energy(WEIGHTS, *(as_tensor(np.array(side)) for side in zip(*pairs))).numpy()
    table = np.exp(-energies.astype(np.float64)).reshape(8, 4)
    np.testing.assert_allclose(table / table.sum(), joint(), rtol=1e-5)


def test_free_energy_is_minus_log_of_the_sum_over_hidden_states():
    free = rbm.free_energy(WEIGHTS, as_tensor(VISIBLE)).numpy()
    energies = np.array([rbm.energy(WEIGHTS, as_tensor(VISIBLE), as_tensor(np.tile(h, (8, 1))))
                         for h in HIDDEN])  # [4, 8]
    np.testing.assert_allclose(free, -np.log(np.exp(-energies).sum(axis=0)), rtol=1e-5)
    marginal = np.exp(-free) / np.exp(-free).sum()
    np.testing.assert_allclose(marginal, joint().sum(axis=1), rtol=1e-5)


def test_conditionals_are_those_of_the_joint():
    table = joint()
    of_hidden = table @ HIDDEN / table.sum(axis=1, keepdims=True)  # E[h | v]
    of_visible = table.T @ VISIBLE / table.sum(axis=0)[:, np.newaxis]  # E[v | h]
    np.testing.assert_allclose(
        rbm.hidden_probabilities(WEIGHTS, as_tensor(VISIBLE)), of_hidden, rtol=1e-5)
    np.testing.assert_allclose(
        rbm.visible_probabilities(WEIGHTS, as_tensor(HIDDEN)), of_visible, rtol=1e-5)


def test_log_likelihood_gradient_is_data_minus_model():
    """With the model's own probabilities in place of chains the statistics are exact."""
    of_data = rbm.statistics(WEIGHTS, as_tensor(DATA))
    marginal = joint().sum(axis=1)
    each = [rbm.statistics(WEIGHTS, as_tensor(v[np.newaxis])) for v in VISIBLE]
    for index, expected in enumerate(finite_differences()):
        of_model = sum(p * one[index].numpy() for p, one in zip(marginal, each))
        np.testing.assert_allclose(of_data[index] - of_model, expected, atol=1e-6)


def test_statistics_are_the_gradient_of_the_free_energy():
    with tf.GradientTape() as tape:
        tape.watch(WEIGHTS)
        mean = -tf.reduce_mean(rbm.free_energy(WEIGHTS, as_tensor(DATA)))
    gradients = tape.gradient(mean, WEIGHTS)
    for got, expected in zip(rbm.statistics(WEIGHTS, as_tensor(DATA)), gradients):
        np.testing.assert_allclose(got, expected, rtol=1e-5)


def error_of_cd(k, chains=40000):
    """Returns the largest error of CD-k over many chains from the data."""
    data = as_tensor(np.tile(DATA, (chains // len(DATA), 1)))
    estimate, _ = tf.function(rbm.contrastive_divergence)(
        WEIGHTS, data, k, tf.constant([1, 2], tf.int64))
    return max(np.abs(got - expected).max()
               for got, expected in zip(estimate, finite_differences()))


@pytest.mark.slow
def test_long_chains_give_the_exact_gradient_and_short_ones_a_biased_one():
    assert error_of_cd(50) < 0.0075  # three standard errors of 40,000 chains
    assert error_of_cd(1) > 0.02


@pytest.mark.slow
def test_gibbs_chains_end_in_the_model_distribution():
    start = tf.zeros([40000, 3])
    samples = rbm.gibbs(WEIGHTS, start, 40, tf.constant([3, 4], tf.int64)).numpy()
    shares = [(samples == v).all(axis=1).mean() for v in VISIBLE]
    np.testing.assert_allclose(shares, joint().sum(axis=1), atol=0.01)
    assert np.array_equal(rbm.gibbs(WEIGHTS, start, 0, tf.constant([3, 4], tf.int64)), start)


def settings(**changes):
    values = {'epochs': 2, 'learning_rate': 0.2, 'momentum': 0.0, 'k': 5, 'batch_size': 20}
    return rbm_training.RBMSettings(**{**values, **changes})


@pytest.mark.slow
@pytest.mark.parametrize('momentum', [0.0, 0.8])
def test_training_brings_the_exact_likelihood_towards_its_bound(momentum):
    """DATA has an entropy of 1.04 nats; a machine without hidden units stays at the marginals."""
    images = np.tile(DATA, (50, 1)).astype(np.float32)
    chosen = settings(epochs=300, momentum=momentum, learning_rate=1 - momentum)
    values = [nll(*(w.numpy().astype(float) for w in epoch.weights))
              for epoch in rbm_training.epochs(images, 2, chosen, seed=1)]
    on = DATA.mean(axis=0)
    independent = -(on * np.log(on) + (1 - on) * np.log(1 - on)).sum()
    entropy = -(0.5 * np.log(0.5) + 0.5 * np.log(0.25))
    assert values[0] == pytest.approx(independent, abs=0.1)
    assert min(values) > entropy
    assert np.mean(values[-50:]) < entropy + 0.2 * (independent - entropy)


@pytest.mark.slow
def test_training_is_a_function_of_its_seed():
    images = GENERATOR.random((100, 6)).astype(np.float32)
    one, same, other = (list(rbm_training.epochs(images, 4, settings(), seed))[-1]
                        for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one.weights, same.weights))
    assert one.reconstruction_error == same.reconstruction_error
    assert not np.array_equal(one.weights.kernel, other.weights.kernel)


@pytest.mark.slow
def test_compiled_training_is_the_eager_one():
    """The draws are the same to the last bit, so the weights agree to rounding."""
    images = GENERATOR.random((100, 6)).astype(np.float32)
    compiled = list(rbm_training.epochs(images, 4, settings(k=3), 1))[-1]
    tf.config.run_functions_eagerly(True)
    try:
        eager = list(rbm_training.epochs(images, 4, settings(k=3), 1))[-1]
    finally:
        tf.config.run_functions_eagerly(False)
    for one, two in zip(compiled.weights, eager.weights):
        np.testing.assert_allclose(one, two, atol=1e-5)


def test_visible_biases_begin_at_the_log_odds_of_the_pixels():
    images = np.tile(DATA, (50, 1)).astype(np.float32)
    weights = rbm_training.initial_weights(images, 2, seed=1)
    expected = np.log(np.array([3, 2, 1]) / np.array([1, 2, 3]))
    np.testing.assert_allclose(weights.visible_bias, expected, rtol=1e-5)
    never_on = rbm_training.initial_weights(np.zeros((10, 3), np.float32), 2, seed=1)
    np.testing.assert_allclose(never_on.visible_bias, np.log(0.01 / 0.99), rtol=1e-5)


@pytest.mark.slow
def test_pretraining_stacks_machines():
    images = GENERATOR.random((100, 6)).astype(np.float32)
    stack = rbm_training.pretrain(images, (5, 4), settings(), seed=1)
    assert [len(epochs) for epochs in stack] == [2, 2]
    shapes = [[tuple(w.shape) for w in epochs[-1].weights] for epochs in stack]
    assert shapes == [[(6, 5), (5,), (6,)], [(5, 4), (4,), (5,)]]
    alone = rbm_training.pretrain(images, (5,), settings(), seed=1)
    assert np.array_equal(stack[0][-1].weights.kernel, alone[0][-1].weights.kernel)
