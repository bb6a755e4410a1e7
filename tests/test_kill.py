"""Real processes, real SIGKILL: the same command run again gives the same bits."""

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import cli
from tests.conftest import python
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.conftest import STATEFUL

pytestmark = pytest.mark.slow


def arguments(overrides, workdir):
    return ['run', f'--config={ROOT}/configs/digits.py', *overrides, f'--workdir={workdir}']


@pytest.fixture(scope='module')
def straight(tmp_path_factory):
    """Returns (digest, rows) of a net's run that was never stopped."""
    known = {}

    def lookup(overrides):
        if overrides not in known:
            workdir = tmp_path_factory.mktemp('straight') / 'run'
            done = cli(*arguments(overrides, workdir))
            assert done.returncode == 0, done.stderr
            known[overrides] = result(workdir)['digest'], rows(workdir)
        return known[overrides]

    return lookup


def test_killed_at_chosen_moments(straight, tmp_path):
    """The campaign tries all moments of all kinds of runs."""
    workdir = tmp_path / 'run'
    for moment in ('after:write:2', 'before:move:4', 'after:row:1', 'after:save:2'):
        killed = cli(*arguments(STATEFUL, workdir), moment=moment)
        assert killed.returncode == -signal.SIGKILL, (moment, killed.stdout, killed.stderr)
    done = cli(*arguments(STATEFUL, workdir))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert (result(workdir)['digest'], rows(workdir)) == straight(STATEFUL)


def test_killed_from_outside(straight, tmp_path):
    """A process from nothing, whose parent does not know where it is."""
    workdir = tmp_path / 'run'
    with subprocess.Popen([sys.executable, '-m', 'tf_labs', *arguments(
            (*STATEFUL, '--config.train.steps_per_call=1'), workdir)], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _wait_for(lambda: any(workdir.glob('ckpt-[1-9]*.index')) or child.poll() is not None)
        assert child.poll() is None
        child.kill()
    assert not (workdir / 'result.json').exists()
    done = cli(*arguments(STATEFUL, workdir))
    assert done.returncode == 0, done.stderr
    assert (result(workdir)['digest'], rows(workdir)) == straight(STATEFUL)


def _wait_for(condition, seconds=120):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


LONG = (*STATEFUL, '--config.optimizer.schedule=constant', '--config.train.steps_per_call=1',
        '--config.train.epochs=100000')


class Running:
    """A long run in a process of its own, once it has trained an epoch."""

    def __init__(self, workdir, overrides=LONG):
        self.workdir = workdir
        self.child = subprocess.Popen(
            [sys.executable, '-m', 'tf_labs', *arguments(overrides, workdir)], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        try:
            _wait_for(lambda: (self.workdir / 'metrics.jsonl').is_file() and rows(self.workdir))
        except AssertionError:
            self.child.kill()
            raise
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.communicate()

    def end(self):
        out, err = self.child.communicate(timeout=60)
        return self.child.returncode, out, err


def test_second_run_is_refused_and_a_signal_saves_the_first(tmp_path):
    """That it goes on bit for bit from there is shown in test_signals.py."""
    with Running(tmp_path / 'run') as running:
        second = cli(*arguments(LONG, tmp_path / 'run'))
        assert second.returncode == 2
        assert f'in use by process {running.child.pid}' in second.stderr
        assert second.stderr.count('\n') == 1
        running.child.send_signal(signal.SIGTERM)
        code, _, err = running.end()
    assert code == 143
    assert err.count('\n') == 1 and 'stopped by SIGTERM: saved at step ' in err
    step = int(err.split('saved at step ')[1].split()[0])
    assert (tmp_path / 'run' / f'ckpt-{step}.index').exists()


def test_second_signal_stops_at_once(tmp_path):
    """The first signal finds the loop in a save that never ends; only the second can help."""
    code = '\n'.join([
        'import sys, time',
        'from tf_labs import runtime; runtime.import_tensorflow()',
        'from tf_labs import cli',
        'from tf_labs.training import checkpoints',
        'save = checkpoints.Checkpoints.save',
        'def endless(self, state, step, rows_sha256):',
        '    save(self, state, step, rows_sha256)',
        '    while step: time.sleep(0.1)',
        'checkpoints.Checkpoints.save = endless',
        'sys.exit(cli.main(sys.argv[1:]))'])
    child = subprocess.Popen([sys.executable, '-c', code, *arguments(LONG, tmp_path / 'run')],
                             cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    _wait_for(lambda: (tmp_path / 'run' / 'ckpt-18.index').exists())
    child.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert child.poll() is None
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=10)
    assert child.returncode == 143


@pytest.mark.parametrize('seconds', [0.5, 1.5])  # most of them in the import of TensorFlow
def test_signal_before_there_is_anything_to_save(seconds, tmp_path):
    child = subprocess.Popen([sys.executable, '-m', 'tf_labs', *arguments(LONG, tmp_path / 'run')],
                             cwd=ROOT, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130 and 'Traceback' not in err
    assert 'stopped by SIGINT' in err


def test_not_finite_stops_with_the_last_sound_checkpoint(tmp_path):
    overrides = ('--config.optimizer.name=sgd', '--config.optimizer.learning_rate=1e19',
                 '--config.train.epochs=2')
    done = cli(*arguments(overrides, tmp_path / 'run'))
    assert done.returncode == 1 and done.stderr.count('\n') == 1
    assert 'train loss is not finite between steps 2 and 3; ' in done.stderr
    assert 'that of step 0' in done.stderr
    assert [path.name for path in (tmp_path / 'run').glob('*.index')] == ['ckpt-0.index']


def test_weights_that_are_not_finite_are_not_saved(tmp_path):
    """The loss of a step is that before its update: the weights can be gone while it is fine."""
    overrides = ('--config.optimizer.name=sgd', '--config.optimizer.learning_rate=1e38',
                 '--config.data.scale=100.0', '--config.train.checkpoint_every_steps=1')
    done = cli(*arguments(overrides, tmp_path / 'run'))
    assert done.returncode == 1 and done.stderr.count('\n') == 1
    assert 'kernel is not finite at step 1; ' in done.stderr and 'that of step 0' in done.stderr


FULL_DISK = '''
import resource, sys
from tf_labs import runtime; runtime.import_tensorflow()
from tf_labs import cli
from tf_labs.training import loop
take = loop.Trainer._take
def take_and_fill(self, *block):
    if block[-1] >= 40:  # no file may grow past this: checkpoints cannot, rows still can
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    return take(self, *block)
loop.Trainer._take = take_and_fill
sys.exit(cli.main(sys.argv[1:]))
'''


def test_disk_full_while_saving(straight, tmp_path):
    done = python('-c', FULL_DISK, *arguments(STATEFUL, tmp_path / 'run'))
    assert done.returncode == 1, done.stderr
    assert 'warning: no checkpoint at step 54' in done.stderr
    assert 'warning: no checkpoint at step 132' in done.stderr
    assert 'Traceback' not in done.stderr
    assert 'epoch 3/3' in done.stdout
    assert not list((tmp_path / 'run').glob('*_temp'))
    assert not (tmp_path / 'run' / 'result.json').exists()  # else a comparison took it as done
    again = cli(*arguments(STATEFUL, tmp_path / 'run'))
    assert again.returncode == 0, again.stderr
    assert 'steps 37 to 132' in again.stdout
    assert (result(tmp_path / 'run')['digest'], rows(tmp_path / 'run')) == straight(STATEFUL)


def test_disk_that_fails_before_training_is_one_line(tmp_path):
    short = ('--config.model.hidden_sizes=8', '--config.train.execution=graph',
             '--config.train.epochs=1')
    assert cli(*arguments(short, tmp_path / 'run')).returncode == 0
    (tmp_path / 'run' / 'diagnostics.jsonl.gz').unlink()
    (tmp_path / 'run' / 'diagnostics.jsonl.gz').mkdir()  # where the log is rewritten
    longer = (*short, '--config.train.epochs=2')
    done = cli(*arguments(longer, tmp_path / 'run'))
    assert done.returncode == 1 and done.stderr.count('error: ') == 1, done.stderr
    assert done.stderr.endswith('diagnostics.jsonl.gz: Is a directory\n')
    (tmp_path / 'run' / 'diagnostics.jsonl.gz').rmdir()
    assert cli(*arguments(longer, tmp_path / 'run')).returncode == 0
