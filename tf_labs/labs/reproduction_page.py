"""The page of published numbers: counts, numbers, errata, what is not run here, checks of ours."""

from collections.abc import Callable, Sequence

import tf_labs
from tf_labs.experiments.judged_runs import Row
from tf_labs.published.checks import CHECKS
from tf_labs.published.judgement import ORDER
from tf_labs.published.number import ERRATUM
from tf_labs.report import tables

Cells = dict[str, str]


def heading(seed_count: int) -> str:
    """Returns what stands above the page in a file: what made it."""
    seeds = 'one seed' if seed_count == 1 else f'{seed_count} seeds'
    return ('# The table of published numbers\n\n'
            f'Version {tf_labs.__version__}, {seeds} of each lab that chance has a part in. '
            '[The rules](numbers.md)\n\n')


def page(rows: Sequence[Row]) -> str:
    """Returns the counts by verdict, and a table for each kind of row."""
    published, checks = divided(rows)
    run = [row for row in published if row.judgement.verdict != 'NOT RUN']
    parts = [counts(published)]
    for title, chosen, cells in (
            ('Numbers', [row for row in run if row.number.rule != ERRATUM], _number),
            ('Errata', [row for row in run if row.number.rule == ERRATUM], _erratum),
            ('Not run here', [row for row in published if row not in run], _not_run),
            ('Checks of ours, which no source prints', checks, _number)):
        if chosen:
            parts.append(f'## {title}\n\n{_with_notes(chosen, cells)}')
    return '\n'.join(parts)


def divided(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Returns what sources print, and our own checks."""
    return ([row for row in rows if row.number not in CHECKS],
            [row for row in rows if row.number in CHECKS])


def counts(rows: Sequence[Row]) -> str:
    """Returns how many numbers of each source have which verdict."""
    by_source: dict[str, list[str]] = {}
    for row in rows:
        for name in (row.number.source.partition(',')[0], 'all'):
            by_source.setdefault(name, []).append(row.judgement.verdict)
    ordered = [name for name in by_source if name != 'all'] + (['all'] if by_source else [])
    return tables.to_markdown([
        {'source': name, 'numbers': f'{len(by_source[name])}', **{
            verdict: f'{by_source[name].count(verdict)}' for verdict in _columns()}}
        for name in ordered])


def _columns() -> tuple[str, ...]:
    return tuple(sorted(ORDER, key=('PASS', 'NEAR', 'FAIL', 'OPEN', 'NOT RUN').index))


def _with_notes(rows: Sequence[Row], cells: Callable[[Row, str], Cells]) -> str:
    """Returns a table, and below it the notes of its rows by number."""
    made: list[Cells] = []
    notes: list[str] = []
    for row in rows:
        if row.number.note:
            notes.append(f'{len(notes) + 1}. {row.number.lab}, {row.number.quantity}: '
                         f'{row.number.note}.\n')
        made.append(cells(row, f' [{len(notes)}]' if row.number.note else ''))
    # Single cells are hundreds of characters long: nothing would line up on a screen.
    return tables.to_markdown(made, aligned=False) + ('\n' + ''.join(notes) if notes else '')


def _number(row: Row, mark: str) -> Cells:
    return {'lab': row.number.lab, 'quantity': row.number.quantity, 'source': row.number.source,
            'printed': row.number.printed, 'ours': row.judgement.ours,
            'rule': row.number.rule + mark, 'verdict': row.judgement.verdict}


def _erratum(row: Row, mark: str) -> Cells:
    return {'lab': row.number.lab, 'quantity': row.number.quantity + mark,
            'source': row.number.source, 'printed': row.number.printed,
            'ours': row.judgement.ours,
            'shown by': f'tf-labs reproduce --labs={row.number.lab}',
            'verdict': row.judgement.verdict}


def _not_run(row: Row, mark: str) -> Cells:
    return {'lab': row.number.lab, 'quantity': row.number.quantity + mark,
            'source': row.number.source, 'printed': row.number.printed,
            'ours': row.judgement.ours, 'what would run it': row.number.command,
            'verdict': row.judgement.verdict}


def summary(rows: Sequence[Row]) -> str:
    """Returns `120 published numbers: 118 PASS, 2 FAIL; 9 checks of ours: 9 PASS`."""
    published, checks = divided(rows)
    return '; '.join(f'{len(some)} {name}: {_verdicts(some)}' for name, some in (
        ('published numbers', published), ('checks of ours', checks)) if some)


def _verdicts(rows: Sequence[Row]) -> str:
    verdicts = [row.judgement.verdict for row in rows]
    return ', '.join(f'{verdicts.count(verdict)} {verdict}' for verdict in _columns()
                     if verdict in verdicts)
