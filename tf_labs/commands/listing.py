"""runs: a table of what was run."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tf_labs.console import say
from tf_labs.errors import UserError
from tf_labs.report import tables
from tf_labs.runs import listing
from tf_labs.runs.found_runs import COLUMNS
from tf_labs.runs.running import DEFAULT_ROOT
from tf_labs.training import stored_forms

_DIGITS = 12  # of a digest that a table has room for
_SHOWN_AT_ONCE = 100  # rows of CSV


def runs(dir: str | None, where: list[str], sort: str | None, json: bool, csv: bool) -> None:
    """Prints a table of all runs below a directory, or the same as JSON or CSV."""
    if json and csv:
        raise UserError('--json and --csv exclude each other', expected='--json or --csv',
                        received='both')
    root = DEFAULT_ROOT if dir is None else Path(dir)
    found = listing.rows(listing.chosen(root, where, sort), where, sort)
    if json:
        say(stored_forms.dumps(list(found), indent=2))
    elif csv:
        _say_csv(found)
    else:
        _say_table(list(found), f'no run below {root}{" fulfils that" if where else ""}')


def _say_csv(found: Iterable[dict[str, Any]]) -> None:
    """Prints rows as they are found."""
    waiting: list[dict[str, Any]] = []
    is_first = True
    for row in found:
        waiting.append({name: _plain(value) for name, value in row.items()})
        if len(waiting) == _SHOWN_AT_ONCE:
            say(_lines(waiting, is_first))
            waiting, is_first = [], False
    if waiting or is_first:
        say(_lines(waiting, is_first))


def _lines(rows: list[dict[str, Any]], with_header: bool) -> str:
    if not rows:
        return ','.join(COLUMNS)
    text = tables.to_csv(rows).rstrip('\n')
    return text if with_header else text.partition('\n')[2]


def _say_table(rows: list[dict[str, Any]], nothing: str) -> None:
    if not rows:
        say(nothing)
        return
    has_r2 = any(row['test_r2'] is not None for row in rows)  # a regression is among them
    say(tables.to_markdown([{name: _short(name, value) for name, value in row.items()
                             if has_r2 or name != 'test_r2'} for row in rows]).rstrip())
    states = [row['state'] for row in rows]
    counts = [f'{states.count(state)} {state}' for state in dict.fromkeys(states)]
    say(f'{len(rows)} run{"s" * (len(rows) != 1)}: {", ".join(counts)}')


def _short(name: str, value: Any) -> Any:
    if name == 'digest' and value:
        return str(value)[:_DIGITS]
    return '-' if value is None else _plain(value)


def _plain(value: Any) -> Any:
    return ','.join(map(str, value)) if isinstance(value, (list, tuple)) else value
