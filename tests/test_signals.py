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


@pytest.mark.parametrize('moments', [
    ('after:block:1:SIGINT', 'before:evaluation:1:SIGTERM', 'before:block:1:SIGTERM'),
    ('after:row:1:SIGINT', 'before:save:2:SIGINT', 'after:block:1:SIGTERM'),
    ('before:look:3:SIGINT', 'after:block:99:SIGINT'), ('before:json:1:SIGINT',),
    ('after:evaluation:2:SIGINT', 'before:result:1:SIGINT'),
    ('after:evaluation:3:SIGINT',), ('after:json:2:SIGTERM',),
], ids=lambda moments: ' '.join(moments))
def test_run(moments, straight, tmp_path):
    if 'after:block:99:SIGINT' in moments:  # the last: found by counting those that are left
        moments = (moments[0], 'after:block:4:SIGINT')
    interrupted(DIGITS, tmp_path / 'run', moments)
    done = cli(*DIGITS, f'--workdir={tmp_path}/run')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert result(tmp_path / 'run')['digest'] == result(straight(DIGITS))['digest']
    assert rows(tmp_path / 'run') == rows(straight(DIGITS))
