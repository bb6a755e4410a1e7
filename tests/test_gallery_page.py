"""The gallery of activations in a browser: its numbers against tf_labs, its controls."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tests.browser import open_page
from tf_labs.labs import pages
from tf_labs.labs.activation_gallery import activation_statistics
from tf_labs.nn.activations import ACTIVATIONS

X = np.linspace(-6, 6, 200)  # without 0


@pytest.fixture(scope='module')
def gallery(browser, tmp_path_factory):
    page, problems = open_page(browser, pages.write_lab(
        'activation_gallery', tmp_path_factory.mktemp('page') / 'gallery.html'))
    yield page
    assert not problems
    page.context.close()


def parameters(gallery, name: str, factor: float = 1.0) -> dict:
    """Returns the parameters of an activation, times a factor."""
    found = gallery.evaluate('name => defaults(name)', name)
    return {key: factor * value for key, value in found.items()}


def values(gallery, name: str, x: np.ndarray, its: dict) -> tuple[np.ndarray, np.ndarray]:
    """Returns f and f' as the page computes them."""
    found = gallery.evaluate(
        '([name, x, its]) => ["value", "derivative"].map('
        '(kind) => x.map((z) => ACTIVATIONS[name][kind](z, its)))', [name, x.tolist(), its])
    return np.array(found[0]), np.array(found[1])


@pytest.mark.slow
@pytest.mark.parametrize('name', ACTIVATIONS)
def test_curves_are_those_of_tf_labs(gallery, name):
    f, slope = activation_statistics.value_and_derivative(
        ACTIVATIONS[name].function, tf.constant(X))
    found = values(gallery, name, X, parameters(gallery, name))
    np.testing.assert_allclose(found[0], f, rtol=0, atol=1e-6)
    np.testing.assert_allclose(found[1], slope, rtol=0, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize('name', ACTIVATIONS)
def test_curve_between_two_bounds_says_so(gallery, name):
    bounds = activation_statistics.bounds(ACTIVATIONS[name].function)
    found = gallery.evaluate('name => ACTIVATIONS[name].bounds ?? null', name)
    assert found == (list(bounds) if np.isfinite(bounds).all() else None)


@pytest.mark.parametrize('name', ACTIVATIONS)
def test_derivative_follows_the_parameters(gallery, name):
    its = parameters(gallery, name, factor=1.7)
    above, _ = values(gallery, name, X + 1e-5, its)
    below, _ = values(gallery, name, X - 1e-5, its)
    _, slope = values(gallery, name, X, its)
    np.testing.assert_allclose(slope, (above - below) / 2e-5, rtol=0, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize('name', ACTIVATIONS)
@pytest.mark.parametrize('spread', [1.0, pytest.param(5.0, marks=pytest.mark.release)])
def test_statistics_are_those_of_tf_labs(gallery, name, spread):
    x = activation_statistics.normal_quantiles(100_000, spread)
    f, slope = activation_statistics.value_and_derivative(ACTIVATIONS[name].function, x)
    found = gallery.evaluate('argument => statistics(...argument)',
                             [name, parameters(gallery, name), spread, 0.05])
    # 1 + tanh(u) rounds to 0 for a wide input, and TensorFlow's GELU with it.
    zeros = 0 if name == 'gelu' else (f == 0).mean()
    expected = {'mean': f.mean(), 'sd': f.std(), 'zeros': zeros,
                'saturated': (np.abs(slope) < 0.05).mean(),
                'factor': math.sqrt((slope ** 2).mean())}
    assert found == pytest.approx(expected, abs=1e-3)


def shown(page, name: str) -> str:
    return page.locator(f'#{name}').inner_text()


@pytest.mark.slow
def test_numbers_of_the_cursor_and_of_the_layers(gallery):
    gallery.get_by_role('radio', name='sigmoid').check()
    gallery.locator('#x').fill('0')
    assert (shown(gallery, 'value'), shown(gallery, 'derivative')) == ('0.5', '0.25')
    assert (shown(gallery, 'mean'), shown(gallery, 'zeros')) == ('0.500', '0.0%')
    gallery.locator('#layers').fill('1')
    assert shown(gallery, 'through') == shown(gallery, 'factor') == '0.212'
    gallery.locator('#layers').fill('50')
    assert shown(gallery, 'through') == '2.0e\u221234'
    assert gallery.locator('#row-relu td').all_inner_texts()[2:4] == ['50.0%', '50.0%']


def test_activation_and_parameter_by_keyboard(gallery):
    gallery.get_by_role('radio', name='sigmoid').check()
    gallery.get_by_role('radio', name='sigmoid').press('ArrowRight')
    assert shown(gallery, 'name') == 'tanh'
    gallery.get_by_label('steepness k').press('End')
    assert shown(gallery, 'formula') == 'f(x) = tanh(5 x)'
    gallery.get_by_role('button', name='Its values in tf_labs').press('Enter')
    assert shown(gallery, 'formula') == 'f(x) = tanh(x)'
    gallery.get_by_role('radio', name='relu', exact=True).check()
    assert gallery.locator('#parameters input').count() == 0
    assert gallery.locator('#usual').is_hidden()


def test_prelu_above_1_is_two_functions(gallery):
    gallery.get_by_role('radio', name='prelu').check()
    assert gallery.locator('#other-key').is_hidden()
    gallery.get_by_role('button', name='PReLU with a = 2').click()
    assert shown(gallery, 'other') == 'max(2 x, x)'
    assert (shown(gallery, 'at-x'), shown(gallery, 'value')) == ('\u22121', '\u22122')
    gallery.get_by_label('slope a').fill('1')
    assert gallery.locator('#other-key').is_hidden()


def test_wide_input_saturates_tanh(gallery):
    gallery.get_by_role('button', name='tanh on an input').click()
    assert shown(gallery, 'saturated') == '66.3%'
    gallery.locator('#spread').fill('1')
    assert shown(gallery, 'saturated') == '2.9%'


def test_cursor_follows_the_pointer(gallery):
    box = gallery.locator('#large').bounding_box()
    gallery.mouse.move(box['x'] + 300, box['y'] + 50)
    gallery.mouse.down()
    gallery.mouse.move(box['x'] + 5, box['y'] + 50)  # left of the window
    gallery.mouse.up()
    assert gallery.evaluate('state.x') == -gallery.evaluate('state.reach')
    gallery.mouse.move(box['x'] + 300, box['y'] + 50)
    assert gallery.evaluate('state.x') == -gallery.evaluate('state.reach')
