"""The playground as people use it: training, stages, keyboard, own points, replays, languages."""

import re

import pytest

from tests.browser import open_page
from tests.conftest import cli
from tf_labs.labs import pages
from tf_labs.playground import page as playground

pytestmark = pytest.mark.slow
STEP = 'document.querySelector(".counters b").innerText.replaceAll(",", "")'


@pytest.fixture(scope='module')
def file(tmp_path_factory):
    return pages.write_lab('playground', tmp_path_factory.mktemp('page') / 'playground.html')


@pytest.fixture(scope='module')
def shared(browser, file):
    opened, problems = open_page(browser, file, reduced_motion='reduce')
    yield opened
    assert not problems
    opened.context.close()


@pytest.fixture
def page(shared):
    """The page as it is when it opens."""
    shared.evaluate('() => { lesson.value = "xor"; mount(); }')
    return shared


def step(page) -> int:
    return int(page.evaluate(STEP))


def show(page, preset: str) -> None:
    page.get_by_label('Lesson').select_option(preset)


def test_xor_in_a_few_seconds_by_keyboard_alone(page):
    page.get_by_label('Lesson').focus()
    for _ in range(30):
        page.keyboard.press('Tab')
        if page.evaluate('document.activeElement.innerText') == 'Their lines':
            break
    page.keyboard.press('Enter')
    for _ in range(30):
        page.keyboard.press('Tab')
        if page.evaluate('document.activeElement.innerText') == 'Train':
            break
    page.keyboard.press('Enter')
    page.get_by_text('All points are right').wait_for(timeout=20_000)
    page.keyboard.press('Enter')
    stopped = step(page)
    page.wait_for_timeout(150)
    assert 0 < stopped == step(page) < 1000
    assert '4 / 4' in page.locator('.counters').inner_text()


def test_seeds_are_tried_and_shown(page):
    page.get_by_role('button', name='20 seeds', exact=True).click()
    page.wait_for_function('document.querySelectorAll(".chip").length === 20')
    assert page.locator('.lottery .said').inner_text() == '10 of 20 solve it'
    page.locator('.chip.stuck').first.click()
    assert step(page) == 1000 and '4 / 4' not in page.locator('.counters').inner_text()
    assert page.locator('.chip').count() == 20


def test_a_step_in_three_stages_is_a_step(page):
    page.get_by_role('button', name='Four units').click()
    page.evaluate('mounted.lottery.stop()')
    twin = page.evaluate('''() => { const {Trainer} = mountPlayground;
      const trainer = new Trainer(mounted.settings);
      trainer.step(); return [...trainer.net.parameters]; }''')
    button = page.get_by_role('button', name='Next stage')
    words = page.locator('.words .number')
    button.click()
    assert page.locator('.stages .now').inner_text() == '1 Forward' and step(page) == 0
    assert '\u00b7' in words.first.text_content()
    button.click()
    assert page.locator('.stages .now').inner_text() == '2 Backward'
    button.click()
    assert page.locator('.stages .now').inner_text() == '3 Update' and step(page) == 1
    assert '\u2192' in words.first.text_content()
    assert page.evaluate('[...mounted.trainer.net.parameters]') == twin


def test_a_weight_is_changed_by_hand(page):
    page.get_by_role('button', name='unit 1 of layer 1').click()
    weight = page.get_by_role('spinbutton', name='weight from x\u2082')
    weight.fill('2.5')
    assert page.evaluate('mounted.trainer.net.layers[0].kernel[1]') == 2.5
    page.get_by_role('button', name='One step').click()
    assert page.evaluate('mounted.trainer.net.layers[0].kernel[1]') != 2.5
    weight.fill('')  # is no number yet
    assert page.evaluate('mounted.trainer.net.layers[0].kernel[1]') != 0
    page.get_by_role('button', name='Start again').click()
    assert page.evaluate('mounted.trainer.net.layers[0].kernel[1]') != 2.5 and step(page) == 0


def test_findings_speak_as_the_doctor_does(shared):
    page = shared
    for preset, steps, finding in (
            ('vanishing', 1, 'The gradient vanishes on its way to the first layer'),
            ('initializers', 1, 'All weights are 0'), ('plateau', 201, 'The loss stays at ln 2')):
        show(page, preset)
        page.evaluate('''(steps) => {
          while (mounted.trainer.steps < steps - 1) mounted.trainer.step();
          mounted.oneStep(); }''', steps)
        assert finding in page.locator('.findings').inner_text()
    show(page, 'curve')
    assert 'Nothing conspicuous' in page.locator('.findings').inner_text()


def test_own_points_by_click_and_by_keys(page):
    show(page, 'own_points')
    page.get_by_role('button', name='From nothing').click()
    page.get_by_role('button', name='Train', exact=True).click()
    assert page.locator('.message').inner_text() == 'Add points first.'
    field = page.locator('.front')
    field.click(position={'x': 20, 'y': 20})
    field.press('ArrowRight')
    field.press('0')
    field.press('Enter')
    points = page.evaluate('mounted.settings.own')
    assert [point['target'] for point in points] == [1, 0]
    assert points[0]['x'] < -0.9 and points[0]['y'] > 0.9
    assert points[1] == {'x': 0.1, 'y': 0, 'target': 0}
    page.get_by_role('button', name='One step').click()
    field.press('Delete')
    assert len(page.evaluate('mounted.settings.own')) == 1 and step(page) == 1


def test_settings_begin_anew_but_for_those_that_need_not(page):
    page.get_by_role('button', name='One step').click()
    page.get_by_label('learning rate').select_option('0.1')
    assert step(page) == 1 and page.evaluate('mounted.trainer.settings.rate') == 0.1
    page.get_by_label('activation', exact=True).select_option('ReLU')
    assert step(page) == 0
    page.get_by_label('hidden layers').fill('3')
    page.get_by_label('hidden layers').press('Tab')
    page.get_by_label('units of layer 3').fill('99')
    page.get_by_label('units of layer 3').press('Tab')
    assert page.evaluate('mounted.settings.hidden') == [1, 1, 10]
    assert page.locator('.unit').count() == 2 + 12 + 1


def test_each_preset_runs_and_none_overflows(shared):
    """The last try of each is mounted; the others take a step as they would there."""
    page = shared
    names = page.evaluate('mountPlayground.titles("en").map(([name]) => name)')
    assert names == ['gates', 'xor', 'circle', 'spiral', 'moons', 'curve', 'dropout', 'batch_norm',
                     'initializers', 'vanishing', 'stuck_seed', 'plateau', 'own_points']
    wide = page.evaluate('''(names) => names.filter((name) => {
      lesson.value = name;
      mount();
      const last = mounted.tries.length - 1;
      for (const [, settings] of mountPlayground.presets[name].tries.slice(0, last)) {
        const trainer = new mountPlayground.Trainer(settings);
        trainer.step();
        if (!trainer.net.parameters.every(Number.isFinite)) return true;
      }
      mounted.attempt(last);
      mounted.lottery.stop();
      mounted.trainer.step();
      mounted.record();
      return document.documentElement.scrollWidth > innerWidth || mounted.trainer.steps !== 1;
    })''', names)
    assert wide == ['own_points']  # its last begins without points


def test_a_large_rate_is_told(page):
    show(page, 'curve')
    page.evaluate('mounted.change({rate: 10, optimizer: "sgd", activation: "relu"})')
    page.evaluate('for (let i = 0; i < 300 && !mounted.message.textContent; i += 1) '
                  'mounted.oneStep()')
    assert 'no longer finite' in page.locator('.message').inner_text()


def test_several_on_a_page_know_nothing_of_each_other_and_rest_unseen(browser, tmp_path):
    target = tmp_path / 'lesson.html'
    target.write_text('<!DOCTYPE html><html lang="ko"><meta charset="utf-8"><style>:root { --card: '
                      f'#fff; --ink: #000; }}{playground.style()}</style>'
                      '<div class="playground" data-preset="xor" data-compact></div>'
                      '<div class="playground" data-preset="curve" data-lang="en"></div>'
                      '<div style="height: 5000px"></div>'
                      + 2 * f'<script>{playground.script()}</script>', 'utf-8')
    page, problems = open_page(browser, target, width=720)
    first, second = page.locator('.playground').all()
    first.get_by_role('button', name='한 스텝').click()
    assert first.locator('.counters b').first.inner_text() == '1'
    assert second.locator('.counters b').first.inner_text() == '0'
    assert first.locator('details.more').count() == 1
    assert second.locator('details.more').count() == 0
    assert page.evaluate('document.documentElement.scrollWidth') <= 720
    first.get_by_role('button', name='학습', exact=True).click()
    page.wait_for_function(f'{STEP} > 3')
    page.evaluate('scrollTo(0, 6000)')
    page.wait_for_timeout(200)
    stopped = step(page)
    page.wait_for_timeout(200)
    assert step(page) == stopped
    page.evaluate('scrollTo(0, 0)')
    page.wait_for_function(f'{STEP} > {stopped}')
    assert second.locator('.counters b').first.inner_text() == '0'
    assert not problems
    page.context.close()


def test_both_languages_say_the_same_things(shared):
    keys = '''(lang) => { const walk = (value, path) => (typeof value === 'object' ?
      Object.entries(value).flatMap(([key, one]) => walk(one, `${path}.${key}`)) :
      [`${path}: ${typeof value} ${typeof value === 'function' ? value.length : ''}`]);
      return walk(mountPlayground.texts[lang], ''); }'''
    english, korean = (shared.evaluate(keys, lang) for lang in ('en', 'ko'))
    assert english == korean and len(english) > 150
    assert all(re.search('[가-힣]', text) for text in shared.evaluate(
        'Object.values(mountPlayground.texts.ko.presets).map(([, sentence]) => sentence)'))


@pytest.mark.parametrize('flags, message', [
    (('--lab=playground', '--lang=fr'), 'unknown language; expected one of en, ko; received fr'),
    (('--lab=optimizer_paths', '--lang=ko'), '--lang is for the playground'),
    (('--lab=playground', '--workdir=a,b'), 'the playground replays one run'),
    (('--lab=playground', '--workdir=nowhere'), 'no run in this directory')])
def test_mistakes_are_told(flags, message, tmp_path):
    done = cli('page', *flags, cwd=tmp_path)
    assert done.returncode == 2 and message in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.release
def test_a_frame_of_the_default_net_takes_less_than_a_sixtieth_of_a_second(browser, file):
    """In CPU time of the page's thread, so that what else runs on the machine does not count."""
    page, problems = open_page(browser, file)
    page.evaluate('mounted.attempt(4)')
    session = page.context.new_cdp_session(page)
    session.send('Performance.enable', {'timeDomain': 'threadTicks'})

    def spent() -> float:
        metrics = session.send('Performance.getMetrics')['metrics']
        return {one['name']: one['value'] for one in metrics}['TaskDuration']

    before = spent()
    page.evaluate('''async () => {
      for (let frame = 0; frame < 60; frame += 1) {
        await new Promise(requestAnimationFrame);
        mounted.trainer.step();
        mounted.record();
        mounted.draw();
      }
    }''')
    assert 0 < (spent() - before) / 60 < 1 / 60
    assert not problems
    page.context.close()
