"""What there is to play with: playgrounds on the pages, and pages of their own beside them."""

from collections.abc import Iterable
import importlib
import importlib.util

from tf_labs.labs import pages

_PLAYGROUND = 'tf_labs.playground'


def playground() -> dict[str, str]:
    """Returns the script and the style sheet of the playground by their endings; {} without one."""
    if importlib.util.find_spec(_PLAYGROUND) is None:
        return {}
    made = importlib.import_module(f'{_PLAYGROUND}.page')
    return {'js': made.script(), 'css': made.style()}


def whole_pages(names: Iterable[str]) -> dict[str, str]:
    """Returns pages to play with by their names, those that this version has."""
    return {name: importlib.import_module(pages.PAGES[name]).page()
            for name in sorted(set(names)) if name in pages.PAGES}
