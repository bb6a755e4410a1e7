"""Workers that are stopped, killed, hang or are of another run; each beside what must fail."""

import os
from pathlib import Path
import random
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.conftest import cli
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.job_files import contents
from tests.worker_pairs import NET
from tests.worker_pairs import run_pair
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.run_directory import RunDirectory

STOPPED = {'moments': (None, 'after:block:5:SIGTERM')}  # worker 1 alone hears of it
ALONE = 'from tf_labs.training.sharing import Group; Group.agree = lambda self, signum: signum'
POSITION_ALONE = '''
from types import SimpleNamespace
from tf_labs.training.sharing import Group
whole = Group.send
Group.send = lambda self, state: whole(self, SimpleNamespace(variables=[
    state.step, state.loss_sum, state.correct_sum, *state.plateau.variables,
    *state.best.variables]))
'''
OTHER_DATA = '''
from tf_labs.data import sources
if index == 1:
    sources.fingerprint = lambda examples: 'f' * 64
'''


@pytest.fixture(scope='module')
def straight(tmp_path_factory):
    """The run that was never stopped, by two logical CPUs."""
    workdir = tmp_path_factory.mktemp('straight') / 'run'
    done = cli('run', 'digits', *NET, '--devices=2', f'--workdir={workdir}', drawn=False)
    assert done.returncode == 0, done.stderr
    return workdir


def test_twice_the_same_is_the_same_file_by_file(straight, tmp_path):
    for name in ('first', 'second'):
        statuses, said = run_pair(tmp_path / name)
        assert statuses == [0, 0], said
        assert result(tmp_path / name)['digest'] == result(straight)['digest']
    assert contents(tmp_path / 'first') == contents(tmp_path / 'second')


def test_without_a_launcher_a_killed_worker_ends_the_run(straight, tmp_path):
    """The twin of the kills below: nobody starts it again, and it goes on when somebody does."""
    statuses, said = run_pair(tmp_path / 'run', moments=(None, 'after:block:5:SIGKILL'))
    assert statuses == [138, -signal.SIGKILL] and said[0][1].count('\n') == 1, said
    assert 'is gone' in said[0][1] and not (tmp_path / 'run' / 'result.json').exists()
    statuses, said = run_pair(tmp_path / 'run')
    assert statuses == [0, 0], said
    assert result(tmp_path / 'run')['digest'] == result(straight)['digest']


def test_a_signal_to_one_saves_all_at_one_step_and_all_go_on(straight, tmp_path):
    statuses, said = run_pair(tmp_path / 'run', **STOPPED)
    lines = [err for _, err in said]
    assert statuses == [143, 143] and lines[0] == lines[1], said
    step = re.fullmatch(r'tf-labs: stopped by SIGTERM: saved at step (\d+) of .+\n', lines[0])[1]
    assert (tmp_path / 'run' / f'ckpt-{step}.index').is_file()
    statuses, said = run_pair(tmp_path / 'run')
    assert statuses == [0, 0] and [err for _, err in said] == ['', ''], said
    assert result(tmp_path / 'run')['digest'] == result(straight)['digest']
    assert rows(tmp_path / 'run') == rows(straight)


def test_without_agreement_one_would_leave_the_other(tmp_path):
    statuses, _ = run_pair(tmp_path / 'run', **STOPPED, before=ALONE)
    assert statuses == [138, 143]


def test_without_the_state_of_worker_0_the_result_would_be_another(straight, tmp_path):
    run_pair(tmp_path / 'run', **STOPPED)
    run_pair(tmp_path / 'run', before=POSITION_ALONE)
    assert result(tmp_path / 'run')['digest'] != result(straight)['digest']


def test_one_process_goes_on_with_the_run_of_two(tmp_path):
    overrides = ('--config.optimizer.schedule=constant', '--config.train.patience=None',
                 '--config.optimizer.learning_rate=0.01', '--config.optimizer.patience=3')
    run_pair(tmp_path / 'run', *overrides, **STOPPED)
    for workdir in ('run', 'one'):
        done = cli('run', 'digits', *NET, *overrides, '--workers=1', '--devices=cpu',
                   f'--workdir={tmp_path / workdir}', drawn=False)
        assert done.returncode == 0
        told = 'devices 2 workers x 1 x CPU -> 1 x CPU since this run was begun' in done.stderr
        assert told == (workdir == 'run') and done.stderr.count('\n') == told
    run, one = (np.concatenate([one.ravel() for one in TrainedRun(
        RunDirectory(tmp_path / name), None).model.get_weights()]) for name in ('run', 'one'))
    assert np.abs(run - one).max() < 1e-5


@pytest.mark.parametrize('pair, part', [
    ({'own': ((), ['--config.train.epochs=5'])},
     'it has another config.train.epochs; expected 12; received 5'),
    ({'own': ((), ['--config.train.target_error=0.3'])},
     'it has another config.train.target_error; expected None; received 0.3'),
    ({'before': OTHER_DATA}, 'it has another data of the split train, data of the split '),
])
def test_a_worker_of_another_run_is_refused_by_name(pair, part, tmp_path):
    statuses, said = run_pair(tmp_path / 'run', **pair)
    assert statuses == [2, 2], said
    assert said[0][1] == said[1][1] and said[0][1].count('\n') == 1
    assert 'worker 1 is not of the run of worker 0' in said[0][1] and part in said[0][1]
    assert not (tmp_path / 'run').exists()


KILLS = 10


class Launched:
    """`--workers=2` in processes from nothing; a long run, a checkpoint every 22 steps."""

    NET = ('--config.train.diagnostics=False', '--config.train.checkpoint_every_steps=22',
           '--config.model.hidden_sizes=16', '--config.train.num_threads=1',
           '--config.train.execution=graph')

    def __init__(self, workdir: Path, epochs: int):
        self.workdir = workdir
        self.said = workdir.with_suffix('.said')
        self.words = ['run', 'digits', *self.NET, f'--config.train.epochs={epochs}']
        with self.said.open('w') as said:
            self.child = subprocess.Popen(
                [sys.executable, '-m', 'tf_labs', *self.words, '--workers=2',
                 f'--workdir={workdir}'], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()  # its workers then end by themselves
        self.child.wait()

    def worker(self, index: int) -> int:
        """Returns the process of a worker."""
        mine = Path(f'/proc/{self.child.pid}/task/{self.child.pid}/children').read_text().split()
        return int(next(one for one in mine if f'--worker={index}'
                        in Path(f'/proc/{one}/cmdline').read_text().split('\0')))

    def newest(self) -> int:
        """Returns the step of the newest checkpoint."""
        return max((int(path.stem.split('-')[1]) for path in self.workdir.glob('ckpt-*.index')),
                   default=-1)

    def wait_for(self, condition) -> float:
        """Returns how long it took."""
        began = time.monotonic()
        while not condition():
            assert time.monotonic() < began + 120 and self.child.poll() is None, (
                self.said.read_text())
            time.sleep(0.02)
        return time.monotonic() - began


def straight_digest(launched: Launched, workdir: Path) -> str:
    done = cli(*launched.words, '--devices=2', f'--workdir={workdir}', drawn=False)
    assert done.returncode == 0, done.stderr
    return result(workdir)['digest']


@pytest.mark.timeout(1800)
def test_ten_kills_at_random_change_no_bit(tmp_path):
    chance = random.Random(1)
    with Launched(tmp_path / 'run', epochs=25 * KILLS) as launched:
        for _ in range(KILLS):
            reached = launched.newest()
            launched.wait_for(lambda: launched.newest() > reached)
            time.sleep(chance.random())
            count = launched.said.read_text().count('start again')
            os.kill(launched.worker(chance.randrange(2)), signal.SIGKILL)
            launched.wait_for(lambda: launched.said.read_text().count('start again') > count)
        assert launched.child.wait(300) == 0, launched.said.read_text()
    told = launched.said.read_text().count('was ended by SIGKILL; all workers start again')
    assert told == KILLS
    assert result(launched.workdir)['digest'] == straight_digest(launched, tmp_path / 'one')


@pytest.mark.timeout(600)
@pytest.mark.parametrize('index', [0, 1])
def test_one_that_hangs_is_told_in_time(index, tmp_path):
    with Launched(tmp_path / 'run', epochs=80) as launched:
        launched.wait_for(lambda: launched.newest() > 0)
        other = Path(f'/proc/{launched.worker(1 - index)}/cmdline')
        os.kill(launched.worker(index), signal.SIGSTOP)
        assert launched.wait_for(lambda: not other.exists() or not other.read_text()) < 15
        assert launched.child.wait(300) == 0, launched.said.read_text()
    assert 'all workers start again from step' in launched.said.read_text()
    assert result(launched.workdir)['digest'] == straight_digest(launched, tmp_path / 'one')


@pytest.mark.timeout(300)
def test_one_that_hangs_while_it_loads_is_told(tmp_path):
    with Launched(tmp_path / 'run', epochs=80) as launched:
        launched.wait_for(lambda: Path(f'/proc/{launched.child.pid}/task').exists() and len(
            Path(f'/proc/{launched.child.pid}/task/{launched.child.pid}/children')
            .read_text().split()) == 2)
        time.sleep(3)  # it has called worker 0, or is about to
        os.kill(launched.worker(1), signal.SIGSTOP)
        assert launched.wait_for(lambda: 'worker 1' in launched.said.read_text()) < 30
        os.kill(launched.worker(1), signal.SIGCONT)
        launched.wait_for(lambda: launched.newest() > 0)
