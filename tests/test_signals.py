"""Ctrl-C at any moment of any command: status 130, then the same command goes on."""

import os
import signal
import time

import pytest

from tests.conftest import cli
from tests.conftest import forked
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tf_labs.errors import DivergedError
from tf_labs.errors import StoppedError
from tf_labs.training.signals import StopSignals

pytestmark = pytest.mark.usefixtures('undrawn')

# Three steps an epoch.
DIGITS = ('run', f'--config={ROOT}/configs/digits.py', '--config.train.epochs=2',
          '--config.data.train_examples=96', '--config.model.hidden_sizes=8',
          '--config.train.steps_per_call=2', '--config.train.execution=eager',
          '--config.train.diagnostics=False')
SEEDS = (*DIGITS, '--config.train.epochs=1', '--seeds=2')
LABS = ('run', f'--config={ROOT}/configs/linear_regression.py', '--config.train.steps=100',
        '--config.train.log_every=10', '--seeds=2')


def interrupted(command, workdir, moments) -> None:
    """Runs a command again and again, each time until a signal at one of the moments."""
    for moment in moments:
        done = cli(*command, f'--workdir={workdir}', moment=moment, drawn=False)
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
            done = cli(*command, f'--workdir={known[command]}', drawn=False)
            assert done.returncode == 0, done.stderr
        return known[command]

    return lookup


def goes_on(command, workdir):
    """Runs a command to its end; returns what it leaves on standard output."""
    done = cli(*command, f'--workdir={workdir}', drawn=False)
    assert done.returncode == 0 and done.stderr == '', done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize('moments', [
    # A block, an evaluation, the last save.
    ('after:block:1:SIGTERM', 'before:evaluation:1:SIGINT',
     'before:save:1:SIGTERM'),
    # Before anything is there, a row, what is measured at the end, the result.
    ('before:json:1:SIGINT', 'after:row:1:SIGINT',
     'after:evaluation:2:SIGINT', 'before:json:2:SIGTERM'),
], ids=['training', 'ends'])
def test_run(moments, straight, tmp_path):
    interrupted(DIGITS, tmp_path / 'run', moments)
    goes_on(DIGITS, tmp_path / 'run')
    assert result(tmp_path / 'run')['digest'] == result(straight(DIGITS))['digest']
    assert rows(tmp_path / 'run') == rows(straight(DIGITS))


def digests(workdir) -> dict[str, str]:
    """Returns the digest of every run of a comparison."""
    return {str(path.parent.relative_to(workdir)): result(path.parent)['digest']
            for path in sorted(workdir.glob('*/seed-*/result.json'))}


@pytest.mark.slow
@pytest.mark.parametrize('command, moments', [
    # The last save of a child, the tables; between two children.
    (SEEDS, ('before:save:2:SIGINT', 'before:comparison:1:SIGTERM')),
    (LABS, ('after:descent:1:SIGINT', 'after:child:1:SIGINT')),
], ids=['seeds', 'labs of their own'])
def test_comparison(command, moments, straight, tmp_path):
    interrupted(command, tmp_path / 'run', moments)
    goes_on(command, tmp_path / 'run')
    assert digests(tmp_path / 'run') == digests(straight(command)) != {}
    assert (tmp_path / 'run' / 'tables' / 'comparison.md').is_file()
    figures = [file.stat().st_size for file in (tmp_path / 'run').glob('figures/*.png')]
    assert figures and max(figures) < 200  # undrawn, as is asked for


@pytest.mark.slow
def test_reproduce(tmp_path):
    command = ('reproduce', '--labs=linear_regression,matrix_regression')
    interrupted(command, tmp_path / 'run', (
        'before:comparison:2:SIGINT',))
    assert 'PASS' in goes_on(command, tmp_path / 'run')


@pytest.mark.slow
def test_answers_about_a_run(straight):
    for command in (('eval',), ('predict', '--index=3'), ('report',)):
        interrupted(command, straight(DIGITS), ('after:restore:1:SIGINT',))


@pytest.mark.slow
def test_signal_in_compiled_code_and_a_dropped_exception_end_the_command(tmp_path):
    """Python hears of no signal while a loop of hours is in TensorFlow's hands."""
    began = time.monotonic()
    done = cli('run', f'--config={ROOT}/configs/gates.py', '--config.train.steps=2000000000',
               '--config.train.log_every=100000000', f'--workdir={tmp_path}/run',
               moment='soon:descent:1:SIGINT')
    assert done.returncode == 130 and done.stderr.count('\n') == 1, done.stderr
    assert time.monotonic() - began < 60
    done = cli(*DIGITS, '--config.train.epochs=100000', f'--workdir={tmp_path}/run',
               moment='dropped:save:1:SIGINT')
    assert done.returncode == 130 and done.stderr.count('\n') == 1, done.stderr


class TestStopSignals:
    """The rules of the mechanism, in this process."""

    def test_what_was_received_is_answered_at_the_end(self):
        with pytest.raises(StoppedError, match='SIGINT'):
            with StopSignals() as stop:
                os.kill(os.getpid(), signal.SIGINT)
                assert stop.received == signal.SIGINT
        with StopSignals() as stop:  # and only once
            assert stop.received is None

    def test_one_for_all_that_are_entered_within_each_other(self):
        with pytest.raises(StoppedError, match='inner'):
            with StopSignals() as outer:
                with StopSignals() as inner:
                    os.kill(os.getpid(), signal.SIGTERM)
                    assert inner.received == outer.received == signal.SIGTERM
                    raise StoppedError(inner.received, 'inner')

    def test_a_diverged_run_does_not_hide_it(self):
        with pytest.raises(StoppedError, match='gone'):
            with StopSignals():
                os.kill(os.getpid(), signal.SIGINT)
                raise DivergedError('gone')
        with pytest.raises(DivergedError):  # nothing came
            with StopSignals():
                raise DivergedError('gone')


FORGETFUL = '''
from tests import killed_run
from tf_labs import cli
from tf_labs.training import signals
signals.UNHEARD_SECONDS = 1e6
def leave(self, *_):
    for signum, handler in self._before.items():
        signals.signal.signal(signum, handler)
    signals._command.holders.remove(self)
    signals._command.received = signals._command.heard = None
signals.StopSignals.__exit__ = leave
killed_run.kill_at('before:save:2:SIGINT')
assert cli.main({arguments}) == 0
'''


@pytest.mark.slow
def test_twin_that_forgets_goes_on_with_the_comparison(tmp_path):
    """What the end of `StopSignals` is there for: a signal in the last save of a child.

    `test_comparison` has the same signal, and does not go on.
    """
    done = forked(FORGETFUL.format(arguments=[*SEEDS, f'--workdir={tmp_path}/run']))
    assert done.returncode == 0 and '[2/2]' in done.stdout
