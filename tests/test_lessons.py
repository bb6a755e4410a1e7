"""Lessons of the course: every formula, excerpt and link is whole, and the languages agree."""

from pathlib import Path
import re

from ml_collections import ConfigDict
import pytest

from tf_labs.book import contents
from tf_labs.book import course
from tf_labs.book import lab_page
from tf_labs.book.blocks import Block
from tf_labs.book.lab_runs import LabRuns
from tf_labs.book.lesson import Lesson
from tf_labs.book.measured import NUMBER

SAME = ('answer', 'number', 'tolerance', 'line', 'source', 'object', 'from', 'to', 'file',
        'playground', 'page')
FORMULA = re.compile(r'\$\$.+?\$\$', re.DOTALL)
WORDS = re.compile(r'\\(text|operatorname)\{[^}]*\}|\\q?quad|\\[ ,;!]|[\s,.;()]')


@pytest.fixture(scope='module')
def whole_book() -> contents.Book:
    """Returns a book of all labs, none of which has been run."""
    texts = contents.read(course.LESSONS)
    found = {lab: LabRuns(lab, ConfigDict(), Path()) for lab in texts.labs}
    return contents.Book(texts, texts.parts, tuple(course.LANGUAGES), found,
                         dict.fromkeys(texts.labs), (), {})


def test_every_lesson_makes_a_page(whole_book):
    for language, lessons in whole_book.texts.lessons.items():
        for lab in lessons:
            page = lab_page.make(whole_book, lab, language)
            assert len(page.exercises) >= 3 and page.language == language, lab


def test_the_languages_agree(whole_book):
    first, *others = whole_book.texts.lessons.values()
    for lessons in others:
        assert set(lessons) == set(first)
        for lab, lesson in lessons.items():
            assert _shape(lesson) == _shape(first[lab]), lab


def _shape(lesson: Lesson) -> dict[str, object]:
    """Returns what does not depend on the language."""
    text = '\n'.join(part.text for part in lesson.parts if not isinstance(part, Block))
    return {
        'needs': lesson.needs, 'terms': lesson.terms,
        'blocks': [(block.kind, {name: value for name, value in block.fields.items()
                                 if name in SAME}, len(block.fields.get('choices', ())),
                    len(block.fields.get('shapes', {})), set(block.fields) - {'caption'})
                   for block in lesson.blocks],
        'numbers': sorted(match[0] for match in NUMBER.finditer(text)),
        'headings': re.findall(r'^#+(?= )', text, re.MULTILINE),
        'formulas': [WORDS.sub('', formula) for formula in FORMULA.findall(text)]}
