"""The report of a lab that is not a classifier: its lines, tables and figures as it wrote them."""

from collections.abc import Collection, Iterator, Sequence
import csv
import io
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.data.image_files import UnreadableImageError
from tf_labs.doctor import examination
from tf_labs.experiments import diagnosis
from tf_labs.experiments import run_facts
from tf_labs.experiments import verdicts
from tf_labs.report import captions
from tf_labs.report import content
from tf_labs.report import html
from tf_labs.report import key_numbers
from tf_labs.report import tables
from tf_labs.report.content import Gallery
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Report
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.report.html import Picture
from tf_labs.report.inline_svg import UnreadableDrawingError
from tf_labs.training import run_files
from tf_labs.training.run_directory import RunDirectory

ROWS_SHOWN = 60
PAGE_BYTES = 3_000_000
_BASE64 = 4 / 3


def make(config: ConfigDict, directory: RunDirectory) -> Report:
    """Returns the report of a procedure."""
    manifest, result = directory.read_json('manifest') or {}, directory.result()
    shown = tabulated(directory)
    sections = [
        run_facts.lesson(manifest), figures(directory, config.experiment), *shown,
        _findings(config, directory),
        verdicts.section(config.lab, [verdicts.run_values(directory, f'{config.lab}/')],
                         manifest.get('about')),
        _log(directory, shown), run_facts.configuration(config),
        run_facts.history(manifest, result)]
    cards = key_numbers.cards(config.experiment, result or {})
    seconds = (result or {}).get('wall_seconds')
    if seconds:
        cards.append((f'{seconds:.1f} s', 'taken'))
    opening: list[content.Part] = [content.Cards(cards)] if cards else []
    return Report(config.lab, f'seed {config.seed}', opening,
                  [one for one in sections if one is not None])


def _findings(config: ConfigDict, directory: RunDirectory) -> Section | None:
    if config.experiment not in examination.EXPERIMENTS:
        return None
    return diagnosis.section(directory)


def _log(directory: RunDirectory, shown: Sequence[Section]) -> Section | None:
    """What the lab printed, folded, without the tables that are shown."""
    printed = directory.content(run_files.REPORT_TEXT)
    if printed is None:
        return None
    heads = [set(part.rows[0]) for section in shown for part in section.parts
             if isinstance(part, Table)]
    text = _without_tables(printed.decode('utf-8', 'replace').rstrip('\n').splitlines(), heads)
    return Section('lines', 'What it printed', [content.Folded(
        [content.Code('\n'.join(text), 'What the lab printed')], 'The log')])


def _without_tables(lines: Sequence[str], heads: Sequence[set[str]]) -> Iterator[str]:
    """Yields lines; in place of a table whose columns one of `heads` has, a line that says so."""
    is_left_out = False
    for before, line in zip(['', *lines], lines):
        if not line.startswith('| '):
            is_left_out = False
        elif not before.startswith('| '):
            columns = {cell.strip() for cell in line.strip('| ').split(' | ')}
            is_left_out = any(columns <= head for head in heads)
            if is_left_out:
                yield '(a table: see above)'
        if not is_left_out:
            yield line


def figures(directory: RunDirectory, experiment: str = '',
            names: Collection[str] = ()) -> Section | None:
    """The figures that a lab wrote, as many as a page of 3 MB has room for.

    Args:
      directory: of the run, or of a comparison.
      experiment: that has drawn them, which tells what to look at.
      names: of those that are shown; none: all.
    """
    shown: list[Picture] = []
    left_out: list[str] = []
    for name in [*_files(directory, 'figures', '.png'), *_files(directory, 'figures', '.gif')]:
        stored, stem = directory.content(name) or b'', Path(name).stem
        if names and stem not in names:
            continue
        svg = (directory.content(f'figures/{stem}.svg') or b'').decode('utf-8', 'replace')
        told = f'Figure {stem} of {directory.path.name}.', captions.of(experiment, stem)
        try:
            try:
                one = html.stored(stem, stored, *told, svg)
            except UnreadableDrawingError:
                left_out.append(f'figures/{stem}.svg is damaged')
                one = html.stored(stem, stored, *told)
        except UnreadableImageError:
            left_out.append(f'{name} is damaged')
            continue
        used = sum(map(_bytes, (*shown, one)))
        if used < 0.9 * PAGE_BYTES:
            shown.append(one)
        else:
            left_out.append(f'{name} is too large for this page ({len(stored) / 1e6:.1f} MB)')
    parts: list[content.Part] = [Gallery(shown, wide=True)] if shown else []
    parts += [Paragraph(f'{line}.', 'soft') for line in left_out]
    return Section('figures', 'Figures', parts) if parts else None


def _bytes(picture: Picture) -> float:
    return len(picture.svg) if picture.svg else _BASE64 * len(picture.png)


def tabulated(directory: RunDirectory, names: Collection[str] = ()) -> list[Section]:
    """The tables that a lab wrote, all or those with such names; the first rows of a long one."""
    parts: list[content.Part] = []
    for name in _files(directory, 'tables', '.csv'):
        if names and Path(name).stem not in names:
            continue
        text = (directory.content(name) or b'').decode('utf-8', 'replace')
        rows = _rows(text)
        if rows:
            parts.append(_table(name, rows))
        elif text:
            parts.append(Paragraph(f'{name} is damaged.', 'warn'))
    return [Section('tables', 'Tables', parts)] if parts else []


def _files(directory: RunDirectory, place: str, ending: str) -> list[str]:
    return [f'{place}/{name}' for name in directory.files.names(place) if name.endswith(ending)]


def _rows(text: str) -> list[dict[str, str]]:
    """Returns the rows of a table; none of what is no table."""
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=''), strict=True))
    except csv.Error:
        return []
    return [] if any(None in row or None in row.values() for row in rows) else rows


def _table(name: str, rows: list[dict[str, str]]) -> Table:
    numbers = [key for key in rows[0] if all(_number(row[key]) is not None for row in rows)]
    shown = [{key: _cell(value) for key, value in row.items()} for row in rows[:ROWS_SHOWN]]
    caption = Path(name).stem.replace('_', ' ')
    if len(rows) > ROWS_SHOWN:
        caption += f': the first {ROWS_SHOWN} of {len(rows)} rows of {name}'
    return Table(shown, caption, numbers=numbers, folded=len(shown) > 20)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _cell(text: str) -> str:
    """Shortens what has a fraction, and keeps whole numbers and words."""
    number = _number(text)
    return text if number is None or text.lstrip('-').isdecimal() else tables.cell(number)
