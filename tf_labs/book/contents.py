"""What a book is made of: its labs in their order, lessons, terms and the runs behind them."""

from collections.abc import Mapping, Sequence
import dataclasses
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.book import course
from tf_labs.book import glossary
from tf_labs.book import lesson
from tf_labs.book.course import Part
from tf_labs.book.glossary import Term
from tf_labs.book.lab_runs import LabRuns
from tf_labs.book.lesson import Lesson
from tf_labs.book.measured import Runs
from tf_labs.published.number import Published

FIRST = 'en'  # the language that stands in for another


@dataclasses.dataclass(frozen=True)
class Texts:
    """All that authors have written.

    Attributes:
      parts: of the whole course.
      lessons: by language and lab.
      terms: of the glossary, by key.
    """

    parts: Sequence[Part]
    lessons: Mapping[str, Mapping[str, Lesson]]
    terms: Mapping[str, Term]

    @property
    def labs(self) -> list[str]:
        """All labs in the order of the course."""
        return [lab for part in self.parts for lab in part.labs]

    @property
    def long(self) -> set[str]:
        """The labs whose runs are never made here."""
        return {lab for part in self.parts for lab in part.long}

    def lesson(self, lab: str, language: str) -> Lesson | None:
        """Returns a lesson; one in the first language where there is none; None without any."""
        return self.lessons.get(language, {}).get(lab) or self.lessons[FIRST].get(lab)


def read(folder: Path) -> Texts:
    """Reads and checks the lessons and the glossary.

    Raises:
      UserError: something is not as it has to be; the line names file and line.
    """
    parts = course.parts(folder)
    labs = [lab for part in parts for lab in part.labs]
    terms = glossary.read(folder / 'glossary', [part.key for part in parts], course.LANGUAGES)
    lessons = {language: lesson.read(folder, language, labs) for language in course.LANGUAGES}
    for one in (one for some in lessons.values() for one in some.values()):
        for key in one.terms:
            if key not in terms:
                raise one.at('terms').unknown('term of the glossary', key, sorted(terms))
        for other in sorted(one.labs_asked - set(labs)):
            raise one.at('title').unknown('lab', other, labs)
    return Texts(parts, lessons, terms)


@dataclasses.dataclass(frozen=True)
class Book:
    """A book that is to be written.

    Attributes:
      texts: all that authors have written.
      parts: with the labs of this book.
      languages: in which it is written, the first one first.
      found: the runs of its labs, and of those whose numbers it shows.
      runs: what they came to.
      numbers: that sources print.
      configs: of the labs whose fields are among those numbers.
    """

    texts: Texts
    parts: Sequence[Part]
    languages: Sequence[str]
    found: Mapping[str, LabRuns]
    runs: Runs
    numbers: Sequence[Published]
    configs: Mapping[str, ConfigDict]

    @property
    def labs(self) -> list[str]:
        """Its labs in their order."""
        return [lab for part in self.parts for lab in part.labs]

    def title(self, lab: str, language: str) -> str:
        """Returns what a lab is called."""
        found = self.texts.lesson(lab, language)
        return lab.replace('_', ' ') if found is None else found.title

    def needs(self, lab: str) -> Sequence[str]:
        """Returns the labs that one builds on."""
        found = self.texts.lesson(lab, self.languages[0])
        return () if found is None else found.needs


def labs_shown(texts: Texts, labs: Sequence[str]) -> list[str]:
    """Returns labs, and those whose numbers their lessons show, in the order of the course."""
    wanted = set(labs)
    for lab in labs:
        for lessons in texts.lessons.values():
            if lab in lessons:
                wanted |= lessons[lab].labs_asked
    return [lab for lab in texts.labs if lab in wanted]
