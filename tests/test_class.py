"""`class new`: what each student is given, without a solution in it, and what is refused."""

import ast
import functools
import json
import re

import pytest

from tests import class_room
from tests.asked import ask
from tests.conftest import ROOT
import tf_labs
from tf_labs.classroom import answers
from tf_labs.classroom import arithmetic
from tf_labs.classroom import assignments
from tf_labs.classroom import notebooks
from tf_labs.classroom import roster
from tf_labs.classroom.questions import Lessons
from tf_labs.classroom.roster import Student
from tf_labs.config import config_values
from tf_labs.config import lab_files
from tf_labs.training.folder import Folder

LABS = ('gates', 'digits', 'vanishing_gradient', 'optimizers', 'dropout', 'backprop')
STUDENT = Student('Ada', 'Ada', 5)


@pytest.fixture(scope='module')
def place(tmp_path_factory):
    """A class of two labs, in Korean."""
    root = tmp_path_factory.mktemp('class')
    (root / 'names.txt').write_text('\ufeff# autumn\n김 민수\n\nAda  Lovelace\n', 'utf-8')
    done = ask('class', 'new', root / 'made', '--labs=gates,mse_by_hand', '--lang=ko',
               f'--students={root}/names.txt', '--seed=3')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert done.stdout.startswith(f'{root}/made: 2 students, 2 labs')
    return root / 'made'


def source(notebook: str) -> str:
    return '\n'.join(''.join(cell['source']) for cell in json.loads(notebook)['cells'])


def test_each_student_has_a_notebook_and_a_config_of_each_lab(place):
    assert sorted(path.name for path in place.iterdir()) == [
        'Ada_Lovelace', 'class.json', '김_민수']
    student = place / '김_민수'
    assert sorted(str(path.relative_to(student)) for path in student.rglob('*.*')) == [
        'configs/gates.py', 'configs/mse_by_hand.py', 'gates.ipynb', 'mse_by_hand.ipynb']
    seeds = class_room.seeds(place)
    assert list(seeds) == ['김 민수', 'Ada Lovelace'] and len(set(seeds.values())) == 2
    for folder, name in (('김_민수', '김 민수'), ('Ada_Lovelace', 'Ada Lovelace')):
        config = tf_labs.load(place / folder / 'configs/gates.py')
        assert config_values.difference(config, tf_labs.load('gates')) == {
            'seed': (seeds[name], 777)}
    text = source((student / 'gates.ipynb').read_text('utf-8'))
    assert '김 민수 학생용' in text and '## 먼저 예측하기' in text
    assert "tf_labs.run(config, 'runs/gates')" in text


def test_cells_of_a_notebook_compile_and_hold_no_output_and_no_answer(place):
    cells = json.loads((place / '김_민수/gates.ipynb').read_text('utf-8'))['cells']
    code = [cell for cell in cells if cell['cell_type'] == 'code']
    for cell in code:
        ast.parse(''.join(cell['source']))
        assert cell['outputs'] == [] and cell['execution_count'] is None
    own = [cell for cell in code if cell['metadata'].get('tags') == ['answer']]
    assert len(own) == 5
    assert all(re.match(r'(predict|exercise)_\d = None  # ', ''.join(cell['source']))
               for cell in own)
    assert len({cell['id'] for cell in cells}) == len(cells)


def test_seed_of_a_student_depends_on_the_class_and_the_name_alone(tmp_path):
    (tmp_path / 'a').write_text('Ada\nBen\n')
    (tmp_path / 'b').write_text('Ben\nCho\nAda\n')
    seeds = [{one.name: one.seed for one in roster.students(str(tmp_path / file), seed)}
             for file, seed in (('a', 1), ('b', 1), ('b', 2))]
    assert seeds[0] == {name: seeds[1][name] for name in ('Ada', 'Ben')}
    assert not set(seeds[1].values()) & set(seeds[2].values())
    hundreds = roster.students('1000', 777)
    assert len({one.seed for one in hundreds}) == len({one.folder for one in hundreds}) == 1000


lessons_in = functools.cache(Lessons)


def without_solutions(lab: str, language: str) -> None:
    """Fails where a notebook tells more of an answer than its question does."""
    lessons = lessons_in(language)
    text = ' '.join(source(notebooks.text(lab, lessons, STUDENT, '1')).split())
    asked = lessons.questions(lab)
    assert asked and '{{' not in text and '[[' not in text
    beside = text
    for told in (told for one in asked for told in (one.ask, *one.choices)):
        beside = beside.replace(' '.join(told.split()), '')
    for one in asked:
        fields = one.block.fields
        for name in ('why', 'hint'):
            if name in fields:
                assert ' '.join(lessons.plain(fields[name]).split()) not in beside, one.name
        assert f'{one.name} = None' in text
    figures = re.findall(r'\d+\.\d{3,}', text)
    told = ' '.join([lessons.lesson(lab).title, lessons.lesson(lab).question] + [
        f'{one.ask} {" ".join(one.choices)}' for one in asked])
    assert all(figure in told for figure in figures)


@pytest.mark.parametrize('lab', LABS)
def test_no_solution_stands_in_a_notebook(lab):
    for language in ('en', 'ko'):
        without_solutions(lab, language)


@pytest.mark.release
def test_no_solution_stands_in_any_notebook():
    for lab in lessons_in('en').labs:
        try:
            lessons_in('en').lesson(lab)
        except tf_labs.errors.UserError:
            continue
        for language in ('en', 'ko'):
            without_solutions(lab, language)


def test_what_students_get_holds_no_identity_of_others_and_no_published_number(place):
    seeds = class_room.seeds(place)
    for path in (place / 'Ada_Lovelace').rglob('*.*'):
        text = path.read_text('utf-8')
        assert str(seeds['김 민수']) not in text and '김' not in text
        assert '0.6931' not in text and '62.5' not in text


@pytest.mark.parametrize('text, value', [
    ('3 / 14', 3 / 14), ('-2 ** 3', -8.0), ('2**10', 1024.0), ('[1, 0.5]', [1.0, 0.5]),
    ('"AND"', 'AND'), ('None', None), ('1e-7', 1e-7)])
def test_answers_are_read_as_numbers_texts_and_lists(text, value):
    assert arithmetic.value(ast.parse(text, mode='eval').body) == value


@pytest.mark.parametrize('text', [
    'open("x")', '__import__("os")', '1 / 0', '9 ** 9 ** 9 ** 9', 'True', '[[1]]', '1j', 'x', '[x]',
    '(lambda: 1)()', 'f"{1}"', '1e999', '{}', '"a" * 10 ** 9'])
def test_answers_are_never_run(text):
    with pytest.raises(ValueError):
        arithmetic.value(ast.parse(text, mode='eval').body)


def test_last_answer_counts_and_a_broken_cell_is_told(tmp_path):
    sources = ['exercise_1 = 1', ['exercise_1', ' = 2\n'], 'exercise_2 = (', 'exercise_10 = 7',
               'print(exercise_3 == 1)', '%pip install x']
    (tmp_path / 'a.ipynb').write_text(json.dumps({'cells': [
        {'cell_type': 'code', 'source': source} for source in sources]}))
    found = answers.read(Folder(tmp_path), 'a.ipynb',
                         ['exercise_1', 'exercise_2', 'exercise_3'])
    assert found['exercise_1'] == 2 and set(found) == {'exercise_1', 'exercise_2'}
    for content in ('', '{}', '[]', '{"cells": [1]}', '{"cells": [{"cell_type": "code"}]}',
                    '[' * 100_000):
        (tmp_path / 'b.ipynb').write_text(content)
        with pytest.raises(ValueError, match=r'b\.ipynb is no notebook'):
            answers.read(Folder(tmp_path), 'b.ipynb', ['exercise_1'])


@pytest.mark.parametrize('line, said', [
    ([], 'class needs an action; expected class new or class check'),
    (['nwe'], 'needs an action (did you mean new?)'),
    (['new'], 'class new takes one directory'),
    (['new', 'a', 'b', '--labs=gates'], 'received a, b'),
    (['new', 'a'], '--labs is missing'),
    (['new', 'a', '--labs=gtaes'], 'unknown lab (did you mean gates?)'),
    (['new', 'a', '--labs=gates', '--lang=de'], 'unknown language; expected one of en, ko'),
    (['new', 'a', '--labs=gates', '--rerun'], 'class new has no flag --rerun'),
    (['new', 'a', '--labs=gates', '--students=0'], 'expected a number from 1 to 1000'),
    (['new', 'a', '--labs=gates', '--students=1001'], '--students cannot be used'),
    (['new', 'a', '--labs=gates', '--students=none.txt'], '--students cannot be read'),
    (['new', 'a', '--labs=gates', '--students=twice.txt'],
     'two students would share a directory'),
    (['new', 'a', '--labs=gates', '--students=bad.txt'],
     'bad.txt, line 2: not a valid name of a student'),
    (['new', 'a', '--labs=gates', '--students=empty.txt'], 'has too few or too many names'),
    (['new', 'a', '--labs=deconvnet'], 'the lab deconvnet needs a net trained beforehand'),
    (['new', 'taken', '--labs=gates'], 'the directory of the class is not empty'),
    (['new', 'a', '--labs=gates', '--seed=-1'], '--seed cannot be used'),
    (['check'], 'no directory to check is given'),
    (['check', 'none'], 'there is no such directory'),
    (['check', 'taken'], 'there is no class file'),
    (['check', 'taken', '--labs=gates'], 'class check has no flag --labs'),
    (['check', 'broken'], 'broken/class.json cannot be used'),
    (['check', 'broken/x', 'taken'], 'these are directories of several classes'),
    (['check', 'taken', '--output=no/a.csv'], '--output cannot be written'),
])
def test_bad_input_is_one_line_and_leaves_nothing(tmp_path, line, said):
    (tmp_path / 'taken').mkdir()
    (tmp_path / 'taken/file').write_text('')
    (tmp_path / 'broken/x').mkdir(parents=True)
    (tmp_path / 'broken/class.json').write_text('{"labs": ["../x"]}')
    (tmp_path / 'twice.txt').write_text('Ada B\nada_b\n')
    (tmp_path / 'bad.txt').write_text('Ada\n=cmd()\n')
    (tmp_path / 'empty.txt').write_text('\n')
    before = sorted(tmp_path.rglob('*'))
    done = ask('class', *line, cwd=tmp_path)
    assert done.returncode in (1, 2) and said in done.stderr, done.stderr
    assert done.stderr.startswith('tf-labs: error: ') and done.stderr.count('\n') == 1
    assert sorted(tmp_path.rglob('*')) == before


def test_class_file_with_another_config_or_students_is_refused(place, tmp_path):
    stored = json.loads((place / 'class.json').read_text('utf-8'))
    (tmp_path / 'Ada_Lovelace').mkdir()
    first = stored['students'][0]
    for changed, said in (
            ({'configs': dict.fromkeys(stored['labs'], 'x'), 'version': '0.9.0'},
             'the lab mse_by_hand is not the one that the class was given; expected tf_labs 0.9.0'),
            ({'students': [first, first]}, 'cannot be used'),
            ({'students': [{**first, 'folder': '../x'}]}, 'cannot be used'),
            ({'students': []}, 'cannot be used'), ({'labs': ['/etc']}, 'cannot be used')):
        (tmp_path / 'class.json').write_text(json.dumps(stored | changed))
        done = ask('class', 'check', tmp_path / 'Ada_Lovelace')
        assert done.returncode in (1, 2) and said in done.stderr, done.stderr


@pytest.mark.slow
def test_plan_names_labs_that_can_be_given_out_and_the_seconds_that_they_state():
    page = (ROOT / 'docs/teaching.md').read_text('utf-8')
    named = re.findall(r'`(\w+)` \((\d+) s\)', page)
    assert len(named) == 28 and len(re.findall(r'^\| \d+ \|', page, re.MULTILINE)) == 15
    assignments.check_alone([lab for lab, _ in named])
    for lab, seconds in named:
        assert lessons_in('en').lesson(lab) and lessons_in('ko').lesson(lab)
        assert re.search(rf'Measured on 2 cores: (about )?{seconds} s\b',
                         lab_files.lesson(ROOT / f'configs/{lab}.py')), lab
