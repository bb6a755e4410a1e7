"""Questions of a lesson: predictions and exercises, which the reader's browser checks."""

import dataclasses
from typing import Any

from tf_labs.book import curves
from tf_labs.book import measured
from tf_labs.book.blocks import Block
from tf_labs.book.lab_runs import LabRuns
from tf_labs.book.measured import Gap
from tf_labs.book.measured import NUMBER
from tf_labs.book.measured import Runs
from tf_labs.book.prose import Writer


@dataclasses.dataclass(frozen=True)
class Ask:
    """A question, its text as HTML.

    Attributes:
      anchor: unique on the page.
      kind: predict or exercise.
      number: of its kind on the page, from 1.
      way: choices, number or line.
      ask, hint, why: what is asked, what helps, and what explains the answer.
      choices: to choose from.
      answer: index of the right choice from 0; the number; the line.
      shown: the number as a reader sees it.
      is_checked: False where the run that has the answer is not here.
    """

    anchor: str
    kind: str
    number: int
    way: str
    ask: str
    hint: str
    why: str
    choices: tuple[str, ...]
    answer: Any
    tolerance: float
    shown: str
    is_checked: bool

    def for_scripts(self) -> dict[str, Any]:
        """Returns what the page's program needs to check an answer."""
        answer = dataclasses.asdict(self.answer) if self.way == 'line' and self.answer else (
            self.answer)
        return {'kind': self.kind, 'way': self.way, 'answer': answer,
                'tolerance': self.tolerance}


def make(block: Block, number: int, lab: str, found: LabRuns, runs: Runs, writer: Writer) -> Ask:
    """Returns the question of a block `predict` or `exercise`.

    Raises:
      UserError: its texts, number or line are broken.
    """
    fields = block.fields
    way = next(name for name in ('choices', 'number', 'line') if name in fields)
    answer: Any = None
    shown = ''
    if way == 'choices':
        answer = block.whole_number('answer') - 1
    elif way == 'number':
        answer, shown = _number(block, lab, runs)
    elif found.is_here:
        answer = curves.of_block(block, found)
    texts = {name: writer.line(fields[name], block.at(name)) if name in fields else ''
             for name in ('ask', 'hint', 'why')}
    choices = tuple(writer.line(one, block.at('choices')) for one in fields.get('choices', ()))
    return Ask(f'{block.kind}-{number}', block.kind, number, way, texts['ask'], texts['hint'],
               texts['why'], choices, answer,
               block.real_number('tolerance') if 'tolerance' in fields else 0.0, shown,
               answer is not None)


def _number(block: Block, lab: str, runs: Runs) -> tuple[float | None, str]:
    """Returns the number that is right, and as it is shown; None of a run that is not here."""
    text, place = block.fields['number'].strip(), block.at('number')
    match = NUMBER.fullmatch(text)
    if match is None:
        return block.real_number('number'), text.replace('-', '−')
    found = measured.look_up(match['key'], lab, runs, place)
    if isinstance(found, Gap):
        return None, ''
    return found.value, measured.shown(found, match['form'], place)
