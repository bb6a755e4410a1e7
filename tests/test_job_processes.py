"""Real processes of runs: killed, orphaned, stopped, and on workers of a scheduler."""

import contextlib
import fcntl
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from tests.conftest import digits_config
from tests.conftest import fresh_cli
from tests.conftest import ROOT
from tests.conftest import STATEFUL
from tests.job_files import contents
from tf_labs.config import config_values
from tf_labs.processes import is_alive

pytestmark = pytest.mark.slow

SECONDS = 240
# Long enough to be met at work, with all that has state; a checkpoint every few steps.
RUNS = ('run', f'--config={ROOT}/configs/digits.py', *STATEFUL, '--config.train.epochs=4',
        '--config.train.steps_per_call=1', '--config.train.eval_every_epochs=1',
        '--config.train.num_threads=1', '--config.train.execution=eager', '--seeds=2')


@pytest.fixture(scope='module')
def straight(tmp_path_factory):
    """The files of the comparison made in a row, never stopped."""
    place = tmp_path_factory.mktemp('straight') / 'run'
    done = fresh_cli(*RUNS, f'--workdir={place}', timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return contents(place)


@contextlib.contextmanager
def begun(workdir: Path, *arguments: str, jobs='2'):
    """A command at work: each of its runs has a checkpoint past its first."""
    with subprocess.Popen([sys.executable, '-m', 'tf_labs', *RUNS, f'--workdir={workdir}',
                           f'--jobs={jobs}', *arguments], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as head:
        try:
            wait_for(lambda: head.poll() is not None or all(
                any(workdir.glob(f'digits/seed-{seed}/ckpt-[1-9]*.index')) for seed in (777, 1)))
            assert head.poll() is None, head.communicate()
            yield head
        finally:
            head.kill()


def wait_for(condition, seconds=SECONDS):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.05)


def run_processes(head: subprocess.Popen) -> list[int]:
    """Returns the numbers of the processes of runs: of their own, or forks of a server."""
    found = []
    for child in psutil.Process(head.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # a zombie, say
            is_fork = is_server(child) and is_server(child.parent())
            found += [child.pid] if is_fork or names(child, 'run_process') else []
    return found


def is_server(process: psutil.Process) -> bool:
    return names(process, 'run_server')


def names(process: psutil.Process, module: str) -> bool:
    return any(module in word for word in process.cmdline())


def are_locks_free(workdir: Path) -> bool:
    for path in (workdir / 'lock', *workdir.glob('*/seed-*/lock')):
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
    return True


def test_a_killed_run_costs_itself_alone_and_a_killed_head_nothing(straight, tmp_path):
    workdir = tmp_path / 'run'
    with begun(workdir) as head:
        for process in run_processes(head):
            os.kill(process, signal.SIGKILL)
        known = set(run_processes(head))
        wait_for(lambda: len(set(run_processes(head)) - known) == 2)
        others = run_processes(head)
        head.kill()
        head.wait()
        wait_for(lambda: not any(map(is_alive, others)), 60)
    assert are_locks_free(workdir) and not (workdir / 'result.json').exists()
    done = fresh_cli(*RUNS, f'--workdir={workdir}', '--jobs=2', timeout=SECONDS)
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert contents(workdir) == straight


def test_a_run_killed_under_a_head_that_lives_goes_on(straight, tmp_path):
    with begun(tmp_path / 'run') as head:
        os.kill(run_processes(head)[0], signal.SIGKILL)
        said, warned = head.communicate(timeout=SECONDS)
    assert head.returncode == 0, warned
    assert warned.count('\n') == 1 and 'its process has ended (SIGKILL)' in warned
    assert '[2/2] digits, seed ' in said and contents(tmp_path / 'run') == straight


# Stands for a worker: it starts the process of a run, and hands it the task that it is given.
WORKER = '''
import json, sys
from tf_labs.jobs import worker
worker.PROGRAM = [sys.executable, '-c', sys.argv[1]]
process = worker.RunProcess({'cwd': '.', 'environment': {}})
print(process.number, flush=True)
process.do(json.loads(sys.argv[2]), lambda: True)
'''
HEARS = 'from tf_labs.runs import run_process; run_process.main()'
DEAF = '''
import json
from tf_labs.runs import run_process
def listen(requests, tasks):
    for line in requests:
        tasks.put(json.loads(line))
run_process._listen = listen
run_process.main()
'''


@contextlib.contextmanager
def orphan(program: str, workdir: Path):
    """The process of a run at work, whose worker was killed."""
    config = digits_config(*STATEFUL, '--config.train.epochs=1000',
                           '--config.train.execution=eager')
    task = {'config': config_values.to_json(config), 'command': 'run', 'devices': 'auto',
            'others': 0, 'about': None, 'workdir': str(workdir), 'trust': False, 'loggers': []}
    with subprocess.Popen([sys.executable, '-c', WORKER, program, json.dumps(task)], cwd=ROOT,
                          stdout=subprocess.PIPE, text=True) as parent:
        process = int(parent.stdout.readline())
        wait_for(lambda: newest(workdir) > 0)
        parent.kill()
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def newest(workdir: Path) -> int:
    """Returns the step of the newest checkpoint."""
    return max((int(path.stem.split('-')[1]) for path in workdir.glob('ckpt-*.index')), default=-1)


def test_an_orphan_saves_and_ends(tmp_path):
    with orphan(HEARS, tmp_path / 'run') as process:
        wait_for(lambda: not is_alive(process), 60)
    assert are_locks_free(tmp_path / 'run')


def test_an_orphan_that_does_not_hear_of_it_trains_on(tmp_path):
    """The twin of the test above."""
    with orphan(DEAF, tmp_path / 'run') as process:
        reached = newest(tmp_path / 'run')
        wait_for(lambda: newest(tmp_path / 'run') > reached + 36)  # two checkpoints on
        assert is_alive(process) and not are_locks_free(tmp_path / 'run')


@pytest.mark.parametrize('signum', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_saves_every_run(signum, straight, tmp_path):
    workdir = tmp_path / 'run'
    with begun(workdir) as head:
        processes = run_processes(head)
        head.send_signal(signum)
        _, warned = head.communicate(timeout=60)
    assert head.returncode == 128 + signum, warned
    assert warned.count('\n') == 1 and 'saved: digits, seed ' in warned, warned
    assert not any(map(is_alive, processes)) and are_locks_free(workdir)
    done = fresh_cli(*RUNS, f'--workdir={workdir}', timeout=SECONDS)  # in a row
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert contents(workdir) == straight


@pytest.fixture
def scheduler():
    """The address of a scheduler of dask with two workers, and their processes."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    address = f'tcp://127.0.0.1:{port}'
    dask = [sys.executable, '-m', 'dask']
    commands = [[*dask, 'scheduler', '--host=127.0.0.1', f'--port={port}', '--no-dashboard'],
                *([[*dask, 'worker', address, '--nthreads=1', '--no-dashboard']] * 2)]
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            for command in commands]
        try:
            yield address, started[1:]
        finally:
            for process in started:
                process.terminate()


def test_workers_of_a_scheduler_and_one_that_is_killed(straight, scheduler, tmp_path):
    address, nannies = scheduler
    with begun(tmp_path / 'run', jobs=address) as head:
        busy = next(worker for nanny in nannies
                    for worker in psutil.Process(nanny.pid).children(recursive=True)
                    if run_processes(worker))
        orphans = run_processes(busy)
        busy.kill()
        wait_for(lambda: not any(map(is_alive, orphans)), 60)
        _, warned = head.communicate(timeout=SECONDS)
    assert head.returncode == 0, warned
    assert contents(tmp_path / 'run') == straight
    # A head that is gone, with a scheduler that goes on: its runs end, saved.
    with begun(tmp_path / 'again', jobs=address) as head:
        processes = [one for nanny in nannies for one in run_processes(nanny)]
        assert len(processes) == 2
        head.kill()
        wait_for(lambda: not any(map(is_alive, processes)), 60)
    assert are_locks_free(tmp_path / 'again')


def test_reproduce_hands_out_the_labs_and_says_the_same(tmp_path):
    tables = []
    for jobs in ('1', '2'):
        done = fresh_cli('reproduce', '--labs=linear_regression,mse_by_hand,matrix_regression',
                         f'--workdir={tmp_path}/{jobs}', f'--output={tmp_path}/{jobs}.md',
                         f'--jobs={jobs}', timeout=SECONDS)
        assert done.returncode == 0 and done.stderr == '', done.stderr
        assert '[3/3] ' in done.stdout
        tables.append((tmp_path / f'{jobs}.md').read_text('utf-8'))
    assert tables[0] == tables[1]
    assert contents(tmp_path / '1') == contents(tmp_path / '2')
