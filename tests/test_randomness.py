"""Random numbers: one whatever compiles them, and another for every seed."""

import numpy as np
import pytest
import tensorflow as tf

from tf_labs.nn import randomness


def draws(seed):
    """Returns uniforms from a seed folded in a loop, as training does it."""
    total = tf.zeros([50, 4])
    for step in tf.range(3):
        total += randomness.uniform([50, 4], randomness.fold(seed, step, 1))
    return total


GRAPH, XLA = tf.function(draws), tf.function(draws, jit_compile=True)  # each is traced once


@pytest.mark.slow
@pytest.mark.parametrize('seed', [(5, 7), (2**31 - 1, 0), (-5, -7)])
def test_eager_graph_and_xla_draw_the_same(seed):
    seed = tf.constant(seed)
    eager = draws(seed).numpy()
    assert np.array_equal(eager, GRAPH(seed))
    assert np.array_equal(eager, XLA(seed))


@pytest.mark.slow
def test_folded_seeds_all_differ():
    @tf.function
    def folded(pairs):
        return tf.map_fn(lambda pair: randomness.fold(tf.constant([1, 2]), pair[0], pair[1]), pairs)

    pairs = np.stack(np.meshgrid(range(20), range(20)), axis=-1).reshape(-1, 2).astype(np.int32)
    seeds = {tuple(seed) for seed in folded(tf.constant(pairs)).numpy()}
    assert len(seeds) == 400


def test_bernoulli_has_its_probability_and_knows_its_ends():
    probabilities = tf.repeat([[0.0, 0.3, 1.0]], 20000, axis=0)
    samples = randomness.bernoulli(probabilities, tf.constant([1, 2])).numpy()
    assert set(np.unique(samples)) == {0.0, 1.0}
    shares = samples.mean(axis=0)
    assert shares[0] == 0 and shares[2] == 1
    assert shares[1] == pytest.approx(0.3, abs=0.01)  # three standard errors
