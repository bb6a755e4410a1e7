"""The deep MLP in NumPy against TensorFlow's gradients and Keras's batch norm."""

import numpy as np
import pytest
import tensorflow as tf

from tf_labs.models import normed_mlp

SIZES = (3, 5, 4, 2)


def _batch():
    generator = np.random.default_rng(0)
    return generator.normal(size=(7, 3)), generator.integers(0, 2, 7)


def _by_tape(layers, x, labels, activation, noise):
    """Loss and gradients of the same net in TensorFlow's own operations."""
    variables = [{name: tf.Variable(value) for name, value in layer.items()} for layer in layers]
    function = getattr(tf.nn, activation) if activation != 'linear' else tf.identity
    with tf.GradientTape() as tape:
        hidden = tf.constant(x)
        for index, layer in enumerate(variables[:-1]):
            z = hidden @ layer['kernel']
            if 'gamma' in layer:
                mean, variance = tf.nn.moments(z, axes=[0])
                z = tf.nn.batch_normalization(z, mean, variance, layer['beta'], layer['gamma'],
                                              normed_mlp.EPSILON)
            else:
                z = z + layer['bias']
            if noise:
                z = z * noise[index][0] + noise[index][1]
            hidden = function(z)
        logits = hidden @ variables[-1]['kernel'] + variables[-1]['bias']
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    return float(loss), tape.gradient(loss, variables)


@pytest.mark.parametrize('activation', ['sigmoid', 'tanh', 'relu', 'linear'])
@pytest.mark.parametrize('batch_norm, noisy', [(False, False), (True, False), (True, True)])
def test_gradients_are_those_of_the_tape(activation, batch_norm, noisy):
    x, labels = _batch()
    generator = np.random.default_rng(1)
    layers = normed_mlp.initial(SIZES, 'he', generator, batch_norm=batch_norm)
    layers = [{name: value + generator.normal(0, 0.3, value.shape)
               for name, value in layer.items()} for layer in layers]
    noise = [generator.normal(1, 0.5, (2, 7, units)) for units in SIZES[1:-1]] if noisy else []
    expected_loss, expected = _by_tape(layers, x, labels, activation, noise)
    loss, found, _ = normed_mlp.gradients(layers, x, labels, activation, noise)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    for one, other in zip(found, expected):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_allclose(one[name], other[name], rtol=1e-8, atol=1e-12)


def test_batch_norm_feeds_mean_beta_and_sd_gamma():
    x, _ = _batch()
    layers = normed_mlp.initial(SIZES, 'normal_1', np.random.default_rng(0), batch_norm=True)
    layers[0]['gamma'], layers[0]['beta'] = np.full(5, 3.0), np.arange(5.0)
    fed = normed_mlp.forward(layers, x, 'relu')[1][0].fed
    np.testing.assert_allclose(fed.mean(axis=0), np.arange(5), atol=1e-12)
    np.testing.assert_allclose(fed.std(axis=0), 3, rtol=0.01)


def test_starts_have_their_standard_deviations():
    for start, sd in (('normal_1', 1), ('he', (2 / 300)**0.5), ('xavier', (2 / 500)**0.5)):
        kernel = normed_mlp.initial((300, 200), start, np.random.default_rng(2))[0]['kernel']
        assert kernel.std() == pytest.approx(sd, rel=0.02)


def test_clipped_step_has_the_length_that_is_allowed():
    x, labels = _batch()
    layers = normed_mlp.initial(SIZES, 'normal_1', np.random.default_rng(3))
    found = normed_mlp.gradients(layers, x, labels, 'relu')[1]
    clipped = normed_mlp.descended(layers, found, 0.5, clip_norm=normed_mlp.norm(found) / 4)
    moved = [{name: layer[name] - after[name] for name in layer}
             for layer, after in zip(layers, clipped)]
    assert normed_mlp.norm(moved) == pytest.approx(0.5 * normed_mlp.norm(found) / 4)
    as_it_is = normed_mlp.descended(layers, found, 0.5, clip_norm=1e9, fixed=('bias',))
    assert (as_it_is[0]['bias'] == layers[0]['bias']).all()
    np.testing.assert_array_equal(as_it_is[0]['kernel'],
                                  layers[0]['kernel'] - 0.5 * found[0]['kernel'])
