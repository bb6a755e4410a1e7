"""Gains against integrals and PyTorch; distributions of one variance; what a gain keeps."""

import math

import numpy as np
import pytest
from scipy import integrate
from scipy import stats
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.undrawn import figures_undrawn
from tf_labs.config import checks
from tf_labs.errors import UserError
from tf_labs.labs.gain import deep_net
from tf_labs.labs.gain import distributions
from tf_labs.labs.gain import gains
from tf_labs.labs.gain import lab
from tf_labs.models import normed_mlp
from tf_labs.nn.activations import ACTIVATIONS

SMALL = ('--config.gain.depth=6', '--config.gain.units=16', '--config.gain.examples=16',
         '--config.gain.seeds=2', '--config.train.depth=3', '--config.train.units=8',
         '--config.train.examples=40', '--config.train.steps=8')


@pytest.mark.parametrize('name', list(gains.PYTORCH))
def test_keeping_gain_is_that_of_the_integral(name):
    def square(z):
        return float(normed_mlp.ACTIVATIONS[name][0](np.array(z)))**2 * stats.norm.pdf(z)

    mean = sum(integrate.quad(square, *ends)[0] for ends in ((-10, 0), (0, 10)))
    assert gains.keeping(name) == pytest.approx(1 / math.sqrt(mean), rel=1e-6)


def test_keeping_gains_of_the_literature():
    """He et al. for ReLU and leaky ReLU, Klambauer et al. for SELU."""
    assert gains.keeping('relu') == pytest.approx(math.sqrt(2))
    assert gains.keeping('leaky_relu') == pytest.approx(gains.PYTORCH['leaky_relu'])
    assert gains.keeping('selu') == pytest.approx(1)
    assert gains.keeping('tanh') == pytest.approx(1.5925, abs=1e-4)
    assert gains.gradient_factor('relu', math.sqrt(2)) == pytest.approx(1)


def test_gains_are_those_of_pytorch():
    init = pytest.importorskip('torch.nn.init')
    assert gains.PYTORCH == pytest.approx({
        name: init.calculate_gain(name, 0.01 if name == 'leaky_relu' else None)
        for name in gains.PYTORCH})


@pytest.mark.parametrize('name', ['sigmoid', 'tanh', 'relu', 'leaky_relu', 'selu'])
def test_activations_and_slopes_are_those_of_tensorflow(name):
    z = tf.constant(np.linspace(-3, 3, 32))
    function, slope = normed_mlp.ACTIVATIONS[name]
    with tf.GradientTape() as tape:
        tape.watch(z)
        values = ACTIVATIONS[name].function(z)
    np.testing.assert_allclose(function(z.numpy()), values, rtol=1e-6)
    np.testing.assert_allclose(slope(z.numpy(), function(z.numpy())), tape.gradient(values, z),
                               rtol=1e-6)


def test_uniform_and_normal_have_the_variance_of_the_formula():
    generator = np.random.default_rng(0)
    sd, a = distributions.xavier(300, 200, gain=5 / 3)
    assert a == pytest.approx(5 / 3 * math.sqrt(6 / 500))
    for kind in ('uniform', 'normal'):
        kernel = distributions.kernel(kind, 300, 200, 5 / 3, generator)
        assert kernel.std() == pytest.approx(sd, rel=0.02)
    assert np.abs(distributions.kernel('uniform', 300, 200, 5 / 3, generator)).max() <= a


def test_table_of_distributions():
    rows = {row['distribution']: row for row in distributions.rows(100, 60, seed=1)}
    assert {round(row['sd'], 6) for row in rows.values()} == {round(math.sqrt(2 / 160), 6)}
    assert rows['normal']['within 1 sd'] == pytest.approx(0.6827, abs=1e-4)
    assert rows['uniform']['within 1 sd'] == pytest.approx(1 / math.sqrt(3))
    for row in rows.values():
        assert row['sd drawn'] == pytest.approx(row['sd'], rel=0.03)
        assert row['drawn'] == pytest.approx(row['within 1 sd'], abs=0.02)


def test_gain_decides_what_comes_through():
    """With ReLU, gain 1 halves the square at each layer and sqrt 2 keeps it."""
    def ratio(gain):
        passes = deep_net.passes('relu', 'uniform', gain, depth=10, units=200, examples=20, seed=0)
        return np.log2(passes.forward[-1] / passes.forward[0]), np.log2(
            passes.backward[0] / passes.backward[-1])

    assert ratio(1) == pytest.approx((-4.5, -4.5), abs=0.7)
    assert ratio(math.sqrt(2)) == pytest.approx((0, 0), abs=0.7)


@pytest.mark.parametrize('other, shown', [((0.4, 0.5, 0.45), 'yes'),
                                          ((0.4, 1.6, 1.0), 'no difference shown')])
def test_training_is_compared_with_an_interval(other, shown):
    losses = {'tanh': {'gain 1': np.array([[2, 1.0], [2, 1.1], [2, 0.9]]),
                       'PyTorch': np.array([[2, loss] for loss in other])}}
    assert lab.training_rows(losses)[0]['shown'] == shown


def test_shape_is_compared_at_one_gain():
    """Against a uniform whose signals end twice as large; the first layers divide out."""
    forward = {'relu': {'PyTorch, uniform': np.array([[1, 4.0], [2, 8.2]]),
                        'PyTorch, normal': np.array([[2, 4.0], [1, 2.0]])}}
    row, = lab.shape_rows(forward)
    assert row['uniform less normal (95%)'].startswith('+1.0') and row['shown'] == 'yes'


def test_lab_runs_whole(tmp_path):
    with figures_undrawn():
        found = written(lab.compute, lab_config('gain', *SMALL), tmp_path / 'run')
    values = found.values
    assert values['relu_gain_1_uniform_forward'] < values['relu_pytorch_uniform_forward']
    assert values['selu_gain_keeps'] == pytest.approx(1)
    assert len(found.tables['gains']) == 16 and len(found.tables['training']) == 3


@pytest.mark.parametrize('override', [
    '--config.gain.depth=1', '--config.gain.seeds=1', '--config.train.examples=2000',
    '--config.train.learning_rate=0.0', '--config.gain.fan_in=0'])
def test_wrong_field_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--config.')):
        checks.validate(lab_config('gain', override), None)
