"""Processes of runs as forks of a server: how they begin, end, and what is left without it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from tests.conftest import digits_config
from tests.conftest import ROOT
from tf_labs.config import config_values
from tf_labs.jobs import environment
from tf_labs.jobs import forked
from tf_labs.jobs import worker

# In place of the server: it imports nothing, and its forks answer a task with their own number.
QUICK = '''
import json, os, sys
from tf_labs import preloading
from tf_labs.runs import run_process
from tf_labs.runs import run_server
def answers():
    for line in sys.stdin:
        if json.loads(line).get('ends'):
            print('last words', file=sys.stderr, flush=True)
            os.kill(os.getpid(), int(json.loads(line)['ends']))
        print(json.dumps({'outcome': os.getpid()}), flush=True)
    os._exit(0)
preloading.preload = lambda modules: OBSTACLE
run_process.main = answers
run_server.main()
'''


def wants(threads=1):
    return {'cwd': os.getcwd(), 'environment': environment.here(), 'threads': threads}


def task(**fields):
    return {'command': 'test', **fields}


@pytest.fixture
def prepared(monkeypatch, request):
    """A server that is quick; with a parameter, one that cannot be forked for this reason."""
    program = QUICK.replace('OBSTACLE', repr(getattr(request, 'param', '')))
    monkeypatch.setattr(forked, 'PROGRAM', [sys.executable, '-c', program])
    with forked.prepared(2):
        yield forked._server


@pytest.fixture
def process(prepared):
    process = worker.RunProcess(wants())
    yield process
    process.close()


def test_a_fork_does_task_after_task_and_ends_with_its_streams(process):
    assert isinstance(process._child, forked.Child)
    assert process.do(task(), lambda: True) == {'outcome': process.number}
    assert process.do(task(), lambda: True) == {'outcome': process.number}
    process.close()
    assert process._child.poll() == 0 and not process.is_alive()
    assert process._child._server.outcome(process.number) == 0  # asked twice, by two threads say


def test_forks_do_not_hold_each_other_s_streams(process):
    """Else one would not hear that its worker is gone."""
    other = worker.RunProcess(wants())
    began = time.monotonic()
    process.close()
    assert time.monotonic() - began < 5 and other.is_alive()
    other.close()


@pytest.mark.parametrize('signum', [signal.SIGKILL, signal.SIGSEGV])
def test_a_death_is_told_by_its_signal_and_last_words(process, signum):
    with pytest.raises(worker.ProcessDied, match=f'^{signum.name}, last words$'):
        process.do(task(ends=int(signum)), lambda: True)


def test_without_the_server_forks_work_on_and_others_begin_by_themselves(process, prepared):
    os.kill(prepared._process.pid, signal.SIGKILL)
    prepared._process.wait()
    assert process.do(task(), lambda: True) == {'outcome': process.number}
    assert process.is_alive() and forked.start(wants(), 2) is None
    os.kill(process.number, signal.SIGKILL)
    with pytest.raises(worker.ProcessDied, match='^status 1$'):  # nobody knows how it ended
        process.do(task(), lambda: True)


def test_a_server_that_is_stopped_is_given_up(process, prepared, monkeypatch):
    monkeypatch.setattr(forked, '_ANSWER_SECONDS', 0.3)
    os.kill(prepared._process.pid, signal.SIGSTOP)
    began = time.monotonic()
    process.stop()
    assert time.monotonic() - began < 5 and not prepared._is_there()
    with pytest.raises(worker.ProcessDied):
        process.do(task(), lambda: True)


# The parent of all whose parent is gone, as the first process of a container is.
ORPHANAGE = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
from tests import test_forked_runs as tests
tests.forked.PROGRAM = [sys.executable, '-c', tests.QUICK.replace('OBSTACLE', "''")]
with tests.forked.prepared(2) :
    process = tests.worker.RunProcess(tests.wants())
    os.kill(tests.forked._server._process.pid, signal.SIGKILL)
    process.do(tests.task(), lambda: True)
    process.stop()
    process.close()
    print(process._child.returncode)
"""


@pytest.mark.skipif(sys.platform != 'linux', reason='a process adopts orphans on Linux')
def test_the_end_of_a_fork_that_was_adopted_is_seen():
    done = subprocess.run([sys.executable, '-c', ORPHANAGE], cwd=ROOT, capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.split()[-1] in ('0', '-15'), done.stderr


@pytest.mark.parametrize('prepared', ['there is a GPU'], indirect=True)
def test_what_cannot_be_forked_begins_by_itself(prepared, monkeypatch):
    monkeypatch.setattr(worker, 'PROGRAM', [sys.executable, '-c', 'input()'])
    process = worker.RunProcess(wants())
    assert isinstance(process._child, subprocess.Popen)
    process.close()


def test_another_place_is_another_process(prepared):
    with tempfile.TemporaryFile() as errors:
        there = wants() | {'cwd': '/'}
        assert forked.start(there, errors.fileno()) is None
        others = wants() | {'environment': {**environment.here(), 'OMP_NUM_THREADS': '7'}}
        assert forked.start(others, errors.fileno()) is None


def test_a_server_that_dies_while_it_imports(monkeypatch):
    monkeypatch.setattr(forked, 'PROGRAM', [sys.executable, '-c', 'import sys; sys.exit(1)'])
    with forked.prepared(2):
        assert forked.start(wants(), 2) is None


ENDS = """
import os, sys
from tf_labs import forks
for end in (lambda: sys.exit(3), lambda: sys.exit(0), sys.exit, lambda: sys.exit('x'), lambda: 4):
    print(os.waitstatus_to_exitcode(os.waitpid(forks.fork(end), 0)[1]))
"""


def test_a_fork_exits_as_the_interpreter_does():
    done = subprocess.run([sys.executable, '-c', ENDS], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ['3', '0', '0', '1', '4'] and done.stderr == ''


def test_one_run_after_the_other_needs_none():
    for jobs in (1, 'tcp://head:8786'):
        with forked.prepared(jobs):
            assert forked._server is None


@pytest.mark.slow
def test_a_fork_computes_what_a_process_of_its_own_does(tmp_path):
    digests = {}
    for name, jobs in (('fork', 2), ('own', 1)):
        config = digits_config('--config.train.steps=20', '--config.train.num_threads=1',
                               '--config.model.dropout_rate=0.3')
        whole = {**task(), 'config': config_values.to_json(config), 'devices': 'auto', 'others': 0,
                 'about': None, 'workdir': str(tmp_path / name), 'trust': False, 'loggers': []}
        with forked.prepared(jobs):
            process = worker.RunProcess(wants())
            assert isinstance(process._child, forked.Child) == (name == 'fork')
            found = process.do(whole, lambda: True)
            assert 'outcome' in found, found
            process.close()
        digests[name] = json.loads((tmp_path / name / 'result.json').read_bytes())['digest']
    assert digests['fork'] == digests['own']
