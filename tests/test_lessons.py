"""The lessons of the course: every formula, excerpt and link is whole, and both languages agree."""

import functools
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
WORDS = re.compile(r'\\text\{[^}]*\}|\s|[,.]')
LABS = [lab for part in course.parts(course.LESSONS) for lab in part.labs]


@functools.cache
def book() -> contents.Book:
    """Returns a book of all labs, none of which has been run."""
    texts = contents.read(course.LESSONS)
    found = {lab: LabRuns(lab, ConfigDict(), Path()) for lab in texts.labs}
    return contents.Book(texts, texts.parts, tuple(course.LANGUAGES), found,
                         dict.fromkeys(texts.labs), (), {})


@pytest.mark.parametrize('language', course.LANGUAGES)
def test_every_lesson_makes_a_page(language):
    for lab in book().texts.lessons[language]:
        page = lab_page.make(book(), lab, language)
        assert page.exercises and page.language == language, lab


def test_both_languages_have_the_same_lessons():
    assert len({frozenset(lessons) for lessons in book().texts.lessons.values()}) == 1


@pytest.mark.parametrize('lab', LABS)
def test_both_languages_agree(lab):
    lessons = [some[lab] for some in book().texts.lessons.values() if lab in some]
    for one, other in zip(lessons, lessons[1:]):
        assert _shape(one) == _shape(other)


def _shape(lesson: Lesson) -> dict[str, object]:
    """Returns what does not depend on the language."""
    text = '\n'.join(part.text for part in lesson.parts if not isinstance(part, Block))
    return {
        'needs': lesson.needs, 'terms': lesson.terms,
        'blocks': [(block.kind, {name: value for name, value in block.fields.items()
                                 if name in SAME}, len(block.fields.get('choices', ())),
                    list(block.fields.get('shapes', {})), set(block.fields) - {'caption'})
                   for block in lesson.blocks],
        'numbers': sorted(match[0] for match in NUMBER.finditer(text)),
        'headings': re.findall(r'^#+(?= )', text, re.MULTILINE),
        'formulas': [WORDS.sub('', formula) for formula in FORMULA.findall(text)]}
