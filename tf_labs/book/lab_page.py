"""The page of a lab: its lesson, and round it what came out, what sources print, what makes it."""

from collections.abc import Sequence
import dataclasses
import html
from typing import Any

from tf_labs.book import asks
from tf_labs.book import figures
from tf_labs.book import outcome_tables
from tf_labs.book import source_code
from tf_labs.book import words
from tf_labs.book.asks import Ask
from tf_labs.book.blocks import Block
from tf_labs.book.contents import Book
from tf_labs.book.contents import FIRST
from tf_labs.book.figures import Figure
from tf_labs.book.lesson import Lesson
from tf_labs.book.lesson import Prose
from tf_labs.book.prose import Heading
from tf_labs.book.prose import Surroundings
from tf_labs.book.prose import Writer
from tf_labs.config import lab_files
from tf_labs.report import content

Item = dict[str, Any]  # `kind`, and what the template shows of it


@dataclasses.dataclass(frozen=True)
class LabPage:
    """What the template shows of a lab.

    Attributes:
      lab, title: its names.
      language: of the lesson, which may be another than that of the page.
      has_lesson: False where the lab's own summary stands in for it.
      question, know: of the lesson, as HTML.
      needs: labs to know first.
      terms: keys of the glossary.
      items: of the body.
      exercises: at its end.
      headings: of the body.
      figures: files beside the page.
    """

    lab: str
    title: str
    language: str
    has_lesson: bool
    question: str
    know: str
    needs: Sequence[str]
    terms: Sequence[str]
    items: Sequence[Item]
    exercises: Sequence[Ask]
    headings: Sequence[Heading]
    figures: Sequence[Figure]

    @property
    def has_charts(self) -> bool:
        """True if a figure is drawn on the page, which may have lines to point at."""
        return any(figure.is_drawn for figure in self.figures)

    @property
    def asks(self) -> list[Ask]:
        """All questions in their order."""
        return [*(item['ask'] for item in self.items if item['kind'] == 'ask'), *self.exercises]


def make(book: Book, lab: str, language: str) -> LabPage:
    """Returns the page of a lab in a language.

    Raises:
      UserError: something that the lesson names is not there; the line names file and line.
    """
    lesson = book.texts.lesson(lab, language)
    if lesson is None:
        return _without_lesson(book, lab)
    written_in = language if lab in book.texts.lessons.get(language, {}) else FIRST
    writer = Writer(Surroundings(
        lab, written_in, book.texts.terms, book.runs,
        {one: f'{one}.html' for one in book.labs}, frozenset(book.texts.labs),
        words.of(written_in)))
    body = _Body(book, lesson, writer)
    question = writer.line(lesson.question, lesson.at('question'))
    know = writer.line(lesson.know, lesson.at('know'))
    for place, part in enumerate(lesson.parts):
        following = lesson.parts[place + 1:place + 2]
        body.add(part, before_exercise=any(
            isinstance(one, Block) and one.kind == 'exercise' for one in following))
    return LabPage(lab, lesson.title, written_in, True, question, know, lesson.needs, lesson.terms,
                   body.items, body.exercises, writer.headings, body.figures)


class _Body:
    """Turns the parts of a lesson into what the template shows."""

    def __init__(self, book: Book, lesson: Lesson, writer: Writer):
        self.items: list[Item] = []
        self.exercises: list[Ask] = []
        self.figures: list[Figure] = []
        self._book, self._lesson, self._writer = book, lesson, writer
        self._predictions = 0

    def add(self, part: Prose | Block, *, before_exercise: bool) -> None:
        """Adds a part; the page has its own heading of the exercises."""
        if isinstance(part, Prose):
            lines = part.text.strip().splitlines()
            if before_exercise and lines[-1].startswith('## '):
                part = Prose(part.text[:part.text.rindex(lines[-1])], part.place)
            if part.text.strip():
                self.items.append({'kind': 'prose',
                                   'html': self._writer.body(part.text, part.place)})
        elif part.kind == 'exercise':
            self.exercises.append(self._ask(part, len(self.exercises) + 1))
        elif part.kind == 'predict':
            self._predictions += 1
            self.items.append({'kind': 'ask', 'ask': self._ask(part, self._predictions)})
        else:
            self.items.append({'kind': part.kind, **getattr(self, f'_{part.kind}')(part)})

    def _ask(self, block: Block, number: int) -> Ask:
        return asks.make(block, number, self._lesson.lab, self._book.found[self._lesson.lab],
                         self._book.runs, self._writer)

    def _code(self, block: Block) -> Item:
        excerpt = source_code.excerpt(block)
        return {'excerpt': excerpt, 'html': source_code.as_html(excerpt.text, 'python'),
                'shapes': block.fields.get('shapes', {}),
                'caption': self._line(block, 'caption')}

    def _figure(self, block: Block) -> Item:
        runs = self._book.found[self._lesson.lab]
        said = {'caption': self._line(block, 'caption')}
        if not runs.is_here:
            return {'figure': None, **said}
        figure = figures.of_block(block, runs).told(f'figure-{len(self.figures) + 1}',
                                                    block.fields['alt'])
        self.figures.append(figure)
        return {'figure': figure, **said}

    def _play(self, block: Block) -> Item:
        return {'playground': block.fields.get('playground', ''),
                'page': block.fields.get('page', ''), 'do': self._line(block, 'do')}

    def _line(self, block: Block, field: str) -> str:
        if field not in block.fields:
            return ''
        return self._writer.line(block.fields[field], block.at(field))


def _without_lesson(book: Book, lab: str) -> LabPage:
    """Returns a page of the lab's own summary and the first figures of its run."""
    first, *parts = content.lesson(lab_files.lesson(lab_files.labs() / f'{lab}.py'))
    items: list[Item] = [{'kind': part.kind, 'part': part} for part in parts]
    found = figures.of_lab(book.found[lab]) if book.found[lab].is_here else []
    shown = [one.told(f'figure-{place}', one.picture.alt) for place, one in enumerate(found, 1)]
    items += [{'kind': 'figure', 'figure': one, 'caption': ''} for one in shown]
    question = html.escape(first.text) if isinstance(first, content.Paragraph) else ''
    text = ' '.join(getattr(part, 'text', '') for part in (first, *parts))
    return LabPage(lab, book.title(lab, FIRST), FIRST, False, question, '', (), (), items, (),
                   [Heading('', '', ' '.join(text.split()))], shown)


def surroundings_of_lab(book: Book, lab: str) -> Item:
    """Returns what stands below a lesson: what came out, what sources print, what makes it."""
    found, values = book.found[lab], book.runs[lab]
    return {
        'runs': found, 'count': len(found.seeds),
        'came_out': outcome_tables.came_out(values) if values is not None else None,
        'printed': outcome_tables.printed(lab, book.numbers, book.runs, book.configs),
        'environment': found.environment() if found.is_here else {},
        'other_versions': found.other_versions() if found.is_here else '',
        'is_published': any(number.lab == lab for number in book.numbers)}
