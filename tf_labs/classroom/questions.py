"""The questions of a lesson as a notebook asks them: without answer, hint and reason."""

from collections.abc import Mapping
import dataclasses
import re

from tf_labs.book import contents
from tf_labs.book import places
from tf_labs.book.blocks import Block
from tf_labs.book.contents import Texts
from tf_labs.book.glossary import Term
from tf_labs.book.lesson import Lesson
from tf_labs.book.measured import NUMBER
from tf_labs.errors import UserError

KINDS = ('predict', 'exercise')
_TERM = re.compile(r'\[\[(?P<key>[^\]|]+)(?:\|(?P<words>[^\]]+))?\]\]')
_LINK = re.compile(r'(?<!\[)\[(?P<words>[^\[\]]+)\]\([^()\s]+\)')
_OF_RUN = {'en': '(`{key}` of your run)', 'ko': '(자신의 실행의 `{key}`)'}
_OF_LAB = {'en': '(`{key}` of the lab {lab})', 'ko': '({lab} 실습의 `{key}`)'}


@dataclasses.dataclass(frozen=True)
class Question:
    """A question.

    Attributes:
      name: of the variable that takes the answer, as `exercise_1`.
      kind: one of KINDS.
      way: choices, number or line.
      ask: Markdown.
      choices: to choose from.
      block: of the lesson, which has the answer too.
    """

    name: str
    kind: str
    way: str
    ask: str
    choices: tuple[str, ...]
    block: Block


def texts() -> Texts:
    """Returns all lessons."""
    return contents.read(places.LESSONS)


def lesson(every: Texts, lab: str, language: str) -> Lesson:
    """Returns the lesson of a lab.

    Raises:
      UserError: there is none, and so nothing to ask.
    """
    found = every.lesson(lab, language)
    if found is None:
        known = [name for name in every.labs if name in every.lessons[contents.FIRST]]
        raise UserError(f'the lab {lab} has no lesson, and so no questions',
                        expected=f'one of {", ".join(known)}', received=lab)
    return found


def of_lesson(one: Lesson, terms: Mapping[str, Term], language: str) -> list[Question]:
    """Returns the questions of a lesson in their order."""
    counts = dict.fromkeys(KINDS, 0)
    found = []
    for block in one.blocks:
        if block.kind not in counts:
            continue
        counts[block.kind] += 1
        way = next(name for name in ('choices', 'number', 'line') if name in block.fields)
        found.append(Question(
            f'{block.kind}_{counts[block.kind]}', block.kind, way,
            plain(block.fields['ask'], terms, language),
            tuple(plain(text, terms, language) for text in block.fields.get('choices', ())), block))
    return found


def plain(text: str, terms: Mapping[str, Term], language: str) -> str:
    """Returns a text of a lesson as Markdown that needs no book; numbers of runs are named."""
    text = NUMBER.sub(lambda found: _named(found['key'], language), text)
    text = _TERM.sub(lambda found: found['words'] or _term(found['key'], terms, language), text)
    return _LINK.sub(lambda found: found['words'], text)


def _named(key: str, language: str) -> str:
    lab, colon, rest = key.rpartition(':')
    return (_OF_LAB if colon else _OF_RUN)[language].format(key=rest, lab=lab)


def _term(key: str, terms: Mapping[str, Term], language: str) -> str:
    return terms[key].names[language] if key in terms else key
