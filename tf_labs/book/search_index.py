"""What the search of a language finds: the sections of its pages, and the terms."""

from collections.abc import Iterable, Sequence
import json

from tf_labs.book.glossary import Term
from tf_labs.book.lab_page import LabPage


def script(pages: Sequence[LabPage], terms: Iterable[Term], language: str) -> str:
    """Returns a script that hands the entries over, as a page opened from a file may not fetch.

    Args:
      pages: of the labs.
      terms: of the glossary.
      language: of the pages.
    """
    entries = [entry for page in pages for entry in _entries(page)]
    entries += [{'page': f'glossary.html#{term.key}', 'title': ' · '.join(
        [term.names[language], *(name for other, name in term.names.items()
                                 if other != language)]),
        'heading': '', 'text': term.texts[language]} for term in terms]
    text = json.dumps(entries, ensure_ascii=False, separators=(',', ':'))
    return f'bookSearch.entries({text});\n'


def _entries(page: LabPage) -> list[dict[str, str]]:
    return [{'page': f'{page.lab}.html' + (f'#{one.anchor}' if one.anchor else ''),
             'title': page.title, 'heading': one.title,
             'text': one.text if one.anchor else f'{page.lab} {one.text}'}
            for one in page.headings if one.text or not one.anchor]
