"""The chain rule by hand: the numbers of the page against the lab's, and the reader's answers."""

import pytest

from tests.asked import ask
from tests.browser import open_page
from tests.conftest import ROOT
from tf_labs.labs import pages
from tf_labs.labs.vanishing_gradient import chain
from tf_labs.labs.vanishing_gradient import chain_page

pytestmark = pytest.mark.slow
AXE = ROOT / 'tests' / 'vendor' / 'axe.min.js'
RULES = {'preload': False, 'runOnly': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}
PRINTED = ('0.1', '0.525', '0.105', '0.526', '0.158', '0.539', '0.248', '0.249', '0.249')
MOUNT = 'view = mountChain(document.querySelector(".chain"), {lang: "en"})'


@pytest.fixture(scope='module')
def file(tmp_path_factory):
    return pages.write_lab('chain', tmp_path_factory.mktemp('page') / 'chain.html')


@pytest.fixture(scope='module')
def shared(browser, file):
    opened, problems = open_page(browser, file)
    yield opened
    assert not problems
    opened.context.close()


@pytest.fixture
def page(shared):
    """The page as it is when it opens."""
    shared.evaluate(MOUNT)
    return shared


def answer(page, text: str) -> str:
    """Types into the field that has the focus, and enters it; returns what is said."""
    page.keyboard.press('Control+A')
    page.keyboard.type(text)
    page.keyboard.press('Enter')
    return page.locator('.said').inner_text()


def begin(page, *texts: str) -> None:
    page.get_by_label('z₁: what goes into sigmoid 1').focus()
    for text in texts:
        assert answer(page, text).startswith('Right: '), text


@pytest.mark.parametrize('seed', [None, 1, 2, 3, 9999])
def test_numbers_are_those_of_the_lab(page, seed):
    if seed is not None:
        page.evaluate('seed => view.draw(seed)', seed)
    found = page.evaluate('''() => ({x: view.chain.x, weights: view.chain.weights, numbers:
      Object.fromEntries(['z', 'a', 'slope', 'product', 'delta', 'gradient'].map((kind) => [kind,
        view.chain.weights.map((_, at) => view.chain.value(kind, at + 1))]))})''')
    x, weights = found['x'], found['weights']
    if seed is None:
        assert (x, weights) == (1, [0.1, 0.2, 0.3])
    outputs = chain.forward(x, weights)
    slopes = chain.slopes(outputs)
    deltas = chain.by_tape(x, weights)
    expected = {'z': chain.weighted_sums(x, weights, outputs), 'a': outputs, 'slope': slopes,
                'product': chain.product_of_slopes(slopes), 'delta': deltas,
                'gradient': [delta * a for delta, a in zip(deltas, [x, *outputs])]}
    for kind, values in expected.items():
        assert found['numbers'][kind] == pytest.approx(values, rel=1e-12), kind
    assert min(map(abs, [x, *weights])) >= 0.1 and max(map(abs, [x, *weights])) <= 2


def test_what_the_notes_print_is_checked_by_the_keys_alone(page):
    begin(page, *PRINTED)
    assert 'cut off, as in the notes' in answer(page, '0.061')
    assert answer(page, '0.062').startswith('Right')
    assert answer(page, '0.015').startswith('Right')
    assert answer(page, '0.248').startswith('Right')
    assert 'stands a weight' in answer(page, '0.062')
    assert 'W₃' in answer(page, '0.0124')  # with W2 instead
    assert answer(page, '0.0186').startswith('Right')
    assert 'stands a weight' in answer(page, '0.015')
    assert 'Close' in answer(page, '0.0009')
    assert answer(page, '9.27e-4').startswith('Right')
    for text in ('0.130', '0.00976', '0,000927'):
        answer(page, text)
    conclusion = page.locator('.conclusion').inner_text()
    assert 'All 17 numbers, every one by yourself' in conclusion
    assert '0.015' in conclusion and '∂a₃/∂z₁ = 0.000927' in conclusion
    assert page.locator('.progress').inner_text() == '17 of 17 numbers found'
    assert page.locator('svg .open').count() == 0


def test_rounded_numbers_may_be_used_further(page):
    """0.53 of 0.525 is too coarse; what follows from a rounded number is right as well."""
    page.evaluate('view.draw(2)')
    x, weights = page.evaluate('[view.chain.x, view.chain.weights]')
    begin(page)
    for weight in weights:
        z = round(weight * x, 3)
        x = round(chain.sigmoid(z), 3)
        assert answer(page, f'{z}').startswith('Right')
        assert answer(page, f'{x}').startswith('Right')


@pytest.mark.parametrize('text, said', [
    ('', ''), ('x', 'Type a number'), ('1e9999', 'Type a number'), ('1.1', 'You have added'),
    ('-0.1', 'The sign'), ('0.095', 'Close'), ('7', 'Not yet'), (' 0,10 ', 'Right'),
    ('.1', 'Right'), ('1e-1', 'Right'), ('\u22120.1', 'The sign')])
def test_what_is_typed(page, text, said):
    begin(page)
    assert answer(page, text).startswith(said)
    marked = page.evaluate('document.querySelector(".cell input").getAttribute("aria-invalid")')
    assert marked == str(said not in ('', 'Right')).lower()


def test_every_mistake_is_told_by_its_name(page):
    said = page.evaluate('''() => view.fields.flatMap(({kind, layer}) => (
      Object.keys(view.texts.mistakes[kind]).map((name) => (
        view.texts.mistakes[kind][name](layer, view.chain.last)))))''')
    assert len(said) > 30 and not [text for text in said if 'undefined' in text]
    begin(page)
    answer(page, '0.1')
    assert 'z itself' in answer(page, '0.1')
    assert 'σ(−z)' in answer(page, '0.475')


def test_hints_step_by_step_and_show_me_by_keys(page):
    begin(page, '0.1')
    page.get_by_role('button', name='Hint').focus()
    for _ in range(4):
        page.keyboard.press('Enter')
    assert page.locator('.hints li').all_inner_texts() == [
        'Put z into the sigmoid. The exponent is minus z.', 'a₁ = 1 / (1 + e^(−z₁))',
        'a₁ = 1 / (1 + e^(−0.1))', 'e^(−0.1) = 0.905']
    assert page.evaluate('document.activeElement.textContent') == 'Show me'
    assert page.get_by_role('button', name='Hint').is_disabled()
    page.keyboard.press('Enter')
    assert 'a₁ = 1 / (1 + e^(−0.1)) = 0.525' in page.locator('.said').inner_text()
    page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    assert page.evaluate('document.activeElement.ariaLabel') == 'z₂: what goes into sigmoid 2'
    page.evaluate('view.fields.forEach((field) => field.state === "open" && field.show())')
    assert 'All 17 numbers, 1 of them by yourself' in page.locator('.conclusion').inner_text()
    begin(page, '0.1')
    page.get_by_role('button', name='Start again').click()
    assert page.locator('.progress').inner_text() == '0 of 17 numbers found'


def test_the_drawing_shows_what_is_found_and_what_is_needed(page):
    begin(page, '0.1', '0.525')
    assert page.locator('svg [data-key="a 1"]').text_content() == '0.525'
    used = page.locator('svg text.used').evaluate_all('all => all.map((one) => one.dataset.key)')
    assert sorted(used) == ['a 1', 'w 2'] and page.locator('svg .edge.used').count() == 1
    field = page.get_by_label('a₁: what comes out')
    field.fill('0.5')
    assert page.locator('svg [data-key="a 1"]').text_content() == '?'
    assert page.locator('.progress').inner_text() == '1 of 17 numbers found'


def test_other_numbers_by_their_seed(page):
    page.get_by_role('button', name='Other numbers').click()
    first = page.evaluate('view.chain')
    page.get_by_role('button', name='Other numbers').click()
    assert page.get_by_label('Seed').input_value() == '2' and page.evaluate('view.chain') != first
    page.get_by_label('Seed').fill('1')
    page.get_by_label('Seed').press('Tab')
    assert page.evaluate('view.chain') == first
    page.evaluate('view.fields.forEach((field) => field.show())')
    assert 'The slopes alone give' in page.locator('.conclusion').inner_text()
    page.get_by_role('button', name='The notes').click()
    assert page.evaluate('view.chain.weights') == [0.1, 0.2, 0.3]


def test_both_languages_say_the_same_things(page):
    keys = '''(lang) => { const walk = (value, path) => (typeof value === 'object' ?
      Object.entries(value).flatMap(([key, one]) => walk(one, `${path}.${key}`)) :
      [`${path}: ${typeof value} ${typeof value === 'function' ? value.length : ''}`]);
      return walk(mountChain.texts[lang], ''); }'''
    english, korean = (page.evaluate(keys, lang) for lang in ('en', 'ko'))
    assert english == korean and len(english) > 50


@pytest.mark.parametrize('lang, width, dark', [('ko', 390, True), *(
    pytest.param(*one, marks=pytest.mark.release) for one in (
        ('en', 390, False), ('en', 768, True), ('ko', 1280, False)))])
def test_page_fits_and_can_be_read_by_all(opened, tmp_path, lang, width, dark):
    target = pages.write_lab('chain', tmp_path / 'chain.html', lang=lang)
    page = opened(target, width=width, dark=dark)
    assert page.evaluate('document.documentElement.scrollWidth') == width
    page.evaluate(MOUNT.replace('"en"', 'document.documentElement.lang'))
    page.evaluate('''() => view.fields.forEach((field, place) => {
      field.input.focus();
      field.input.value = '8';
      if (place % 3 === 0) field.show(); else field.check(); })''')
    page.get_by_role('button', name='힌트' if lang == 'ko' else 'Hint').click()
    assert page.evaluate('document.documentElement.scrollWidth') == width
    page.add_script_tag(path=str(AXE))
    found = page.evaluate('rules => axe.run(document, rules)', RULES)
    assert [(one['id'], [node['html'] for node in one['nodes']][:3])
            for one in found['violations']] == []


def test_several_on_a_page_know_nothing_of_each_other(opened, tmp_path):
    target = tmp_path / 'lesson.html'
    target.write_text('<!DOCTYPE html><html lang="ko"><meta charset="utf-8">'
                      f'<style>{chain_page.style()}</style><div class="chain"></div>'
                      '<div class="chain" data-lang="en"></div>'
                      + 2 * f'<script>{chain_page.script()}</script>', 'utf-8')
    page = opened(target, width=720)
    first, second = page.locator('.chain').all()
    first.get_by_role('button', name='답 보기').click()
    assert first.locator('.progress').inner_text() == '17개 가운데 1개를 구했습니다'
    assert second.locator('.progress').inner_text() == '0 of 17 numbers found'


def test_command(tmp_path):
    done = ask('page', '--lab=chain', '--lang=ko', f'--output={tmp_path}/chain.html')
    assert done.returncode == 0 and done.stdout == f'{tmp_path}/chain.html\n'
    assert '<html lang="ko">' in (tmp_path / 'chain.html').read_text('utf-8')
    done = ask('page', '--lab=chain', '--lang=fr', f'--output={tmp_path}/fr.html')
    assert done.returncode != 0 and done.stderr.count('\n') == 1
    assert 'unknown language; expected one of en, ko; received fr' in done.stderr
    assert not (tmp_path / 'fr.html').exists()
