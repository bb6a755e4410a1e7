"""Style sheets: what is for dark pages is a file of its own, which a reader can switch."""

from importlib import resources
import re

_DARK = re.compile(r'@media \(prefers-color-scheme: dark\) \{')
_REPORTS = 'tf_labs.report'
_SHARED = ('style.css', 'figures.css', 'uplot.css')


def sheets(others: str = '') -> dict[str, str]:
    """Returns book.css and dark.css.

    Args:
      others: a style sheet of what the pages hold beside the book's own.
    """
    texts = [*(template(name, _REPORTS) for name in _SHARED), template('book.css'), others]
    light, dark = zip(*map(_divided, texts))
    return {'book.css': '\n'.join(light), 'dark.css': '\n'.join(dark)}


def charts() -> str:
    """Returns the script of the figures with lines to point at."""
    return '\n'.join(template(name, _REPORTS) for name in ('uplot.js', 'charts.js'))


def template(name: str, package: str = 'tf_labs.book') -> str:
    """Returns a file of the templates of a package as it is."""
    return resources.files(package).joinpath('templates', name).read_text('utf-8')


def _divided(text: str) -> tuple[str, str]:
    """Returns a style sheet without its rules for dark pages, and these."""
    light, dark = [], []
    while (match := _DARK.search(text)) is not None:
        end = _closing(text, match.end())
        light.append(text[:match.start()])
        dark.append(text[match.end():end])
        text = text[end + 1:]
    return ''.join([*light, text]), ''.join(dark)


def _closing(text: str, begin: int) -> int:
    """Returns where the brace is closed that stands before `begin`."""
    depth = 1
    for place in range(begin, len(text)):
        depth += {'{': 1, '}': -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError('a rule of a style sheet is not closed')
