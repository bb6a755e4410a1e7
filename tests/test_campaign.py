"""The campaign sees what it is to see: operations, kills, and a run that does not end equal."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

from benchmarks.campaign import damages
from benchmarks.campaign import kills
from benchmarks.campaign import library
from benchmarks.campaign import scenarios
from benchmarks.campaign import snapshots
from benchmarks.campaign import trials
from benchmarks.campaign import words
from benchmarks.campaign.trials import Trial
from benchmarks.campaign.worker import Ended
from benchmarks.campaign.worker import Worker

WRITES = """
import os, sys
os.chdir(sys.argv[1])
with open('a.new', 'wb', buffering=0) as file:
    file.write(b'0123456789')
os.replace('a.new', 'a')
os.mkdir('b')
open(sys.argv[2], 'w').close()  # outside: does not count
os.rmdir('b')
"""
OPERATIONS = ['1 open /a.new', '2 write /a.new', '3 rename /a', '4 mkdir /b', '5 rmdir /b']


@pytest.fixture(scope='module')
def preloaded(tmp_path_factory):
    try:
        return library.compiled(tmp_path_factory.mktemp('library'))
    except library.NoCompilerError as error:
        pytest.skip(str(error))


def written(preloaded, tmp_path, number, mode):
    """Runs WRITES with the library armed; returns its process, its operations, its files."""
    inside = tmp_path / 'inside'
    inside.mkdir()
    log = os.open(tmp_path / 'log', os.O_WRONLY | os.O_CREAT)
    done = subprocess.run(
        [sys.executable, '-c', WRITES, inside, tmp_path / 'outside'], pass_fds=(log,), text=True,
        env={**os.environ, 'LD_PRELOAD': str(preloaded),
             'CAMPAIGN_ARM': library.order(str(inside), number, mode, log)},
        capture_output=True, check=False)
    os.close(log)
    found = {file.name: file.read_bytes() if file.is_file() else None for file in inside.iterdir()}
    return done, (tmp_path / 'log').read_text().splitlines(), found


def test_each_operation_below_the_directory_is_counted(preloaded, tmp_path):
    done, operations, found = written(preloaded, tmp_path, library.NEVER, 'before')
    assert done.returncode == 0, done.stderr
    assert operations == OPERATIONS
    assert found == {'a': b'0123456789'}


@pytest.mark.parametrize('number, mode, left', [
    (1, 'before', {}), (1, 'after', {'a.new': b''}), (2, 'middle', {'a.new': b'01234'}),
    (2, 'after', {'a.new': b'0123456789'}), (3, 'before', {'a.new': b'0123456789'}),
    (3, 'after', {'a': b'0123456789'}), (5, 'before', {'a': b'0123456789', 'b': None})])
def test_killed_at_an_operation(number, mode, left, preloaded, tmp_path):
    done, operations, found = written(preloaded, tmp_path, number, mode)
    assert done.returncode == -signal.SIGKILL
    assert operations == OPERATIONS[:number]
    assert found == left


def test_full_from_an_operation_on(preloaded, tmp_path):
    done, _, found = written(preloaded, tmp_path, 2, 'full')
    assert done.returncode == 1 and 'No space left on device' in done.stderr
    assert found == {'a.new': b''}


@pytest.mark.slow
def test_a_kill_of_a_run_and_a_run_that_is_not_equal(preloaded, tmp_path):
    """Operations of a real run, from C++ too; then what the judge says of changes to its end."""
    worker, shared = Worker(preloaded, 0), tmp_path / 'shared'
    shared.mkdir()
    scenario = scenarios.SCENARIOS['optimizer_sgd']
    try:
        known = kills.reference(scenario, shared, worker, tmp_path / 'reference')
        names = [line.split(' ', 1)[1] for line in known.operations]
        assert 'rename /run/ckpt-0.data-00000-of-00001' in names
        assert 'rename /run/result.json' in names
        key = f'optimizer_sgd:once-middle:{names.index("fwrite /run/saving/ckpt-18.index") + 1}'
        directory = tmp_path / 'killed'
        directory.mkdir()
        verdict, why = kills.trial(key, known, shared).run(worker, directory)
        assert verdict == trials.OK and '/run/saving/ckpt-18.index' in why, why
    finally:
        worker.close()
    place = directory / 'trial'
    ended = Ended(0, '', '', [], 1.0, 0, False, False)
    assert kills.judge(ended, known, place) == ''
    for name, change in {
            'metrics.jsonl': lambda text: text.replace('"epoch": 2', '"epoch": 3'),
            'result.json': lambda text: text.replace('"digest": "', '"digest": "0')}.items():
        file = place / 'run' / name
        sound = file.read_text()
        assert change(sound) != sound
        file.write_text(change(sound))
        assert name in kills.judge(ended, known, place)
        file.write_text(sound)
    (place / 'run' / 'result.json.1').touch()
    assert 'run/result.json.1 is left over' in kills.judge(ended, known, place)


def test_snapshots_ignore_seconds_and_nothing_else(tmp_path):
    for name, seconds in (('one', 1.5), ('two', 2.5)):
        (tmp_path / name).mkdir()
        (tmp_path / name / 'rows.jsonl').write_text(
            f'{json.dumps({"loss": 0.5, "seconds": seconds})}\n')
    one, two = (snapshots.take(tmp_path / name) for name in ('one', 'two'))
    assert snapshots.differences(snapshots.shared(one, two), two) == []
    (tmp_path / 'two' / 'rows.jsonl').write_text('{"loss": 0.25, "seconds": 1.5}\n')
    assert snapshots.differences(one, snapshots.take(tmp_path / 'two')) == [
        'rows.jsonl/0/loss: 0.5 wanted, 0.25 found']


@pytest.mark.parametrize('status, err, fault', [
    (0, '', ''), (2, 'tf-labs: error: no\n', ''),
    (0, 'tf-labs: warning: old\n', ''),
    (1, 'Traceback (most recent call last):\n  ...\nKeyError: 1\n', 'traceback'),
    (2, '', '0 error lines'), (2, 'tf-labs: error: a\nb\n', 'not its own'),
    (2, 'tf-labs: error: \x1b[31m\n', 'control characters'), (-11, '', 'status -11'),
    (0, 'tf-labs: error: no\n', 'status 0 with an error'),
    (130, 'tf-labs: stopped\n', 'no signal was sent')])
def test_words_of_a_command(status, err, fault):
    told = words.faults(Ended(status, '', err, [], 1.0, 0, False, False))
    assert fault in '; '.join(told) and bool(told) == bool(fault)


def test_a_campaign_that_was_stopped_goes_on(tmp_path):
    """Trials that are written down are not done again; void ones do not count."""
    done = []

    def trial(number):
        def run(worker, directory):
            done.append(number)
            return (trials.VOID, 'no') if number == 1 else (trials.FAILED, 'why')
        return Trial(f'key:{number}', {'kind': 'a'}, run)

    with trials.Pool(tmp_path / 'none.so', 1, tmp_path / 'scratch') as pool:
        for count in (1, 3):
            records = trials.run(map(trial, range(9)), count, pool,
                                 trials.Journal(tmp_path / 'trials.jsonl'), lambda directory: None)
    assert done == [0, 1, 2, 3]
    assert [record.verdict for record in records] == ['failed', 'void', 'failed', 'failed']
    text = trials.report('Title', 'command', records)
    assert '0 of 3 as they must be; 1 void' in text
    assert '- `command --only=key:3`: why' in text


@pytest.mark.parametrize('way', damages.DAMAGES)
def test_every_damage_changes_the_file(way, tmp_path):
    other = tmp_path / 'other' / 'file.json'
    other.parent.mkdir()
    other.write_text('{"seed": 5}')
    file = tmp_path / 'file.json'
    file.write_bytes(b'{"seed": 777, "rows": [1, 2, 3, 4, 5, 6]}')
    before = snapshots.take(tmp_path)
    assert damages.damage(file, way, random.Random(3), tmp_path / 'outside', other)
    after = snapshots.take(tmp_path)
    assert file.is_symlink() if way == 'link' else before != after
