"""The answers of a student: read from the notebook as text, and held against the lesson's."""

import ast
from collections.abc import Collection, Mapping, Sequence
import dataclasses
import json
import re
from typing import Any

from tf_labs.book import measured
from tf_labs.book.measured import Gap
from tf_labs.book.measured import NUMBER
from tf_labs.book.measured import Runs
from tf_labs.classroom import arithmetic
from tf_labs.classroom.questions import Question
from tf_labs.errors import LabError
from tf_labs.errors import UserError
from tf_labs.training.folder import Folder

RIGHT, WRONG, GIVEN, MISSING, UNREADABLE, OPEN = (
    'right', 'wrong', 'given', 'missing', 'unreadable', 'not judged')
_LARGEST = 2**27  # bytes of a notebook, which may hold figures
_DAMAGES = (ValueError, RecursionError, MemoryError, TypeError)
_UNREADABLE = object()


@dataclasses.dataclass(frozen=True)
class Judged:
    """A question and what became of it: one of the words above."""

    question: Question
    outcome: str

    @property
    def is_complete(self) -> bool:
        """False if there is something to do: a prediction may be wrong and must be there."""
        if self.question.kind == 'predict':
            return self.outcome not in (MISSING, UNREADABLE)
        return self.outcome in (RIGHT, OPEN)


def read(files: Folder, name: str, asked: Collection[str]) -> dict[str, Any]:
    """Returns {name of a question: answer} of a notebook; the last one counts.

    Raises:
      ValueError: it is no notebook, which says in a few words why.
    """
    try:
        cells = json.loads(files.read(name, _LARGEST))['cells']
        sources = [_source(cell) for cell in cells if cell['cell_type'] == 'code']
    except FileNotFoundError as error:
        raise ValueError(f'{name} is missing') from error
    except OSError as error:
        raise ValueError(f'{name} cannot be read ({error.strerror})') from error
    except (*_DAMAGES, KeyError, LabError) as error:
        raise ValueError(f'{name} is no notebook') from error
    found: dict[str, Any] = {}
    for source in sources:
        found |= _assigned(source, asked)
    return found


def _source(cell: Mapping[str, Any]) -> str:
    source = cell['source']
    return source if isinstance(source, str) else ''.join(source)


def _assigned(source: str, asked: Collection[str]) -> dict[str, Any]:
    """Returns the answers of a cell; _UNREADABLE for each of one that is no Python."""
    names = [name for name in asked if re.search(rf'^\s*{name}\s*=', source, re.MULTILINE)]
    if not names:
        return {}
    try:
        body = ast.parse(source).body
    except (*_DAMAGES, SyntaxError):
        return dict.fromkeys(names, _UNREADABLE)
    found = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id in names:
                found[target.id] = _value(node.value)
    return found


def _value(node: ast.expr) -> Any:
    try:
        return arithmetic.value(node)
    except (ValueError, RecursionError):
        return _UNREADABLE


def judge(asked: Sequence[Question], given: Mapping[str, Any], lab: str,
          runs: Runs) -> list[Judged]:
    """Returns what became of each question.

    Args:
      asked: the questions of a lesson.
      given: answers by the names of the questions.
      lab: whose lesson it is.
      runs: what the student's own runs came to, by lab; None of one that is not sound.
    """
    return [Judged(one, _outcome(one, given.get(one.name), lab, runs)) for one in asked]


def _outcome(question: Question, answer: Any, lab: str, runs: Runs) -> str:
    if answer is None:
        return MISSING
    if answer is _UNREADABLE:
        return UNREADABLE
    if question.way == 'line':
        return GIVEN if isinstance(answer, list) and len(answer) > 1 else UNREADABLE
    if question.way == 'choices':
        return _of_choice(question, answer)
    if not isinstance(answer, float):
        return UNREADABLE
    right = _right(question, lab, runs)
    if right is None:
        return OPEN
    room = question.block.real_number('tolerance') + 1e-9 * max(1.0, abs(right))
    return RIGHT if abs(answer - right) <= room else WRONG


def _of_choice(question: Question, answer: Any) -> str:
    """A choice is named by its number, or by its words."""
    number = question.block.whole_number('answer')
    words = [choice.strip().casefold() for choice in question.choices]
    if isinstance(answer, str):
        if answer.strip().casefold() in words:
            return RIGHT if words[number - 1] == answer.strip().casefold() else WRONG
        return UNREADABLE
    if not isinstance(answer, float) or answer not in range(1, len(words) + 1):
        return UNREADABLE
    return RIGHT if answer == number else WRONG


def _right(question: Question, lab: str, runs: Runs) -> float | None:
    """Returns the number that is right; of a run that of the student's own, None without it."""
    block = question.block
    match = NUMBER.fullmatch(block.fields['number'].strip())
    if match is None:
        return block.real_number('number')
    other, colon, _ = match['key'].rpartition(':')
    if runs.get(other if colon else lab) is None:
        return None
    try:
        found = measured.look_up(match['key'], lab, runs, block.at('number'))
    except UserError:  # the student's run has no such number
        return None
    return None if isinstance(found, Gap) else found.value
