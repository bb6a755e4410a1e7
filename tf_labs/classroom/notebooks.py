"""The notebook of a lab for a student: what to predict, the cells that run it, what to answer."""

from collections.abc import Iterator, Sequence
import hashlib
import json
from typing import Any

from tf_labs.classroom.notebook_words import WORDS
from tf_labs.classroom.questions import Lessons
from tf_labs.classroom.questions import Question
from tf_labs.classroom.roster import Student

Cell = dict[str, Any]
CONFIGS, RUNS = 'configs', 'runs'  # directories beside the notebooks


def text(lab: str, lessons: Lessons, student: Student, version: str) -> str:
    """Returns the notebook of a lab for a student, made with a version of tf_labs."""
    lesson, asked, language = lessons.lesson(lab), lessons.questions(lab), lessons.language
    words = WORDS[language]
    whose = words['for'].format(student=student.name, version=version, seed=student.seed)
    cells = [_markdown(f'# {lesson.title}\n\n{lessons.plain(lesson.question)}\n\n{whose}')]
    cells += _asked([one for one in asked if one.kind == 'predict'], 'predict', language)
    cells += [_markdown(f'{words["run"]}\n\n{words["run_how"]}'),
              _code(f"import tf_labs\n\nconfig = tf_labs.load('{CONFIGS}/{lab}.py')\n"
                    f"run = tf_labs.run(config, '{RUNS}/{lab}')\nrun"),
              _markdown(words['result']), _code('run.result')]
    cells += _asked([one for one in asked if one.kind == 'exercise'], 'exercises', language)
    cells.append(_markdown(f'{words["hand_in"]}\n\n{words["hand_in_how"]}'))
    for number, cell in enumerate(cells):
        cell['id'] = hashlib.sha256(f'{lab}/{number}'.encode()).hexdigest()[:8]
    return json.dumps({
        'cells': cells, 'nbformat': 4, 'nbformat_minor': 5,
        'metadata': {'kernelspec': {'display_name': 'Python 3', 'language': 'python',
                                    'name': 'python3'}, 'language_info': {'name': 'python'}}},
        ensure_ascii=False, indent=1) + '\n'


def _asked(asked: Sequence[Question], heading: str, language: str) -> Iterator[Cell]:
    """Yields a heading, and of each question what it asks and the cell that takes the answer."""
    words = WORDS[language]
    if asked:
        yield _markdown(f'{words[heading]}\n\n{words[f"{heading}_how"]}')
    for number, one in enumerate(asked, 1):
        choices = ''.join(f'\n{place}. {choice}' for place, choice in enumerate(one.choices, 1))
        yield _markdown(f'**{number}.** {one.ask}' + (f'\n\n{choices.lstrip()}' if choices else ''))
        wanted = words[one.way].format(count=len(one.choices))
        yield {**_code(f'{one.name} = None  # {wanted}'), 'metadata': {'tags': ['answer']}}


def _markdown(source: str) -> Cell:
    return {'cell_type': 'markdown', 'metadata': {}, 'source': _lines(source)}


def _code(source: str) -> Cell:
    return {'cell_type': 'code', 'execution_count': None, 'metadata': {}, 'outputs': [],
            'source': _lines(source)}


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)
