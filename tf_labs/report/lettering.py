"""Letters of any script in figures: names of classes are what people call their folders."""

import functools
import io
import warnings

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text

from tf_labs.console import warn_once
from tf_labs.report import finishing

FONT = 'DejaVu Sans'  # which matplotlib carries


def draw(figure: Figure, metadata: dict[str, str] | None = None) -> bytes:
    """Returns a figure as a PNG, with letters that its font lacks from fonts that are installed."""
    finishing.finish(figure)
    lacking = letter(figure)
    if lacking:
        warn_once('no font here has all letters of the names: figures show boxes for '
                  f'{"".join(map(chr, sorted(lacking)[:20]))}')
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings('ignore', message='Glyph .* missing from font')
        with finishing.laid_out(figure):
            figure.savefig(content, format='png', metadata=metadata)
    return content.getvalue()


def letter(figure: Figure) -> set[int]:
    """Gives each text a font that has its letters, and returns the letters that none has."""
    lacking: set[int] = set()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        shown = text.get_text()
        if shown.count('$') > 1 and not _is_math(shown):
            text.set_parse_math(False)
        if others := frozenset(map(ord, shown)) - _letters() - {ord('\n')}:
            family = _family(others)
            if family is None:
                lacking |= others
            else:
                text.set_fontfamily([FONT, family])
    return lacking


def _is_math(text: str) -> bool:
    """True if every line is plain or a formula that matplotlib, which draws lines, can set."""
    try:
        for line in text.splitlines():
            MathTextParser('path').parse(line)
    except ValueError:
        return False
    return True


@functools.cache
def _letters() -> frozenset[int]:
    return frozenset(font_manager.get_font(font_manager.findfont(FONT)).get_charmap())


@functools.lru_cache(maxsize=256)
def _family(letters: frozenset[int]) -> str | None:
    """Returns the name of an installed font that has letters, the first by name."""
    for entry in sorted(font_manager.fontManager.ttflist, key=lambda entry: entry.name):
        try:
            if letters <= set(font_manager.get_font(entry.fname).get_charmap()):
                return str(entry.name)
        except (OSError, RuntimeError):  # a font that was taken away, or cannot be read
            continue
    return None
