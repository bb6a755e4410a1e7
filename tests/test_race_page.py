"""The race of optimizers in a browser: its numbers against the lab's, its controls.

JavaScript computes in float64 and the optimizers of tf_labs here in float32.
"""

import math

import numpy as np
import pytest

from tests.browser import open_page
from tf_labs.config.lab_schemas.optimizer_paths import OPTIMIZERS
from tf_labs.config.schema import default_config
from tf_labs.labs import pages
from tf_labs.labs.optimizer_paths import lessons
from tf_labs.labs.optimizer_paths.lab import optimizer
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.labs.optimizer_paths.trajectories import trajectory

STEPS = 100
# Two paths on Rosenbrock's function turn on a rounding error: where they begin to differ.
AGREE = {('rosenbrock', 'rmsprop'): 40, ('rosenbrock', 'lbfgs'): 30}


@pytest.fixture(scope='module')
def file(tmp_path_factory):
    return pages.write_lab('optimizer_paths', tmp_path_factory.mktemp('page') / 'race.html')


@pytest.fixture(scope='module')
def race(browser, file):
    """The race for those who want no motion: it stands at a step until something is done."""
    page, problems = open_page(browser, file, reduced_motion='reduce')
    yield page
    assert not problems
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize('name', SURFACES)
def test_surfaces_and_their_gradients(race, name):
    points = np.random.default_rng(0).normal(size=(50, 2))
    heights, gradients, differences = map(np.array, race.evaluate('''([name, points]) => {
      const {height, gradient} = SURFACES[name];
      const slope = (x, y, dx, dy) => (height([x + dx, y + dy]) - height([x - dx, y - dy])) / 2e-5;
      return [points.map(height), points.map(gradient),
              points.map(([x, y]) => [slope(x, y, 1e-5, 0), slope(x, y, 0, 1e-5)])];
    }''', [name, points.tolist()]))
    np.testing.assert_allclose(heights, SURFACES[name].function(*points.T), rtol=1e-12)
    np.testing.assert_allclose(gradients, differences, rtol=1e-6, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize('rule', OPTIMIZERS)
def test_paths_are_those_of_the_lab(race, rule):
    """To 1e-5 of the window's width, over 100 steps, or as far as two paths agree at all."""
    config = default_config('optimizer_paths')
    for place, (name, surface) in enumerate(SURFACES.items()):
        rate = config.rates[rule][place]
        steps = AGREE.get((name, rule), STEPS)
        expected = trajectory(surface.function, surface.start,
                              optimizer(rule, rate, config.paths.momentum), steps)
        found = race.evaluate(
            'argument => pathOf(...argument)',
            [name, rule, rate, config.paths.momentum, surface.start, steps])
        left, right, *_ = surface.window
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * (right - left),
                                   err_msg=f'{rule} on {name}')


def test_contours_are_where_the_function_has_their_level(race):
    """x^2 / 50 + y^2 = c is an ellipse: its points are on the drawn line, others not."""
    angles = np.linspace(0, 2 * math.pi, 100).tolist()
    on, off = race.evaluate('''(angles) => {
      const plot = new Plot(find('ground'));
      plot.begin([-10, 4, -3.5, 3.5]);
      const [path] = contours(plot, SURFACES.valley.height, () => [0.2]);
      plot.context.setTransform(1, 0, 0, 1, 0, 0);
      Object.assign(plot.context, {lineWidth: 4, lineCap: 'round'});
      const hits = (factor) => angles.filter((angle) => plot.context.isPointInStroke(
          path, plot.x(factor * Math.sqrt(10) * Math.cos(angle)),
          plot.y(factor * Math.sqrt(0.2) * Math.sin(angle)))).length;
      const found = [hits(1), hits(1.2)];
      draw();
      return found;
    }''', angles)
    assert (on, off) == (100, 0)


@pytest.mark.parametrize('a, b, expected', [
    ([0, 0], [1, 1], [[0, 0], [1, 1]]), ([0, 0], [4, 0], [[0, 0], [2, 0]]),
    ([-4, 0], [4, 0], [[-2, 0], [2, 0]]), ([3, -3], [3, 3], None), ([0, 5], [5, 0], None),
    ([0, 0], [1e9, 1e9], [[0, 0], [2, 2]]), ([-3, 0], [1, 4], [[-2, 1], [-1, 2]]),
])
def test_lines_end_at_the_border(race, a, b, expected):
    found = race.evaluate('([a, b]) => visible(a, b, [-2, 2, -2, 2])', [a, b])
    assert found == (None if expected is None else [pytest.approx(end) for end in expected])


def row(page, rule: str) -> list[str]:
    """Returns rate, factor, f above the lowest and the first near step, as written."""
    cells = page.locator(f'#row-{rule}')
    return [cells.locator(f'.{name}').inner_text() for name in ('rate', 'factor', 'height', 'near')]


def go(page, step: int) -> None:
    page.locator('#step').fill(str(step))


@pytest.fixture
def valley(race):
    race.get_by_role('radio', name='Long valley').check()
    race.get_by_role('button', name="The lab's rates and start").click()
    go(race, 60)
    return race


def test_numbers_are_those_of_the_step(valley):
    go(valley, 126)
    assert row(valley, 'sgd') == ['0.5', '', f'{9 ** 2 / 50 * 0.98 ** 252:.3g}', '126']
    assert row(valley, 'rprop')[3] == '6' and row(valley, 'lbfgs')[3] == '13'
    go(valley, 125)
    assert row(valley, 'sgd')[3] == ''
    assert 'lbfgs (at 13)' in valley.locator('#told').inner_text()


def test_learning_rate_by_keyboard(valley):
    slider = valley.get_by_role('slider', name='learning rate of sgd')
    slider.focus()
    slider.press('ArrowRight')
    assert row(valley, 'sgd')[:2] == ['0.512', '\u00d7 1.02']
    assert slider.get_attribute('aria-valuetext') == '0.512'
    slider.press('End')  # far too much
    assert row(valley, 'sgd')[2] == 'left'
    assert 'Outside of the plot: sgd.' in valley.locator('#told').inner_text()
    valley.get_by_role('button', name="The lab's rates and start").click()
    assert row(valley, 'sgd')[:2] == ['0.5', '']


def test_start_by_slider_and_by_ring(valley):
    valley.get_by_label('start y').fill('-1')
    assert valley.evaluate('state.starts.valley') == [-9, -1]
    ring = valley.locator('#handle').bounding_box()
    x, y = ring['x'] + ring['width'] / 2, ring['y'] + ring['height'] / 2
    valley.mouse.move(x, y)
    valley.mouse.down()
    valley.mouse.move(x + 100, y + 2000, steps=3)  # beyond the window: it stays at its edge
    valley.mouse.up()
    found = valley.evaluate('state.starts.valley')
    across = valley.evaluate('14 / ground.frame.width')
    assert found == [pytest.approx(-9 + 100 * across, abs=0.02), -3.5]
    assert valley.locator('#start-y-shown').inner_text() == '\u22123.5'
    assert valley.evaluate('state.races.sgd.points[0]') == found


def test_switched_off_is_not_drawn(valley):
    picture = 'find("ground").toDataURL()'
    before = valley.evaluate(picture)
    valley.locator('#row-adam input[type=checkbox]').uncheck()
    assert valley.evaluate(picture) != before
    assert 'adam' not in valley.locator('#told').inner_text()
    valley.locator('#row-adam input[type=checkbox]').check()
    assert valley.evaluate(picture) == before
    valley.get_by_role('button', name='All off').click()
    assert 'nobody' in valley.locator('#told').inner_text()
    valley.get_by_role('button', name='All on').click()
    assert valley.evaluate(picture) == before


# What a button promises: from which step to which the optimizer leaves.
LEAVES = {'leaves': (0, 100), 'leaves too': (0, 100), 'out': (0, 4), 'out in one step': (0, 1),
          'out in two': (1, 2), 'out in four steps': (3, 4)}


@pytest.mark.slow
def test_lessons_keep_what_they_promise(race):
    tried = set()
    for name, lesson in lessons.SURFACE_LESSONS.items():
        race.evaluate('(name) => choose(name)', name)
        for label, change in lesson.tries:
            race.get_by_role('button', name=label).click()
            promise = label.split(': ')[-1]
            if promise in LEAVES:
                (rule, rate), = change['rates'].items()
                assert row(race, rule)[:1] == [f'{rate:g}']
                for step, is_out in zip(LEAVES[promise], (False, True)):
                    go(race, step)
                    assert (row(race, rule)[2] == 'left') == is_out, label
                tried.add(promise)
    assert tried == set(LEAVES)


@pytest.mark.slow
def test_on_the_ridge_nobody_gets_away(race):
    race.get_by_role('radio', name='Saddle').check()
    race.get_by_role('button', name='Start on the ridge').click()
    go(race, 300)
    assert [row(race, rule)[3] for rule in OPTIMIZERS] == [''] * 9
    race.get_by_role('button', name='sgd at 0.2').click()
    go(race, 24)
    assert row(race, 'sgd')[3] == '24'


def test_nothing_moves_for_those_who_want_it_so(race):
    race.get_by_role('radio', name='Beale').check()
    before = race.evaluate('state.step')
    race.wait_for_timeout(150)
    assert race.evaluate('[state.step, animation]') == [before, 0] and before > 0


@pytest.mark.slow
def test_race_runs_by_itself_and_can_be_stopped(browser, file):
    page, problems = open_page(browser, file)
    page.wait_for_function('state.step > 2')
    page.get_by_role('button', name='Pause').press('Enter')
    stopped = page.evaluate('state.step')
    page.wait_for_timeout(150)
    assert page.evaluate('state.step') == stopped
    page.get_by_role('button', name='One step').click()
    assert page.locator('#step-shown').inner_text() == f'{stopped + 1} of 300'
    go(page, 299)
    page.get_by_role('button', name='Play').click()
    page.get_by_role('button', name='Play again').wait_for()
    assert page.evaluate('state.step') == 300
    page.get_by_role('radio', name='Long valley').press('ArrowRight')
    assert page.evaluate('[state.surface, state.step < 100, animation > 0]') == [
        'saddle', True, True]
    assert not problems
    page.context.close()
