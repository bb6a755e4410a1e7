"""Ctrl-C at any moment of any command: status 130, then the same command goes on to the same bits."""

import signal

import pytest

from tests.conftest import cli
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tf_labs.errors import DivergedError
from tf_labs.errors import StoppedError
from tf_labs.training import signals
from tf_labs.training.signals import StopSignals

DIGITS = ('run', f'--config={ROOT}/configs/digits.py', '--config.train.epochs=2',
          '--config.train.steps_per_call=20', '--config.train.execution=graph')
SEEDS = (*DIGITS, '--config.train.epochs=1', '--seeds=2')
TABLES = ('run', f'--config={ROOT}/configs/xor_mlp.py', '--config.train.steps=1000', '--seeds=2')


def interrupted(command, workdir, moments) -> None:
    """Runs a command again and again, each time until a signal at one of the moments."""
    for moment in moments:
        done = cli(*command, f'--workdir={workdir}', moment=moment)
        name = moment.rpartition(':')[2]
        assert done.returncode == 128 + signal.Signals[name], (moment, done.stdout, done.stderr)
        assert done.stderr.count('\n') == 1, (moment, done.stderr)
        assert done.stderr.startswith(f'tf-labs: stopped by {name}: '), (moment, done.stderr)


@pytest.fixture(scope='module')
def straight(tmp_path_factory):
    """Returns the directory of a command that was never stopped."""
    known = {}

    def lookup(command):
        if command not in known:
            known[command] = tmp_path_factory.mktemp('straight') / 'run'
            done = cli(*command, f'--workdir={known[command]}')
            assert done.returncode == 0, done.stderr
        return known[command]

    return lookup


def goes_on(command, workdir):
    """Runs a command to its end; returns what it leaves on standard output."""
    done = cli(*command, f'--workdir={workdir}')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    return done.stdout


@pytest.mark.parametrize('moments', [
    # the first save, a block, an evaluation, its row, the last block
    ('after:save:1:SIGINT', 'after:block:1:SIGTERM', 'before:evaluation:1:SIGINT',
     'before:row:1:SIGTERM', 'after:evaluation:1:SIGTERM'),
    # before anything is there, a look, the last save, the result
    ('before:json:1:SIGINT', 'before:look:3:SIGINT', 'after:row:1:SIGINT', 'before:save:1:SIGINT',
     'before:result:1:SIGINT'),
], ids=['training', 'ends'])
def test_run(moments, straight, tmp_path):
    interrupted(DIGITS, tmp_path / 'run', moments)
    goes_on(DIGITS, tmp_path / 'run')
    assert result(tmp_path / 'run')['digest'] == result(straight(DIGITS))['digest']
    assert rows(tmp_path / 'run') == rows(straight(DIGITS))


def digests(workdir) -> dict[str, str]:
    """Returns the digest of every run of a comparison."""
    return {path.parent.name: result(path.parent)['digest']
            for path in sorted(workdir.glob('*/seed-*/result.json'))}


def test_seeds(straight, tmp_path):
    """In the last block of a child, its evaluation, its result, between children, at the end."""
    interrupted(SEEDS, tmp_path / 'run', (
        'before:child:1:SIGTERM', 'after:block:5:SIGINT', 'before:evaluation:1:SIGINT'))
    goes_on(SEEDS, tmp_path / 'run')
    assert digests(tmp_path / 'run') == digests(straight(SEEDS))
