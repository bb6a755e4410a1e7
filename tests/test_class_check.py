"""`class check`: sound work, and every way in which a run is another's, changed or not there."""

import csv
import json
import shutil

import pytest

from tests import class_room
from tests.asked import ask
from tests.class_room import answer
from tests.class_room import change
from tests.class_room import copy
from tests.class_room import forge
from tests.class_room import reseal
import tf_labs

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]


@pytest.fixture(scope='module')
def given(tmp_path_factory):
    """A class in which Ada has run both labs."""
    return class_room.make(tmp_path_factory.mktemp('given'))


@pytest.fixture
def place(given, tmp_path):
    """A copy of it, to be changed."""
    return shutil.copytree(given, tmp_path / 'class')


def check(place, *names, flags=()):
    """Checks some students, or all; returns what was said and the rows by student and lab."""
    table = place.parent / 'table.csv'
    done = ask('class', 'check', *(place / name for name in names or ['']), f'--output={table}',
               *flags)
    assert 'Traceback' not in done.stdout + done.stderr
    rows = list(csv.DictReader(table.read_text('utf-8').splitlines()))
    return done, {(row['student'], row['lab']): row for row in rows}


def of_ben(place, lab='mse_by_hand'):
    """Checks Ben; returns the verdict and the one line that tells it."""
    done, rows = check(place, 'Ben')
    assert done.returncode == 1 and 'Warning' not in done.stderr
    row = rows['Ben', lab]
    assert f'Ben, {lab}: {row["verdict"]}: {row["finding"]}' in done.stdout
    return row['verdict'], row['finding']


def test_sound_work_is_told_with_when_and_on_which_version(place):
    for lab, answers in class_room.RIGHT.items():
        answer(place / 'Ada', lab, **answers)
    done, rows = check(place, 'Ada')
    assert (done.returncode, done.stderr) == (0, ''), done.stdout
    row = rows['Ada', 'digits']
    result = json.loads((place / 'Ada/runs/digits/result.json').read_text())
    assert {(row['verdict'], row['predictions'], row['exercises']) for row in rows.values()} == {
        ('ok', '2 of 2', '3 of 3')}
    assert row['done'] == f'test accuracy {result["test_accuracy"]:.4f}'
    assert row['tf_labs'] == tf_labs.__version__ and row['when'].startswith('20')
    assert row['seed'] == str(class_room.seeds(place)['Ada'])
    assert (row['identity'], row['digest']) == (result['identity'], result['digest'])
    assert row['checked'] == 'digests, checkpoint, evaluation'


def test_answers_are_judged_by_the_lesson_and_the_students_own_run(place):
    shutil.rmtree(place / 'Ada/runs/digits')
    answer(place / 'Ada', 'mse_by_hand', predict_1='1', predict_2='12.4', exercise_1='47.255',
           exercise_2='__import__("os").getpid()', exercise_3='4')
    done, rows = check(place, 'Ada')
    row = rows['Ada', 'mse_by_hand']
    assert (row['verdict'], row['predictions'], row['exercises']) == ('answers', '2 of 2', '1 of 3')
    assert row['answers'] == 'wrong: predict_1, predict_2; unreadable: exercise_2, exercise_3'
    assert done.returncode == 1
    (place / 'Ada/mse_by_hand.ipynb').write_text('no notebook')
    (place / 'Ada/digits.ipynb').unlink()
    _, rows = check(place, 'Ada')
    assert rows['Ada', 'mse_by_hand']['answers'] == 'mse_by_hand.ipynb is no notebook'
    assert rows['Ada', 'digits']['answers'] == 'digits.ipynb is missing'


@pytest.mark.parametrize('lab', class_room.LABS)
def test_run_of_another_student_is_told_by_its_seed(place, lab):
    copy(place, lab)
    verdict, finding = of_ben(place, lab)
    assert verdict == 'copied'
    assert f'seed {class_room.seeds(place)["Ada"]} is that of Ada (identity ' in finding


@pytest.mark.parametrize('lab', class_room.LABS)
def test_run_of_another_student_with_the_seed_changed_is_told_by_its_identity(place, lab):
    path = copy(place, lab)
    change(path / 'config.json', seed=class_room.seeds(place)['Ben'])
    verdict, finding = of_ben(place, lab)
    assert verdict == 'copied' and 'in manifest.json is of the run of Ada' in finding


def test_forged_run_of_a_net_is_told_by_its_checkpoint(place):
    forge(copy(place, 'digits'), class_room.seeds(place)['Ben'])
    verdict, finding = of_ben(place, 'digits')
    assert verdict == 'copied' and 'in ckpt-880 is of the run of Ada' in finding


def test_forged_run_of_a_lab_is_told_by_when_it_was_done(place):
    forge(copy(place, 'mse_by_hand'), class_room.seeds(place)['Ben'])
    shutil.rmtree(place / 'Ada/runs/digits')
    _, rows = check(place)
    for one, other in (('Ada', 'Ben'), ('Ben', 'Ada')):
        row = rows[one, 'mse_by_hand']
        assert row['verdict'] == 'copied'
        assert f'same begin and duration to the millisecond as the run of {other}' in row['finding']


def test_edited_rows_are_told_by_their_digest_and_by_the_checkpoint(place):
    path = place / 'Ada/runs/digits'
    rows = (path / 'metrics.jsonl').read_text()
    (path / 'metrics.jsonl').write_text(rows.replace('"train_loss": 0.', '"train_loss": 0.0', 1))
    _, found = check(place, 'Ada')
    row = found['Ada', 'digits']
    assert row['verdict'] == 'edited'
    assert row['finding'] == (
        f'metrics.jsonl of the run {row["identity"]}: it was changed since the run ended')
    reseal(path)
    _, found = check(place, 'Ada')
    assert found['Ada', 'digits']['verdict'] == 'edited'
    assert 'is not what ckpt-880 has sealed' in found['Ada', 'digits']['finding']
    (path / 'metrics.jsonl').unlink()
    _, found = check(place, 'Ada')
    assert 'was removed' in found['Ada', 'digits']['finding']


def test_edited_result_is_told_by_its_digest_by_the_rows_and_by_the_weights(place):
    path = place / 'Ada/runs/digits'
    change(path / 'result.json', test_accuracy=0.999)
    _, found = check(place, 'Ada')
    assert found['Ada', 'digits']['verdict'] == 'edited'
    assert 'result.json of the run' in found['Ada', 'digits']['finding']
    reseal(path)
    _, found = check(place, 'Ada')
    assert 'result.json tells of test_accuracy 0.999, the last row of metrics.jsonl of' in (
        found['Ada', 'digits']['finding'])
    good = json.loads((path / 'metrics.jsonl').read_text().splitlines()[-1])
    change(path / 'result.json', test_accuracy=good['test_accuracy'], digest='0' * 64)
    reseal(path)
    _, found = check(place, 'Ada')
    assert found['Ada', 'digits']['verdict'] == 'edited'
    assert 'digest 000000000000, the weights of ckpt-880 have' in found['Ada', 'digits']['finding']


def test_run_again_gives_the_same_numbers_or_tells_what_was_changed(place):
    shutil.rmtree(place / 'Ada/runs/digits')
    _, found = check(place, 'Ada', flags=['--rerun'])
    assert found['Ada', 'mse_by_hand']['checked'] == 'digests, run again: same numbers'
    path = place / 'Ada/runs/mse_by_hand'
    change(path / 'result.json', best_weight=13.0)
    reseal(path)
    _, found = check(place, 'Ada')
    assert found['Ada', 'mse_by_hand']['finding'] == ''  # nothing tells it but to run it again
    _, found = check(place, 'Ada', flags=['--rerun'])
    row = found['Ada', 'mse_by_hand']
    assert row['verdict'] == 'does not come out again'
    assert 'best_weight 12.46' in row['finding'] and 'in place of 13' in row['finding']


def test_run_again_on_another_kind_of_machine_is_held_to_a_tolerance(place):
    shutil.rmtree(place / 'Ada/runs/digits')
    path = place / 'Ada/runs/mse_by_hand'
    stored = json.loads((path / 'manifest.json').read_text())
    change(path / 'manifest.json', environment={**stored['environment'], 'numpy': '1.0'})
    best = json.loads((path / 'result.json').read_text())['best_weight']
    change(path / 'result.json', best_weight=best * 1.001)
    reseal(path)
    _, found = check(place, 'Ada', flags=['--rerun'])
    row = found['Ada', 'mse_by_hand']
    assert row['finding'] == '' and 'in place of 1.0: another digest, numbers equal to 0.02' in (
        row['checked'])


def test_another_version_seed_and_config(place):
    path = place / 'Ada/runs/mse_by_hand'
    stored = json.loads((path / 'manifest.json').read_text())
    change(path / 'manifest.json', sessions=[{**stored['sessions'][0], 'tf_labs': '0.9.0'}])
    copied = class_room.run(place / 'Ben', 'mse_by_hand', seed=5)
    target = copy(place, 'digits', taker='Cho')
    change(target / 'config.json', seed=class_room.seeds(place)['Cho'])
    config = json.loads((target / 'config.json').read_text())
    change(target / 'config.json', train={**config['train'], 'epochs': 7})
    shutil.rmtree(place / 'Ada/runs/digits')
    _, found = check(place)
    row = found['Ada', 'mse_by_hand']
    assert (row['verdict'], row['tf_labs']) == ('another version', '0.9.0')
    assert row['finding'].startswith(f'made by tf_labs 0.9.0; the class has {tf_labs.__version__}')
    row = found['Ben', 'mse_by_hand']
    assert row['verdict'] == 'another seed' and copied.is_dir()
    assert row['finding'].startswith(f'seed 5 in place of {class_room.seeds(place)["Ben"]} (ident')
    row = found['Cho', 'digits']
    assert row['verdict'] == 'another config'
    assert row['finding'].startswith('train.epochs 7 in place of 20 (identity ')


def test_missing_stopped_damaged_and_foreign_runs_are_rows(place):
    shutil.rmtree(place / 'Cho')
    (place / 'Stranger').mkdir()
    (place / 'notes.txt').write_text('mine')
    (place / 'Ada/runs/digits/config.json').write_text('{')
    (place / 'Ada/runs/mse_by_hand/result.json').unlink()
    (place / 'Ben/runs').mkdir()
    (place / 'Ben/runs/mse_by_hand').symlink_to(place / 'Ada/runs/mse_by_hand')
    shutil.copytree(place / 'Ada/runs/mse_by_hand', place / 'Ben/runs/digits')
    (place / 'Ben/runs/gates').mkdir()
    done = ask('class', 'check', *sorted(place.iterdir()))
    assert done.returncode == 1 and 'notes.txt is not the directory of a student' in done.stderr
    assert 'not right' in done.stderr and done.stderr.count('\n') == 2
    _, found = check(place)
    told = {key: (row['verdict'], row['finding']) for key, row in found.items()}
    assert told['Ada', 'mse_by_hand'][0] == 'unfinished'
    assert told['Ada', 'digits'][0] == 'damaged' and 'config.json cannot be read' in (
        told['Ada', 'digits'][1])
    assert told['Ben', 'mse_by_hand'] == ('missing', 'runs/mse_by_hand is a link')
    assert told['Ben', 'digits'] == ('foreign', 'a run of the lab mse_by_hand (mse_by_hand)')
    assert told['Ben', 'gates'] == ('foreign', 'no lab of this class')
    assert told['Cho', 'digits'] == ('missing', 'the directory of the student is missing')
    assert told['Stranger', ''] == ('foreign', 'no student of this class has this directory')


@pytest.mark.parametrize('file, content, verdict', [
    ('manifest.json', '[]', 'damaged'), ('manifest.json', '{"lab": 1}', 'damaged'),
    ('result.json', 'null', 'damaged'), ('result.json', '\x00', 'damaged'),
    ('config.json', '[' * 100_000, 'damaged'), ('config.json', '{"experiment": []}', 'damaged')])
def test_damaged_file_is_a_row(place, file, content, verdict):
    (place / 'Ada/runs/mse_by_hand' / file).write_text(content)
    shutil.rmtree(place / 'Ada/runs/digits')
    _, found = check(place, 'Ada')
    assert found['Ada', 'mse_by_hand']['verdict'] == verdict


@pytest.mark.release
def test_comparison_is_checked_run_by_run(tmp_path):
    done = ask('class', 'new', tmp_path / 'class', '--labs=linear_activation', '--students=2')
    assert done.returncode == 0, done.stderr
    student = tmp_path / 'class/student-1'
    path = class_room.run(student, 'linear_activation')
    _, found = check(tmp_path / 'class', 'student-1')
    assert found['student-1', 'linear_activation']['finding'] == ''
    change(path / 'result.json', seeds=[1], **{next(iter(json.loads(
        (path / 'config.json').read_text())['variants'])): [{'test_accuracy': 1.0}]})
    _, found = check(tmp_path / 'class', 'student-1')
    assert found['student-1', 'linear_activation']['verdict'] == 'edited'
