"""The table of a class: a row for each student and lab, for people and for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from tf_labs.classroom import answers
from tf_labs.classroom.answers import Judged
from tf_labs.classroom.checking import Work
from tf_labs.classroom.findings import ANSWERS
from tf_labs.classroom.findings import Examined
from tf_labs.classroom.findings import OK

Row = dict[str, Any]
SHOWN = ('student', 'lab', 'verdict', 'done', 'when', 'tf_labs', 'predictions', 'exercises')
_FORMULAS = ('=', '+', '-', '@', '\t')  # with which a cell begins that a spreadsheet computes


def rows(works: Sequence[Work]) -> list[Row]:
    """Returns the whole table."""
    return [{key: _safe(value) for key, value in _row(work).items()} for work in works]


def shown(table: Sequence[Row]) -> list[Row]:
    """Returns the columns that a terminal has room for."""
    return [{key: row[key] for key in SHOWN} for row in table]


def lines(table: Sequence[Row]) -> list[str]:
    """Returns a line for each row that is not right: what tells it."""
    return [f'{row["student"]}{", " if row["lab"] else ""}{row["lab"]}: {row["verdict"]}: '
            + '; '.join(text for text in (row['finding'], row['answers']) if text)
            for row in table if row['verdict'] != OK]


def _row(work: Work) -> Row:
    judged = work.judged or []
    finding = work.finding
    is_complete = not work.notebook and all(one.is_complete for one in judged)
    first = next(iter(work.runs.values()), Examined())
    facts = first.facts
    return {
        'student': work.student, 'lab': work.lab,
        'verdict': finding.verdict if finding else OK if is_complete else ANSWERS,
        'done': _done(work), 'when': facts.get('when'), 'tf_labs': facts.get('tf_labs'),
        'tensorflow': facts.get('tensorflow'), 'seed': facts.get('seed'),
        'identity': facts.get('identity'), 'digest': facts.get('digest'),
        'predictions': _count(judged, 'predict'), 'exercises': _count(judged, 'exercise'),
        'checked': ', '.join(dict.fromkeys(
            way for one in work.runs.values() for way in one.checked)),
        'finding': finding.text if finding else '',
        'answers': work.notebook or '; '.join(_told(judged))}


def _done(work: Work) -> Any:
    done = [one.facts.get('done') for one in work.runs.values()]
    if len(done) < 2:
        return done[0] if done else None
    return f'{sum(bool(one) for one in done)} of {len(done)} runs'


def _count(judged: Sequence[Judged], kind: str) -> str:
    """Returns how many predictions are there, or how many exercises are right, of how many."""
    own = [one for one in judged if one.question.kind == kind]
    done = sum(one.is_complete if kind == 'predict' else one.outcome == answers.RIGHT
               for one in own)
    return f'{done} of {len(own)}' if own else ''


def _told(judged: Sequence[Judged]) -> Iterator[str]:
    """Yields `wrong: exercise_1, exercise_3`, of everything but what is right."""
    for outcome in dict.fromkeys(one.outcome for one in judged):
        if outcome not in (answers.RIGHT, answers.GIVEN):
            names = [one.question.name for one in judged if one.outcome == outcome]
            yield f'{outcome}: {", ".join(names)}'


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value
