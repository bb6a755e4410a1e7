"""runs: what is below a directory, whatever state it is in; chosen and sorted."""

import csv
import fcntl
import io
import json
import os
from pathlib import Path

import pytest

from tests.asked import ask
from tests.conftest import digits_config
from tests.conftest import python
from tests.run_files import make_run
from tests.run_files import make_seeds
import tf_labs
from tf_labs.config.schema import with_variants
from tf_labs.errors import UserError
from tf_labs.runs import conditions
from tf_labs.training.run_directory import RunDirectory

RATE = '--config.optimizer.learning_rate=0.1'


@pytest.fixture(scope='module')
def below(tmp_path_factory) -> Path:
    """Runs in every state, a comparison, and what is none of this project's."""
    root = tmp_path_factory.mktemp('below')
    make_run(root / 'good', accuracy=0.98)
    make_run(root / 'bad', RATE, accuracy=0.5)
    make_run(root / 'deeper' / 'half', state='not finished')
    (root / 'deeper' / 'half' / 'ckpt-66.index').write_text('')
    make_run(root / 'mad', state='diverged')
    make_seeds(root / 'seeds', {777: 0.95, 1: 0.96})
    RunDirectory(root / 'seeds').write_json('result', {'lab': 'digits', 'seeds': [777, 1]})
    both = with_variants(digits_config(), {'a': {}, 'b': {'train.epochs': 3}})
    (root / 'begun').mkdir()
    RunDirectory(root / 'begun').write_config(both)
    make_run(root / 'torn', accuracy=0.7)
    (root / 'torn' / 'config.json').write_text('{"lab": "di')
    (root / 'torn' / 'lock').write_text('')
    (root / 'foreign').mkdir()
    (root / 'foreign' / 'config.json').write_text('{"model_type": "bert"}')
    (root / 'loop').symlink_to(root)
    (root / 'linked').symlink_to(root / 'good')
    (root / 'pipe').mkdir()
    os.mkfifo(root / 'pipe' / 'config.json')
    return root


def table(root, *flags) -> list[dict]:
    done = ask('runs', root, '--json', *flags)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return json.loads(done.stdout)


def test_every_run_once_with_its_state(below):
    found = {row['run']: (row['state'], row['step']) for row in table(below)}
    assert found == {
        'good': ('finished', 88), 'bad': ('finished', 88), 'mad': ('diverged', None),
        'deeper/half': ('stopped', 66), 'torn': ('damaged', None),
        'seeds/digits/seed-1': ('finished', 88), 'seeds/digits/seed-777': ('finished', 88)}


def test_columns_are_those_of_result_and_config(below):
    row, = table(below, '--where=run=bad', '--where=config.optimizer.learning_rate>=0.1')
    assert row['lab'] == 'digits' and row['test_accuracy'] == 0.5 and row['epochs'] == 2
    assert row['seed'] == 777 and row['digest'] == 'f0' and row['when'].endswith('+00:00')
    assert row['optimizer.learning_rate'] == 0.1


@pytest.mark.parametrize('condition, names', [
    ('test_accuracy>0.955', {'good', 'seeds/digits/seed-1'}),
    ('test_accuracy<=0.5', {'bad'}),
    ('state=stopped', {'deeper/half'}),
    ('state!=finished', {'mad', 'deeper/half', 'torn'}),
    ('test_accuracy=None', {'mad', 'torn'}),
    ('optimizer.learning_rate=1e-1', {'bad'}),
    ('model.hidden_sizes=128', set()),  # a number is no text
    ("model.hidden_sizes='128'", {'good', 'bad', 'mad', 'deeper/half', 'seeds/digits/seed-1',
                                  'seeds/digits/seed-777'}),
    ('seed == 1', {'seeds/digits/seed-1'}),
    ('lab>0.9', set()),
])
def test_conditions(below, condition, names):
    assert {row['run'] for row in table(below, f'--where={condition}')} == names


def test_sorted_and_what_is_not_known_comes_last(below):
    up = [row['test_accuracy'] for row in table(below, '--sort=test_accuracy')]
    known = [value for value in up if value is not None]
    assert known == sorted(known) and up[len(known):] == [None, None]
    down = [row['test_accuracy'] for row in table(below, '--sort=-test_accuracy')]
    assert down == known[::-1] + [None, None]


def test_table_and_csv_say_the_same(below):
    done = ask('runs', f'--dir={below}', '--sort=run')
    assert '| good ' in done.stdout and '7 runs: 4 finished' in done.stdout
    rows = list(csv.DictReader(io.StringIO(ask('runs', below, '--csv').stdout)))
    assert [row['run'] for row in rows] == [row['run'] for row in table(below)]


def test_a_run_that_is_being_trained_is_told(below, tmp_path):
    run = make_run(tmp_path / 'now', state='not finished')
    with run.locked():
        assert [row['state'] for row in table(tmp_path)] == ['training']
    assert [row['state'] for row in table(tmp_path)] == ['stopped']
    # The number of a process that lives, and no lock: it was given to another one since.
    (tmp_path / 'now' / 'lock').write_text(str(os.getppid()))
    assert [row['state'] for row in table(tmp_path)] == ['stopped']
    with (tmp_path / 'now' / 'lock').open('a') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert [row['state'] for row in table(tmp_path)] == ['training']


@pytest.mark.parametrize('flags, part', [
    (['--where=test_accuracy'], 'this is not a condition'),
    (['--where=__import__("os")>1'], 'this is not a condition'),
    (['--where=x>'], 'this is not a condition'),
    (['--where=test_acuracy>0.9'], 'did you mean test_accuracy?'),
    (['--where=learning_rate>0.9'], 'did you mean optimizer.learning_rate?'),
    (['--where=seed>None'], 'None'),
    (['--where=test_accuracy>x'],
     'test_accuracy is a number in every run; expected a number after >; received x'),
    (['--where=seed=true'], 'expected a number after =; received True'),
    (['--sort=digets'], 'did you mean digest?'),
    (['--json', '--csv'], 'exclude each other'),
    (['--dir=nowhere'], 'no such directory'),
])
def test_mistake_is_one_line(below, flags, part):
    done = ask('runs', *flags, *([] if '--dir=nowhere' in flags else [below]))
    assert done.returncode == 2 and done.stderr.count('\n') == 1 and part in done.stderr


DAMAGES = (
    b'', b'[]', b'{"lab": 1}', b'{"experiment": "supervised", "lab": "x"}', b'\xff\xfe', b'null',
    b'[' * 5000, b'{"experiment": "new", "lab": "x", "a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}',
    b'{"experiment": "supervised", "lab": "x", "seed": [1, {"a": 2}]}')


@pytest.mark.parametrize('name', ['config.json', 'result.json', 'manifest.json', 'metrics.jsonl'])
def test_damaged_files_never_end_the_table(tmp_path, name):
    state = 'not finished' if name == 'metrics.jsonl' else 'done'
    for number, content in enumerate(DAMAGES):
        make_run(tmp_path / str(number), state=state)
        (tmp_path / str(number) / name).write_bytes(content)
    make_run(tmp_path / 'sound', accuracy=0.9)
    for flags in ([], ['--sort=seed'], ['--csv'], ['--json'], ['--where=seed>1']):
        done = ask('runs', tmp_path, *flags)
        assert done.returncode == 0 and 'sound' in done.stdout and not done.stderr


def test_nothing_there_is_no_error(tmp_path):
    done = ask('runs', tmp_path)
    assert done.returncode == 0 and done.stdout == f'no run below {tmp_path}\n'
    assert ask('runs', tmp_path, '--json', '--where=x>1').stdout == '[]\n'
    assert ask('runs', cwd=tmp_path).stdout == 'no run below checkpoints\n'
    assert ask('runs', tmp_path, '--csv').stdout.startswith('run,lab,state')


def test_from_python(below):
    best, *others = tf_labs.runs(below, where='state=finished', sort='-test_accuracy')
    assert best.workdir == below / 'good' and best.result['test_accuracy'] == 0.98
    assert len(others) == 3 and 'good' in repr(best)
    assert len(tf_labs.runs(below)) == 6  # but the torn one
    with pytest.raises(UserError, match='where and sort are texts'):
        tf_labs.runs(below, where=[1])


def test_a_value_in_quotes_is_a_text():
    assert conditions.parse("lab='1'").value == '1' and conditions.parse('lab=1').value == 1


def test_no_tensorflow_and_as_they_are_found(below):
    """The first of many is there before the last is looked for."""
    done = python('-c', f'''
import sys, tf_labs
from tf_labs.runs import found_runs, listing
seen = []
read = found_runs._run
found_runs._run = lambda *arguments: seen.append(1) or read(*arguments)
next(iter(listing.chosen({str(below)!r}, [], None)))
print(len(seen), len(tf_labs.runs({str(below)!r})), 'tensorflow' in sys.modules)''')
    assert done.stdout.split() == ['1', '6', 'False'], done.stderr
