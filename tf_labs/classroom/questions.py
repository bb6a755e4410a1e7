"""The questions of a lesson as a notebook asks them: without answer, hint and reason."""

import dataclasses
import functools
import re

from tf_labs.book import course
from tf_labs.book import glossary
from tf_labs.book import places
from tf_labs.book.blocks import Block
from tf_labs.book.glossary import Term
from tf_labs.book.lesson import Lesson
from tf_labs.book.lesson import parse
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


class Lessons:
    """The lessons of a language, each read when it is asked for; English where there is no other.

    Attributes:
      language: as `en`.
      labs: all labs in the order of the course.
    """

    def __init__(self, language: str):
        self._parts = course.parts()
        self.language = language
        self.labs = [lab for part in self._parts for lab in part.labs]
        self._read: dict[str, Lesson] = {}

    def lesson(self, lab: str) -> Lesson:
        """Returns the lesson of a lab.

        Raises:
          UserError: there is none, and so nothing to ask; or it is not as it has to be.
        """
        if lab not in self._read:
            files = [places.LESSONS / language / f'{lab}.md' for language in (self.language, 'en')]
            file = next((file for file in files if file.is_file()), None)
            if file is None:
                raise UserError('a lab without a lesson has no questions',
                                expected='labs with a lesson in the book', received=lab)
            self._read[lab] = parse(file, file.read_text('utf-8'))
        return self._read[lab]

    def questions(self, lab: str) -> list[Question]:
        """Returns the questions of the lesson of a lab in their order."""
        counts = dict.fromkeys(KINDS, 0)
        found = []
        for block in self.lesson(lab).blocks:
            if block.kind not in counts:
                continue
            counts[block.kind] += 1
            way = next(name for name in ('choices', 'number', 'line') if name in block.fields)
            found.append(Question(
                f'{block.kind}_{counts[block.kind]}', block.kind, way,
                self.plain(block.fields['ask']),
                tuple(map(self.plain, block.fields.get('choices', ()))), block))
        return found

    def plain(self, text: str) -> str:
        """Returns a text as Markdown that needs no book; numbers of runs are named."""
        text = NUMBER.sub(lambda found: _named(found['key'], self.language), text)
        text = _TERM.sub(lambda found: found['words'] or self._term(found['key']), text)
        return _LINK.sub(lambda found: found['words'], text)

    @functools.cached_property
    def _terms(self) -> dict[str, Term]:
        """The glossary, which few questions need."""
        return glossary.read(places.LESSONS / 'glossary', [part.key for part in self._parts],
                             course.LANGUAGES)

    def _term(self, key: str) -> str:
        return self._terms[key].names[self.language] if key in self._terms else key


def _named(key: str, language: str) -> str:
    lab, colon, rest = key.rpartition(':')
    return (_OF_LAB if colon else _OF_RUN)[language].format(key=rest, lab=lab)
