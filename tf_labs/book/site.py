"""The site: every page and file of a book, in a directory that is replaced as a whole."""

from collections.abc import Iterator
import contextlib
import json
import os
from pathlib import Path
import shutil

import tf_labs
from tf_labs.book import course
from tf_labs.book import pages
from tf_labs.book import pdf
from tf_labs.book import playing
from tf_labs.book import search_index
from tf_labs.book import style_sheets
from tf_labs.book.contents import Book
from tf_labs.book.lab_page import LabPage
from tf_labs.errors import UserError
from tf_labs.training import folder

MARK = 'book.json'  # by which a directory is known to be a book


def write(book: Book, output: Path, *, with_pdf: bool = False) -> None:
    """Writes a book in the place of one that was there before, whole or not at all.

    Args:
      book: to be written.
      output: its directory.
      with_pdf: whether each language is printed too.

    Raises:
      UserError: something that a lesson names is not there.
      OSError: the disk takes no more; the book that was there before is whole.
    """
    with _replaced(output) as place:
        for name, content in _files(book):
            file = place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        for language in book.languages if with_pdf else ():
            page = place / language / 'print.html'
            page.write_text(pages.printed(book, language), 'utf-8')
            pdf.write(page, place / f'book-{language}.pdf')
            page.unlink()


def check_output(output: Path) -> None:
    """Raises `UserError` if a directory is neither new, nor empty, nor an earlier book."""
    nearest = next(path for path in (output, *output.absolute().parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise UserError('--output cannot be written', expected='a directory that can be made',
                        received=output)
    names = sorted(path.name for path in output.iterdir()) if output.is_dir() else []
    if names and MARK not in names:
        raise UserError('--output is neither empty nor a book', received=f'{output}, which holds '
                        f'{names[0]}', expected='a new or empty directory, or that of a book')


@contextlib.contextmanager
def _replaced(output: Path) -> Iterator[Path]:
    """Yields a directory beside `output` that takes its place at the end."""
    output.parent.mkdir(parents=True, exist_ok=True)
    folder.remove_unfinished(output)
    made = folder.unfinished(output)
    made.mkdir()
    try:
        yield made
        if output.exists():
            shutil.rmtree(output)
        made.rename(output)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _files(book: Book) -> Iterator[tuple[str, bytes]]:
    """Yields name and content of every file."""
    yield MARK, _mark(book)
    yield 'index.html', pages.front_door(book).encode()
    for name, text in _assets().items():
        yield f'assets/{name}', text.encode()
    figures: set[str] = set()
    wanted: set[str] = set()
    for language in book.languages:
        made = pages.lab_pages(book, language)
        for name, text in pages.render(book, language, made):
            yield f'{language}/{name}', text.encode()
        yield f'{language}/search_index.js', search_index.script(
            made, book.texts.terms.values(), language).encode()
        for page in made:
            wanted |= {item['page'] for item in page.items if item['kind'] == 'play'} - {''}
            yield from _new_figures(page, figures)
    for name, text in playing.whole_pages(wanted).items():
        yield f'play/{name}.html', text.encode()


def _new_figures(page: LabPage, written: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yields the figures of a page that no page of another language has brought."""
    for figure in page.figures:
        name = f'figures/{page.lab}/{figure.file}'
        if not figure.is_drawn and name not in written:
            written.add(name)
            yield name, figure.picture.png


def _assets() -> dict[str, str]:
    found = style_sheets.sheets(playing.styles())
    found['head.js'] = style_sheets.template('head.js')
    scripts = ('progress.js', 'asks.js', 'line.js', 'search.js', 'page.js')
    found['book.js'] = '\n'.join(style_sheets.template(name) for name in scripts)
    found['minisearch.js'] = style_sheets.template('minisearch.min.js')
    found['charts.js'] = style_sheets.charts()
    return found | {f'{name}.js': text for name, text in playing.scripts().items()}


def _mark(book: Book) -> bytes:
    stored = {'version': tf_labs.__version__, 'languages': list(book.languages),
              'runs': {lab: {'path': runs.path.name, 'seeds': list(runs.seeds)}
                       for lab, runs in sorted(book.found.items())}}
    return (json.dumps(stored, indent=2) + '\n').encode()


def told(book: Book, output: Path) -> list[str]:
    """Returns what is said of a book once it is there."""
    count = len(book.labs)
    lessons = [sum(lab in book.texts.lessons.get(language, {}) for lab in book.labs)
               for language in book.languages]
    lines = [f'{output}/index.html: {count} lab{"s" * (count != 1)}, '
             + ', '.join(f'{number} lesson{"s" * (number != 1)} in {course.LANGUAGES[language]}'
                         for number, language in zip(lessons, book.languages))
             + f'; {_megabytes(output):.1f} MB']
    absent = [lab for lab in book.labs if not book.found[lab].is_here]
    if absent:
        lines.append(f'not run here, as they take long: {", ".join(absent)}')
    return lines


def _megabytes(output: Path) -> float:
    return sum(path.stat().st_size for path in output.rglob('*') if path.is_file()) / 1e6
