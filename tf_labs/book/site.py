"""The site: every page and file of a book, in a directory that is replaced as a whole."""

from collections.abc import Iterator
import contextlib
import json
import os
from pathlib import Path
import re
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
_OF_A_BOOK = re.compile(rf'{re.escape(MARK)}|index\.html|assets|figures|play|\.DS_Store|'
                        rf'(book-)?({"|".join(course.LANGUAGES)})(\.pdf)?')


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
    above = output.resolve().parents
    nearest = next(path for path in above if path.exists())  # a book is made beside its place
    if (output.exists() and not output.is_dir() or not nearest.is_dir()
            or not os.access(nearest, os.W_OK | os.X_OK)):
        raise UserError('--output cannot be written', expected='a directory that can be made',
                        received=output)
    inside = [path for path in above if _is_run(path)]
    if inside:
        raise UserError('--output is within the directory of a run', received=output,
                        expected=f'a directory outside {inside[-1]}')
    names = sorted(path.name for path in output.iterdir()) if output.is_dir() else []
    foreign = [name for name in names if not _OF_A_BOOK.fullmatch(name)]
    if names and (foreign or not _is_book(output)):
        raise UserError('--output is neither empty nor a book', received=f'{output}, which holds '
                        f'{(foreign or names)[0]}',
                        expected='a new or empty directory, or that of a book')


def _is_run(path: Path) -> bool:
    return os.path.isfile(path / 'config.json') and any(
        os.path.isfile(path / name) for name in ('manifest.json', 'result.json'))


def _is_book(path: Path) -> bool:
    """True if the mark is that of a book: other programs have a book.json as well."""
    try:
        stored = json.loads((path / MARK).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(stored, dict) and stored.keys() >= {'version', 'languages', 'runs'}


@contextlib.contextmanager
def _replaced(output: Path) -> Iterator[Path]:
    """Yields a directory beside `output` that takes its place at the end.

    What was there before is whole until then: it is moved aside, not emptied in its place.
    """
    output = output.resolve()  # a link stays one
    output.parent.mkdir(parents=True, exist_ok=True)
    folder.remove_unfinished(output)
    made = folder.unfinished(output)
    made.mkdir()
    try:
        yield made
        old = made.with_suffix('.old')
        if output.exists():
            output.rename(old)
        try:
            made.rename(output)
        except BaseException:
            if old.exists():
                old.rename(output)
            raise
        shutil.rmtree(old, ignore_errors=True)
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
