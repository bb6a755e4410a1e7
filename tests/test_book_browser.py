"""The book in a browser without a network: no error, no overflow, axe-core content, keys alone."""

from pathlib import Path

import pytest

from tests import book_shelf
from tests.book_shelf import build
from tests.book_shelf import LESSONS
from tests.conftest import ROOT
from tf_labs.book import places

AXE = ROOT / 'tests' / 'vendor' / 'axe.min.js'
RULES = {'preload': False, 'runOnly': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}
WIDTHS = (390, 768, 1280)
PAGES = ('index', 'gates', 'digits', 'cifar10_18pct', 'map', 'glossary', 'search')


@pytest.fixture(scope='module')
def book(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp('book')
    book_shelf.fill(place / 'runs')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, 'LESSONS', LESSONS)
        done = build(place / 'runs', place / 'book')
    assert done.returncode == 0, done.stderr
    return place / 'book'


def check(page) -> None:
    wide = page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert wide <= 0, f'{page.url} is {wide} pixels too wide'
    page.add_script_tag(path=str(AXE))
    found = page.evaluate('rules => axe.run(document, rules)', RULES)
    assert [(one['id'], [node['html'] for node in one['nodes']][:3])
            for one in found['violations']] == [], page.url


@pytest.mark.release
@pytest.mark.parametrize('language', ['en', 'ko'])
@pytest.mark.parametrize('dark', [False, True])
@pytest.mark.parametrize('width', WIDTHS)
def test_every_page(opened, book, width, dark, language):
    for name in PAGES:
        check(opened(book / language / f'{name}.html', width=width, dark=dark))
    check(opened(book / 'index.html', width=width, dark=dark))


def test_predictions_by_the_keys_alone(opened, book):
    """On a phone; what shows then is checked as all pages are for a release."""
    page = opened(book / 'en' / 'gates.html', width=390)
    form = page.locator('#predict-1')
    form.locator('input').first.focus()
    page.keyboard.press('Enter')
    assert form.locator('.verdict').inner_text() == 'Choose one first.'
    page.keyboard.press('Space')
    for _ in range(3):
        page.keyboard.press('ArrowDown')
    page.keyboard.press('Tab')
    assert page.evaluate('document.activeElement.textContent') == 'Check'
    page.keyboard.press('Enter')
    assert form.locator('.verdict').inner_text() == 'That is what the run says.'
    assert form.locator('.answer').get_attribute('open') is not None
    assert page.locator('[data-progress]').inner_text() == '1 of 4 answered'

    field = page.locator('#predict-2 input')
    field.focus()
    page.keyboard.type('0,72')
    page.keyboard.press('Enter')
    assert page.locator('#predict-2 .verdict').inner_text() == 'That is what the run says.'
    check(page)
    page.reload()
    assert page.locator('[data-progress]').inner_text() == '2 of 4 answered'


@pytest.mark.release
def test_an_exercise_waits_for_the_answer(opened, book):
    page = opened(book / 'en' / 'gates.html')
    form = page.locator('#exercise-1')
    form.locator('input').fill('5')
    form.locator('button.main').click()
    assert form.locator('.verdict').inner_text().startswith('Not quite')
    assert form.locator('.answer').get_attribute('open') is None
    for text, said in {'4,000': 'Not quite', '4/0': 'Type a number', '4/': 'Type a number',
                       '４': 'Right.', '4,0': 'Right.', '8/2': 'Right.', '400%': 'Right.'}.items():
        form.locator('input').fill(text)
        form.locator('button.main').click()
        assert form.locator('.verdict').inner_text().startswith(said), text


@pytest.mark.release
def test_a_line_is_drawn_and_compared(opened, book):
    page = opened(book / 'en' / 'digits.html')
    form = page.locator('#predict-1')
    form.locator('button.main').click()
    assert form.locator('.verdict').inner_text().startswith('Draw first')
    for point in form.locator('.point').all():
        point.focus()
        page.keyboard.press('Home')  # 0 at every epoch
    form.locator('button.main').click()
    mean = sum(1 / epoch for epoch in range(1, 6)) / 5 + sum(book_shelf.SEEDS) / 3 / 1000
    assert f'{mean:.3g} away' in form.locator('.verdict').inner_text()
    assert form.locator('.mean').count() == 2  # the line, and what it is in the legend
    box = form.locator('svg').bounding_box()
    page.mouse.move(box['x'] + 60, box['y'] + 40)
    page.mouse.down()
    page.mouse.move(box['x'] + box['width'] - 20, box['y'] + 60, steps=8)
    page.mouse.up()
    values = [float(point.get_attribute('aria-valuenow')) for point in form.locator('.point').all()]
    assert min(values) > 1


@pytest.mark.release
def test_search_theme_and_language(opened, book):
    page = opened(book / 'ko' / 'search.html')
    for words, found in (('퍼셉트', 0), ('뉴런까지', 1), ('xor', 1)):  # with a particle; English
        page.locator('#search').fill(words)
        page.wait_for_selector('#search-count:not(:empty)')
        assert page.locator('#found a[href^="gates.html"]').count() >= found
        assert bool(page.locator('#found a').count()) == bool(found)
    page.locator('#theme').select_option('dark')
    dark = page.evaluate('getComputedStyle(document.body).backgroundColor')
    page.reload()
    assert page.evaluate('getComputedStyle(document.body).backgroundColor') == dark
    assert page.locator('#theme').input_value() == 'dark'
    page.locator('[hreflang=en]').click()
    assert page.url.endswith('/en/search.html')
