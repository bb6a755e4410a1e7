"""Ascents whose end is known, the Hessian of a quadratic, and the lab on a small net."""

import numpy as np
import pytest
import tensorflow as tf

from tests import nets
from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.activation_maximization import ascent
from tf_labs.labs.activation_maximization import curvature
from tf_labs.labs.activation_maximization import lab
from tf_labs.models import features

RANDOM = np.random.default_rng(0)
EVERYWHERE = np.ones((3, 2, 1), np.float32)


def linear(weights):
    return lambda inputs: tf.reduce_sum(inputs * weights, axis=(1, 2, 3))


def quadratic(matrix):
    def unit(inputs):
        flat = tf.reshape(inputs, [len(inputs), -1])
        return tf.einsum('ni,ij,nj->n', flat, tf.constant(matrix, tf.float32), flat) / 2
    return unit


def test_the_best_input_of_a_linear_unit_is_its_weights():
    weights = RANDOM.normal(size=(3, 2, 1)).astype(np.float32)
    mask = EVERYWHERE.copy()
    mask[0] = 0
    starts = RANDOM.normal(size=(4, 3, 2, 1)).astype(np.float32)
    found = ascent.climb(linear(weights), starts, mask, 5.0, steps=60, rate=0.2)
    best = 5 * weights * mask / np.linalg.norm(weights * mask)
    np.testing.assert_allclose(found.inputs, np.broadcast_to(best, starts.shape), atol=1e-3)
    np.testing.assert_allclose(found.activations, np.sum(best * weights), rtol=1e-4)
    assert not found.stuck.any()
    assert ascent.mean_correlation(found.inputs) == pytest.approx(1, abs=1e-4)


def test_a_silent_start_goes_nowhere():
    weights = RANDOM.normal(size=(3, 2, 1)).astype(np.float32)
    starts = np.stack([weights, -weights])
    found = ascent.climb(lambda inputs: tf.nn.relu(linear(weights)(inputs)), starts, EVERYWHERE,
                         2.0, steps=5, rate=0.5)
    assert found.stuck.tolist() == [False, True]
    assert found.activations[1] == 0 < found.activations[0]
    np.testing.assert_allclose(found.inputs[1], -2 * weights / np.linalg.norm(weights), rtol=1e-5)


def test_inputs_at_right_angles_are_not_alike():
    assert ascent.mean_correlation(np.eye(3)) == pytest.approx(0, abs=1e-12)
    assert ascent.mean_correlation(np.array([[1.0, 0], [-3, 0]])) == pytest.approx(-1)


def test_around_a_linear_unit_the_fall_is_the_cosine():
    weights = RANDOM.normal(size=(3, 2, 1)).astype(np.float32)
    found = curvature.fall(linear(weights), 2 * weights, EVERYWHERE, 6, (10.0, 60.0),
                           np.random.default_rng(1))
    angles = np.radians([10, 60])
    np.testing.assert_allclose(found.measured, np.tile(np.cos(angles), (6, 1)), atol=1e-5)
    np.testing.assert_allclose(found.quadratic, np.tile(1 - angles ** 2 / 2, (6, 1)), atol=1e-5)
    assert found.bend == 0


def test_the_hessian_of_a_quadratic_is_found():
    """Around the first eigenvector x'Ax / 2 falls by (a1 - u'Au) sin(t)^2 / 2."""
    matrix = np.diag([3.0, 1, 1, 0.5, 0, -1])
    best = np.zeros((3, 2, 1), np.float32)
    best[0, 0] = 2
    generator = np.random.default_rng(2)
    found = curvature.fall(quadratic(matrix), best, EVERYWHERE, 5, (1.0, 30.0), generator)
    u = curvature.tangents(best, EVERYWHERE, 5, np.random.default_rng(2)).reshape(5, 6)
    drop = (3 - np.einsum('ni,ij,nj->n', u, matrix, u)) / 3
    for index, angle in enumerate(np.radians([1, 30])):
        np.testing.assert_allclose(found.measured[:, index], 1 - drop * np.sin(angle) ** 2,
                                   atol=1e-5)
        np.testing.assert_allclose(found.quadratic[:, index], 1 - drop * angle ** 2, atol=1e-5)
    assert found.bend == pytest.approx(np.mean(np.abs(1 - drop)), abs=1e-5)


def test_directions_are_at_right_angles_and_within_the_mask():
    best, mask = RANDOM.normal(size=(3, 2, 1)).astype(np.float32), EVERYWHERE.copy()
    mask[2] = 0
    u = curvature.tangents(best * mask, mask, 7, RANDOM)
    assert np.all(u[:, 2] == 0)
    np.testing.assert_allclose(np.linalg.norm(u.reshape(7, -1), axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.sum(u * best * mask, axis=(1, 2, 3)), 0, atol=1e-6)


def test_a_unit_sees_its_box_and_nothing_else():
    model = nets.two_towers()
    layer = features.convolutions(model)[0]
    seen = lab.what_is_seen(model, layer)
    image = nets.images(1, model.input_shape[1:]).numpy()
    unit = lab.unit_of(model, layer, seen.place, [0])
    changed = np.where(seen.mask > 0, image, image + 1)
    np.testing.assert_allclose(unit(tf.constant(image)), unit(tf.constant(changed)), rtol=1e-5)
    top, left, height, width = seen.box
    assert seen.mask.sum() == height * width
    assert seen.mask[top:top + height, left:left + width].all()


@pytest.mark.slow
def test_the_lab_on_a_small_net(trained_convnet, tmp_path):
    config = lab_config(
        'activation_maximization', f'--config.net.workdir={trained_convnet}',
        "--config.ascent.layers=('conv1', 'conv3')", '--config.ascent.units=2',
        '--config.ascent.starts=3', '--config.ascent.steps=25', '--config.ascent.examples=60',
        '--config.curvature.directions=4')
    found = written(lab.compute, config, tmp_path / 'run')
    values = found.values
    assert values['conv1_noise_alike'] == pytest.approx(1, abs=0.02)
    assert values['conv1_error_at_40'] == pytest.approx(0.0096, abs=0.002)  # of the cosine
    assert values['conv3_error_at_40'] > values['conv1_error_at_40']
    assert values['conv1_hessian_share'] == values['conv3_hessian_share'] == 0
    assert {path.name for path in (tmp_path / 'run' / 'figures').glob('*.png')} == {
        'inputs.png', 'fall.png'}


@pytest.mark.parametrize('override', [
    '--config.ascent.rate=0', '--config.ascent.rate=1.5', '--config.ascent.starts=1',
    '--config.ascent.steps=0', '--config.curvature.angles=(20.0, 10.0)',
    '--config.curvature.angles=(120.0,)', '--config.curvature.directions=1',
    '--config.ascent.split=validation'])
def test_what_cannot_be_is_refused(override):
    with pytest.raises(UserError, match=override.partition('=')[0].removeprefix('--')):
        validate(lab_config('activation_maximization', override), data_sets.describe)
