"""The report of a lab that is not a classifier: its lines, tables and figures as it wrote them."""

import csv
import io
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.data.image_files import UnreadableImageError
from tf_labs.doctor import examination
from tf_labs.experiments import diagnosis
from tf_labs.experiments import run_facts
from tf_labs.experiments import verdicts
from tf_labs.report import content
from tf_labs.report import html
from tf_labs.report import tables
from tf_labs.report.content import Gallery
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Report
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.report.html import Picture
from tf_labs.training import run_files
from tf_labs.training.run_directory import RunDirectory

ROWS_SHOWN = 60
PAGE_BYTES = 3_000_000
_BASE64 = 4 / 3


def make(config: ConfigDict, directory: RunDirectory) -> Report:
    """Returns the report of a procedure."""
    manifest, result = directory.read_json('manifest') or {}, directory.result()
    sections = [
        run_facts.lesson(manifest), _findings(config, directory), _lines(directory),
        figures(directory), *tabulated(directory),
        verdicts.section(config.lab, [verdicts.run_values(directory, f'{config.lab}/')],
                         manifest.get('about')),
        run_facts.configuration(config), run_facts.history(manifest, result)]
    seconds = (result or {}).get('wall_seconds')
    opening: list[content.Part] = [content.Cards([
        (str(config.seed), 'seed'), *([(f'{seconds:.1f} s', 'taken')] if seconds else [])])]
    return Report(config.lab, '', opening, [one for one in sections if one is not None])


def _findings(config: ConfigDict, directory: RunDirectory) -> Section | None:
    if config.experiment not in examination.EXPERIMENTS:
        return None
    return diagnosis.section(directory)


def _lines(directory: RunDirectory) -> Section | None:
    printed = directory.content(run_files.REPORT_TEXT)
    if printed is None:
        return None
    return Section('lines', 'What it printed', [
        content.Code(printed.decode('utf-8', 'replace').rstrip('\n'), 'What the lab printed')])


def figures(directory: RunDirectory) -> Section | None:
    """The figures that a lab wrote, as many as a page of 3 MB has room for."""
    shown: list[Picture] = []
    left_out: list[str] = []
    for name in [*_files(directory, 'figures', '.png'), *_files(directory, 'figures', '.gif')]:
        stored, stem = directory.content(name) or b'', Path(name).stem
        try:
            one = html.stored(stem, stored, f'Figure {stem} of {directory.path.name}.')
        except UnreadableImageError:
            left_out.append(f'{name} is damaged')
            continue
        used = sum(len(picture.png) for picture in (*shown, one)) * _BASE64
        if used < 0.9 * PAGE_BYTES:
            shown.append(one)
        else:
            left_out.append(f'{name} is too large for this page ({len(stored) / 1e6:.1f} MB)')
    parts: list[content.Part] = [Gallery(shown, wide=True)] if shown else []
    parts += [Paragraph(f'{line}.', 'soft') for line in left_out]
    return Section('figures', 'Figures', parts) if parts else None


def tabulated(directory: RunDirectory) -> list[Section]:
    """The tables that a lab wrote; the first rows of a long one."""
    parts: list[content.Part] = []
    for name in _files(directory, 'tables', '.csv'):
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
