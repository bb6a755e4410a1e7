"""The pages of labs in a browser: they fit, are drawn, follow the theme, and name each control."""

import pytest

from tests.browser import open_page
from tf_labs.labs import pages

pytestmark = pytest.mark.slow
CANVASES = {'optimizer_paths': 2, 'activation_gallery': 14, 'playground': 7}


@pytest.fixture(scope='module')
def files(tmp_path_factory):
    directory = tmp_path_factory.mktemp('pages')
    return {lab: pages.write_lab(lab, directory / f'{lab}.html') for lab in CANVASES}


@pytest.mark.parametrize('lab, width, dark', [
    *((lab, 390, True) for lab in CANVASES), ('optimizer_paths', 1280, False),
    pytest.param('activation_gallery', 1280, False, marks=pytest.mark.release),
    pytest.param('playground', 1280, False, marks=pytest.mark.release)])
def test_page_fits_and_is_drawn(browser, files, lab, width, dark):
    page, problems = open_page(browser, files[lab], width, 844, dark, reduced_motion='reduce')
    assert page.evaluate('document.documentElement.scrollWidth') == width
    drawn = page.evaluate('''[...document.querySelectorAll('canvas')].map((canvas) => {
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })''')
    assert len(drawn) == CANVASES[lab]
    assert min(drawn) > 20  # colours, shades of smooth edges among them
    nameless = page.evaluate('''[...document.querySelectorAll('input, button')].filter((one) =>
      !one.labels?.[0]?.innerText.trim() && !one.ariaLabel && !one.innerText.trim())
      .map((one) => one.outerHTML)''')
    assert not nameless
    if not dark:
        check_that_a_change_of_theme_draws_anew(page)
    assert not problems
    page.context.close()


def check_that_a_change_of_theme_draws_anew(page) -> None:
    canvas = 'document.querySelector("canvas").toDataURL()'
    blank = ('(() => { const one = document.querySelector("canvas"); '
             'const other = document.createElement("canvas"); other.width = one.width; '
             'other.height = one.height; return other.toDataURL(); })()')
    page.wait_for_function(f'{canvas} !== {blank}')
    light = page.evaluate(canvas)
    page.emulate_media(color_scheme='dark')
    page.wait_for_function(f'light => {canvas} !== light', arg=light)
