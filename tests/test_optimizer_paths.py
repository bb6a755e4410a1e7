"""Surfaces against their closed forms, paths against steps by hand, outcomes, the pictures."""

import io

from matplotlib.animation import PillowWriter
import numpy as np
from PIL import Image
import pytest
import tensorflow as tf

from tf_labs.config import checks
from tf_labs.config.lab_schemas.optimizer_paths import OPTIMIZERS
from tf_labs.config.schema import default_config
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs.optimizer_paths import figures
from tf_labs.labs.optimizer_paths import lab
from tf_labs.labs.optimizer_paths import small_batches
from tf_labs.labs.optimizer_paths import trajectories
from tf_labs.labs.optimizer_paths.surfaces import SURFACES


def beale_gradient(x, y):
    parts = [(a - x + x * y ** k, y ** k - 1, k * x * y ** (k - 1))
             for k, a in ((1, 1.5), (2, 2.25), (3, 2.625))]
    return [2 * sum(f * d[axis] for f, *d in parts) for axis in (0, 1)]


GRADIENTS = {
    'valley': lambda x, y: (x / 25, 2 * y),
    'saddle': lambda x, y: (2 * x, -2 * y + y ** 3),
    'beale': beale_gradient,
    'rosenbrock': lambda x, y: (-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)),
}


@pytest.mark.slow
@pytest.mark.parametrize('name', SURFACES)
def test_gradients_of_the_tape_are_the_closed_forms(name):
    for point in np.random.default_rng(0).normal(size=(50, 2)):
        found = trajectories.gradient(SURFACES[name].function, tf.constant(point))
        np.testing.assert_allclose(found, GRADIENTS[name](*point), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize('name', SURFACES)
def test_minima_are_flat_and_lowest(name):
    surface = SURFACES[name]
    left, right, bottom, top = surface.window
    x, y = np.meshgrid(np.linspace(left, right, 301), np.linspace(bottom, top, 301))
    assert surface.function(x, y).min() >= surface.lowest - 1e-12
    for minimum in surface.minima:
        assert surface.function(*minimum) == pytest.approx(surface.lowest, abs=1e-12)
        np.testing.assert_allclose(GRADIENTS[name](*minimum), 0, atol=1e-9)
    assert left < surface.start[0] < right and bottom < surface.start[1] < top


@pytest.mark.parametrize('rule', ['sgd', 'momentum', 'nesterov'])
def test_path_is_the_steps_by_hand(rule):
    point, m, places = np.array([-9.0, 2.0]), np.zeros(2), [(-9.0, 2.0)]
    for _ in range(20):
        step = -0.1 * np.array(GRADIENTS['valley'](*point))
        m = (0.0 if rule == 'sgd' else 0.9) * m + step
        point = point + (0.9 * m + step if rule == 'nesterov' else m)
        places.append(tuple(point))
    surface = SURFACES['valley']
    found = trajectories.trajectory(
        surface.function, surface.start, lab.optimizer(rule, 0.1, 0.9), 20)
    np.testing.assert_allclose(found, places, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
def test_on_the_ridge_of_the_saddle_nobody_escapes():
    for rule in ('sgd', 'momentum', 'adam', 'rprop'):
        points = trajectories.trajectory(SURFACES['saddle'].function, (-1.5, 0.0),
                                         lab.optimizer(rule, 0.1, 0.9), 100)
        assert np.all(points[:, 1] == 0) and abs(points[-1, 0]) < 0.01


@pytest.mark.parametrize('x, expected', [
    ([2, 1, 0.05, 0.05], (2, 2, 5e-5, False)), ([2, 0, 1, 0], (1, 3, 0.0, False)),
    ([2, 0, 1, 1], (1, None, 0.02, False)), ([0, 0, 0, 0], (0, 0, 0.0, False)),
    ([2, 1, 3, 9], (None, None, 1.62, True)), ([2, 9, 99, np.nan], (None, None, None, True)),
])
def test_outcome_of_a_path(x, expected):
    points = np.stack([np.array(x), np.zeros(4)], axis=1)
    found = lab.end_of_path(SURFACES['valley'], points, within=0.001)
    assert (found.steps, found.settled, found.diverged) == (expected[0], expected[1], expected[3])
    assert found.final == (None if expected[2] is None else pytest.approx(expected[2]))


def run_lab(optimizers=OPTIMIZERS):
    config = default_config('optimizer_paths')
    config.paths.steps, config.paths.frames = 30, 3
    config.paths.optimizers = optimizers
    return lab.compute(config)


@pytest.mark.slow
def test_lab_follows_every_optimizer_on_every_surface():
    findings = run_lab()
    rows = findings.tables['optimizer_paths']
    assert {(row['surface'], row['optimizer']) for row in rows} == {
        (surface, rule) for surface in SURFACES for rule in OPTIMIZERS}
    assert findings.values['saddle_sgd_rate'] == rows[len(OPTIMIZERS)]['rate']
    assert not any(row['diverged'] for row in rows)


@pytest.mark.slow
def test_race_is_an_animation_of_all_its_frames(monkeypatch, tmp_path):
    monkeypatch.setattr(lab, 'SURFACES', {name: SURFACES[name] for name in ('valley', 'saddle')})
    monkeypatch.setattr(small_batches, 'excesses', lambda seed: [0.0, 2.0, 0.5])
    findings = run_lab(('sgd', 'momentum'))
    assert findings.values['lbfgs_small_batches_behind_sgd'] == small_batches.SEEDS
    file = tmp_path / 'race.gif'
    findings.figures['race'].save(file, writer=PillowWriter(fps=20), dpi=40)
    with Image.open(io.BytesIO(file.read_bytes())) as image:
        assert image.n_frames == 3
        first = np.asarray(image.convert('L'), float)
        image.seek(image.n_frames - 1)
        assert np.abs(np.asarray(image.convert('L'), float) - first).max() > 50


@pytest.mark.slow
def test_a_path_that_diverged_can_be_drawn():
    points = np.full((20, 2), np.nan, np.float32)
    points[:10] = SURFACES['valley'].start * np.geomspace(1, 1e30, 10)[:, np.newaxis]
    made = figures.figures({'valley': SURFACES['valley']}, {'valley': {'sgd': points}})
    for figure in made.values():
        figure.savefig(io.BytesIO(), dpi=20)


@pytest.mark.parametrize('names', [(), ('sgd', 'sgd'), ('sgd', 'adamw')])
def test_optimizers_that_cannot_race(names):
    config = default_config('optimizer_paths')
    config.paths.optimizers = names
    with pytest.raises(UserError, match='config.paths.optimizers is not possible'):
        checks.validate(config, data_sets.describe)


@pytest.mark.parametrize('rates', [(0.1,), (0.1, 0.1, 0.1, -1.0), (0.1, 0.1, 0.1, np.inf)])
def test_rates_that_cannot_be(rates):
    config = default_config('optimizer_paths')
    config.rates.adam = rates
    with pytest.raises(UserError, match='config.rates.adam is not possible'):
        checks.validate(config, data_sets.describe)


def test_lbfgs_needs_gradients_of_one_function():
    """With the whole set it solves least squares; two rows a step end behind SGD."""
    whole, small, sgd = small_batches.excesses(0)
    assert abs(whole) < 1e-5 < sgd < 1 < small
