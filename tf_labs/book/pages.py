"""The pages of a book as HTML."""

from collections.abc import Iterator, Mapping, Sequence
import json
from typing import Any

import markupsafe

import tf_labs
from tf_labs.book import course
from tf_labs.book import dependency_map
from tf_labs.book import lab_page
from tf_labs.book import playing
from tf_labs.book import words
from tf_labs.book.contents import Book
from tf_labs.book.glossary import Term
from tf_labs.book.lab_page import LabPage
from tf_labs.book.prose import Surroundings
from tf_labs.book.prose import Writer
from tf_labs.labs import pages as labs_pages
from tf_labs.report import html

Pages = Sequence[LabPage]


def lab_pages(book: Book, language: str) -> list[LabPage]:
    """Returns what the pages of the labs show, in the order of the course."""
    return [lab_page.make(book, lab, language) for lab in book.labs]


def front_door(book: Book) -> str:
    """Returns index.html above the languages, which leads to the reader's own."""
    return html.render('front_door.html.j2', package=__package__, languages={
        language: course.LANGUAGES[language] for language in book.languages},
        titles={language: words.of(language)['book'] for language in book.languages})


def render(book: Book, language: str, made: Pages) -> Iterator[tuple[str, str]]:
    """Yields name and text of every page of a language."""
    shared = _shared(book, language, made)
    yield 'index.html', _page('contents.html.j2', shared, 'index.html', parts=book.parts)
    yield 'map.html', _page('map.html.j2', shared, 'map.html', map=_map(book, language),
                            parts=book.parts)
    yield 'glossary.html', _page('glossary.html.j2', shared, 'glossary.html',
                                 entries=_entries(book, language, made))
    yield 'search.html', _page('search.html.j2', shared, 'search.html')
    for place, page in enumerate(made):
        yield f'{page.lab}.html', _page(
            'lab.html.j2', shared, f'{page.lab}.html',
            page=page, below=lab_page.surroundings_of_lab(book, page.lab),
            part=next(part for part in book.parts if page.lab in part.labs),
            previous=made[place - 1] if place else None,
            next=made[place + 1] if place + 1 < len(made) else None,
            plays=playing.mounted(page.items))


def printed(book: Book, language: str) -> str:
    """Returns one page with all labs of a language, to be printed."""
    made = lab_pages(book, language)
    shared = _shared(book, language, made)
    return _page('print.html.j2', shared, 'print.html', parts=book.parts,
                 below={page.lab: lab_page.surroundings_of_lab(book, page.lab) for page in made},
                 entries=_entries(book, language, made))


def _page(template: str, shared: Mapping[str, Any], name: str, **content: Any) -> str:
    return html.render(template, package=__package__, name=name, **{**shared, **content})


def _shared(book: Book, language: str, made: Pages) -> dict[str, Any]:
    """Returns what every page of a language shows."""
    said = words.of(language)
    return {
        'w': said, 'language': language, 'version': tf_labs.__version__,
        'languages': {one: course.LANGUAGES[one] for one in book.languages},
        'nav': [(part, [(lab, book.title(lab, language)) for lab in part.labs])
                for part in book.parts],
        'titles': {lab: book.title(lab, language) for lab in book.texts.labs},
        'here': frozenset(book.labs), 'pages': {page.lab: page for page in made},
        'terms': book.texts.terms, 'scripts': _for_scripts(said, made),
        'asks': _asks, 'mounted': playing.MOUNTED, 'whole_pages': labs_pages.PAGES}


def _for_scripts(said: words.Words, made: Pages) -> str:
    """Returns the words that scripts use, and how many questions each lab has, as JSON."""
    return _json({'words': {name: said[name] for name in words.FOR_SCRIPTS},
                  'labs': {page.lab: len(page.asks) for page in made}})


def _asks(page: LabPage) -> str:
    return _json({ask.anchor: ask.for_scripts() for ask in page.asks})


def _json(value: Any) -> markupsafe.Markup:
    """Returns JSON that may stand within a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(',', ':'))
    return markupsafe.Markup(text.replace('<', '\\u003c'))


def _map(book: Book, language: str) -> dependency_map.Map:
    return dependency_map.draw(book.parts, {lab: book.needs(lab) for lab in book.labs},
                               {lab: f'{lab}.html' for lab in book.labs}, language)


def _entries(book: Book, language: str, made: Pages) -> list[dict[str, Any]]:
    """Returns the terms as the glossary shows them, by their names in its language."""
    writer = Writer(Surroundings(
        '', language, book.texts.terms, book.runs, {lab: f'{lab}.html' for lab in book.labs},
        frozenset(book.texts.labs), words.of(language)))

    def entry(term: Term) -> dict[str, Any]:
        return {'term': term, 'name': term.names[language],
                'others': {other: name for other, name in term.names.items()
                           if name != term.names[language]},
                'html': markupsafe.Markup(writer.line(term.texts[language], term.place)),
                'labs': [page for page in made if term.key in page.terms]}
    return [entry(term) for term in sorted(
        book.texts.terms.values(), key=lambda term: (term.names[language].casefold(), term.key))]
