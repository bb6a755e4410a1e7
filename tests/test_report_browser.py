"""report.html in a browser: on a phone and a desk, in the light and in the dark, by keyboard."""

import pytest

from tests.browser import open_page

pytestmark = pytest.mark.slow

FOCUSED = '''() => {
  const one = document.activeElement;
  return one.getAttribute('href') || one.getAttribute('aria-label') || one.textContent.trim();
}'''


@pytest.fixture(scope='module')
def report(reported_run):
    return reported_run / 'report.html'


def luminance(page) -> float:
    """Returns how bright the paper is, 0 to 1."""
    colour = page.evaluate('getComputedStyle(document.body).backgroundColor')
    return sum(int(part) for part in colour.strip('rgb()').split(',')) / (3 * 255)


def test_page_fits_and_asks_for_nothing(browser, report):
    page, problems = open_page(browser, report, width=390, dark=True)
    assert page.evaluate('[...document.images].filter(one => !one.naturalWidth).length') == 0
    assert page.evaluate('document.images.length') > 20
    for width in (390, 1280):
        page.set_viewport_size({'width': width, 'height': 900})
        for dark in (True, False):
            page.emulate_media(color_scheme='dark' if dark else 'light')
            check_fits(page, width, dark)
    check_print_shows_what_is_folded(page)
    assert problems == []
    page.close()


def check_fits(page, width: int, dark: bool) -> None:
    assert page.evaluate('document.documentElement.scrollWidth') == width
    drawings = page.locator('.drawing')
    assert drawings.count() > 8
    assert all(box['width'] <= width for box in (
        one.bounding_box() for one in drawings.all() if one.is_visible()))
    # What is wider than the page scrolls in a place of its own.
    wide = page.evaluate('''[...document.querySelectorAll('main *')].filter(
        one => one.getBoundingClientRect().right > innerWidth + 1
               && !one.closest('.scroll, pre')).map(one => one.outerHTML.slice(0, 80))''')
    assert wide == []
    assert (luminance(page) < 0.2) == dark
    assert len(page.screenshot()) > 20_000  # of one colour it would be a fraction of it


def check_print_shows_what_is_folded(page) -> None:
    cell = page.get_by_role('cell', name='0.999', exact=True)  # optimizer.beta_2, of all fields
    assert cell.count() == 0
    page.emulate_media(media='print')
    assert page.locator('nav').is_hidden()
    assert page.evaluate('getComputedStyle(document.body).backgroundColor') == 'rgb(255, 255, 255)'
    folded = page.locator('#config details table')
    assert folded.evaluate('one => one.checkVisibility({contentVisibilityAuto: true})')


def test_keyboard_alone_is_enough(browser, report):
    page, problems = open_page(browser, report)
    skip = page.locator('.skip')  # shows once it has the focus
    assert skip.bounding_box()['x'] < 0
    order = []
    for _ in range(12):
        page.keyboard.press('Tab')
        order.append(page.evaluate(FOCUSED))
        assert (skip.bounding_box()['x'] >= 0) == (len(order) == 1)
    assert order == ['#content', '#lesson', '#findings', '#curves', '#net', '#inside',
                     '#first_layer', '#mistakes', '#config', '#history', 'From the lesson',
                     'Command']
    page.locator('a[href="#config"]').press('Enter')
    assert page.url.endswith('#config')
    fields = page.locator('#config details')
    assert fields.get_attribute('open') is None
    fields.locator('summary').press('Enter')
    assert fields.get_attribute('open') is not None
    assert page.get_by_text('optimizer.beta_1').is_visible()
    skip.press('Enter')
    assert page.evaluate('document.activeElement.id') == 'content'
    assert problems == []
    page.close()


def test_curves_say_their_numbers_and_hide_at_a_key(browser, report):
    page, problems = open_page(browser, report, width=390)
    chart = page.locator('#curves [data-chart]').first
    assert chart.locator('canvas').count() == 1 and chart.locator('.drawing').is_hidden()
    outputs = chart.locator('output')
    assert outputs.first.inner_text() == ''
    chart.locator('.u-over').hover()
    assert chart.locator('.place').inner_text().startswith('epoch ')
    assert float(outputs.first.inner_text()) > 0
    before = chart.locator('canvas').screenshot()
    box = chart.get_by_role('checkbox').first
    box.press('Space')
    assert not box.is_checked() and chart.locator('canvas').screenshot() != before
    page.emulate_media(media='print')
    assert chart.locator('.drawing').is_visible() and chart.locator('canvas').is_hidden()
    assert problems == []
    page.close()


def test_without_scripts_the_drawings_stay(browser, report):
    page, problems = open_page(browser, report, java_script_enabled=False)
    chart = page.locator('#curves [data-chart]').first
    assert chart.locator('.drawing').is_visible() and chart.locator('canvas').count() == 0
    assert problems == []
    page.close()
