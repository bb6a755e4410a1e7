"""The notebooks are stored as they should be, and their exercises can be answered.

They are executed by .ci/run, each in a kernel of its own.
"""

import json
import math
import re

import pytest

from tests.conftest import ROOT
import tf_labs
from tf_labs.errors import UserError
from tf_labs.labs.exercises import check
from tf_labs.labs.exercises import EXERCISES

NOTEBOOKS = sorted((ROOT / 'notebooks').glob('*.ipynb'))
ANSWERS = {
    'lines.1': 62.5, 'lines.2': 12, 'lines.3': 3 / 14, 'perceptrons.1': 3, 'perceptrons.2': 0.6931,
    'perceptrons.3': (1, 1, -1.5), 'activations.1': 1 / 4, 'activations.2': 9.54e-7,
    'activations.3': 0.0760, 'classifiers.1': 2.303, 'classifiers.2': 8970, 'classifiers.3': 6,
    'training.1': 2, 'training.2': 10, 'training.3': -1.342, 'convolutions.1': 12,
    'convolutions.2': 34944, 'convolutions.3': 5}


def cells(path):
    return json.loads(path.read_text('utf-8'))['cells']


def text(cell) -> str:
    return ''.join(cell['source'])


@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_without_output_with_install_cell_and_three_exercises(path):
    code = [cell for cell in cells(path) if cell['cell_type'] == 'code']
    assert not any(cell['outputs'] or cell['execution_count'] for cell in code)
    assert '%pip install' in text(code[0])
    asked = [name for cell in code for name in re.findall(r"check\('([\w.]+)'", text(cell))]
    assert len(asked) == 3 and set(asked) <= set(EXERCISES)
    for name in asked:
        assert any(EXERCISES[name].question in text(cell) for cell in cells(path))


def test_six_notebooks_ask_every_exercise_and_the_readme_names_them():
    readme = (ROOT / 'README.md').read_text('utf-8')
    assert len(NOTEBOOKS) == 6 and 'notebooks/' in readme
    asked = {name for path in NOTEBOOKS for cell in cells(path)
             for name in re.findall(r"check\('([\w.]+)'", text(cell))}
    assert asked == set(EXERCISES) == set(ANSWERS)


@pytest.mark.parametrize('name', EXERCISES)
def test_right_answer_is_right_and_another_gets_a_hint(name):
    right = check(name, ANSWERS[name])
    assert right and repr(right) == f'{name}: right'
    wrong = check(name, (1, 1, 1) if name == 'perceptrons.3' else ANSWERS[name] * 1.2 + 1e-9)
    assert not wrong and EXERCISES[name].hint in repr(wrong)
    assert EXERCISES[name].hint.split()[0] in wrong._repr_html_()
    assert 'None' in repr(tf_labs.check(name, None))


def test_a_count_without_its_biases_is_not_right():
    assert not check('convolutions.2', 96 * 11 * 11 * 3) and not check('classifiers.2', 8960)


@pytest.mark.parametrize('answer', ['word', object(), [1, 2], [], math.nan, [[1]]])
def test_no_number_is_refused(answer):
    with pytest.raises(UserError, match='lines.1'):
        check('lines.1', answer)


def test_unknown_exercise_is_refused():
    with pytest.raises(UserError, match=r'lines\.1'):
        check('line.1', 1)
