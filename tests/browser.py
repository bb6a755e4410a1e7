"""Pages opened in Debian's Chromium, without a network."""

from collections.abc import Callable, Iterator
import os
from pathlib import Path
import shutil

import pytest

_NAMES = ('chromium', 'chromium-browser', 'google-chrome')


@pytest.fixture(scope='session')
def browser() -> Iterator:
    """A headless browser; skips, or fails where one is required, if there is none."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        _missing(f'no browser: none of {", ".join(_NAMES)} is installed')
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing('the Python package playwright is not installed')
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(  # no GPU: to feign one costs more than to draw
            executable_path=executable, args=['--no-sandbox', '--disable-gpu'])
        yield launched
        launched.close()


@pytest.fixture
def opened(browser) -> Iterator[Callable]:
    """Opens pages, as `open_page` does; at the end of the test none may have had a problem."""
    found = []

    def open_one(path, **options):
        page, problems = open_page(browser, path, **options)
        found.append((page, problems))
        return page

    yield open_one
    for page, problems in found:
        page.context.close()
        assert problems == []


def open_page(browser, path: Path, width: int = 1280, height: int = 900, dark: bool = False,
              **options) -> tuple:
    """Opens a file as a browser does that was never online.

    Args:
      browser: the fixture of this module.
      path: of the page.
      width: of the window, in CSS pixels.
      height: of the window.
      dark: whether the reader prefers dark pages.
      **options: further ones of Playwright's `new_context`: `has_touch`, `device_scale_factor`.

    Returns:
      the page of Playwright, and a list that collects its problems as they come: errors of
      the console and of scripts, and each request that is not for a file or part of the page.
    """
    context = browser.new_context(viewport={'width': width, 'height': height}, offline=True,
                                  color_scheme='dark' if dark else 'light', **options)
    problems: list[str] = []

    def note_request(request):
        if not request.url.startswith(('file:', 'data:', 'blob:')):
            problems.append(f'request: {request.url}')

    def note_message(message):
        if message.type == 'error':
            problems.append(f'console: {message.text}')

    context.on('request', note_request)
    page = context.new_page()
    page.on('console', note_message)
    page.on('pageerror', lambda error: problems.append(f'error: {error}'))
    page.goto(Path(path).absolute().as_uri())
    return page, problems


def settle(page) -> None:
    """Waits for what the page has put off to the next frame: what the last event changed."""
    page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')


def _missing(reason: str) -> None:
    if os.environ.get('TF_LABS_REQUIRE_BROWSER') == '1':
        pytest.fail(reason)
    pytest.skip(reason)
