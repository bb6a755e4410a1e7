"""A report as its reader finds it: what is on the page, and whether its form is good."""

import base64
from html.parser import HTMLParser
import io
import re

from PIL import Image

from tests.undrawn import NOTHING
from tf_labs.experiments import reporting
from tf_labs.report import html
from tf_labs.report import lettering
from tf_labs.report import panels
from tf_labs.training.run_directory import RunDirectory


class Page(HTMLParser):
    """What there is on a page; `text` is what one reads, in one line."""

    def __init__(self, path):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self._words: list[str] = []
        self._hidden = False
        self.source = path.read_text('utf-8')
        self.feed(self.source)
        self.text = ' '.join(' '.join(self._words).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._hidden = tag in ('style', 'script')

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self._words.append(data)

    def all(self, tag) -> list[dict]:
        return [attributes for name, attributes in self.elements if name == tag]

    def pngs(self) -> list[bytes]:
        """Returns the pictures of the page."""
        start = 'data:image/png;base64,'
        return [base64.b64decode(image['src'].removeprefix(start)) for image in self.all('img')]


def write(workdir) -> Page:
    """Writes the report of a run directory and reads it."""
    return Page(reporting.write(RunDirectory(workdir)))


def leave_drawings_out(monkeypatch) -> None:
    """Puts a dot in place of each figure, where a test is about other things."""
    monkeypatch.setattr(lettering, 'draw', lambda *_, **__: dot.getvalue())
    monkeypatch.setattr(panels, 'draw', lambda _: NOTHING)
    dot = io.BytesIO()
    Image.new('L', (1, 1)).save(dot, format='PNG')
    monkeypatch.setattr(html, 'picture', lambda name, figure, alt, caption='': html.Picture(
        name, dot.getvalue(), alt, caption))


def check_form(page: Page) -> None:
    """One file, with a text for each picture and headings in their order."""
    assert all(image['alt'] and image['src'].startswith('data:image/') for image in page.all('img'))
    for _, attributes in page.elements:
        for name in ('src', 'href', 'srcset', 'action'):
            assert (attributes.get(name) or '').startswith(('#', 'data:')) or (
                name not in attributes), attributes
    assert not re.search(r'url\(\s*["\']?(?!data:|#)|@import|https?://', page.source)
    assert all('src' not in script for script in page.all('script'))
    drawings = [one for one in page.all('svg') if one.get('class') == 'drawing']
    assert all(one['role'] == 'img' and one['aria-label'] for one in drawings)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch('h[1-6]', tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    names = [attributes['id'] for _, attributes in page.elements if 'id' in attributes]
    assert len(names) == len(set(names))
    links = [link['href'] for link in page.all('a')]
    assert links and {link.removeprefix('#') for link in links} <= set(names)
    scrolled = [part for part in (*page.all('div'), *page.all('pre'))
                if part.get('role') == 'region']
    assert all(part['tabindex'] == '0' and part['aria-label'] for part in scrolled)
