"""What there is to play with: playgrounds on the pages, and pages of their own beside them."""

from collections.abc import Iterable, Mapping
import importlib
from typing import Any

from tf_labs.labs import pages

# What stands on the pages of the lessons themselves: modules with a script and a style.
MOUNTED = {
    'playground': 'tf_labs.playground.page',
    'chain': 'tf_labs.labs.vanishing_gradient.chain_page',
}


def scripts() -> dict[str, str]:
    """Returns the scripts of what stands on the pages, by its name."""
    return {name: importlib.import_module(module).script() for name, module in MOUNTED.items()}


def styles() -> str:
    """Returns the style sheets of what stands on the pages, one after the other."""
    return '\n'.join(importlib.import_module(module).style() for module in MOUNTED.values())


def mounted(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Returns the names of what stands on a page with these items, in the order of MOUNTED."""
    found = {item['page'] or 'playground' for item in items if item['kind'] == 'play'}
    return [name for name in MOUNTED if name in found]


def whole_pages(names: Iterable[str]) -> dict[str, str]:
    """Returns pages to play with by their names, those that this version has."""
    return {name: importlib.import_module(pages.PAGES[name]).page()
            for name in sorted(set(names) - set(MOUNTED)) if name in pages.PAGES}
