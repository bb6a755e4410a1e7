"""What is told of runs that others do, and when; what becomes of those that wait for a worker."""

import os
import shutil
import signal
import threading
import time

import distributed
import pytest

from tests import run_process_stub as stub
from tf_labs.errors import RunFailedError
from tf_labs.errors import StoppedError
from tf_labs.jobs import engine
from tf_labs.jobs import worker


def test_a_directory_that_is_gone_is_told_as_that(stubs, tmp_path):
    runs = stubs(1)
    shutil.rmtree(tmp_path)
    with pytest.raises(RunFailedError, match=f'^{tmp_path} is gone: it was removed or moved$'):
        list(engine.outcomes(runs, 2))


def test_no_more_files_is_told_as_that(stubs, monkeypatch):
    def none_left(*_):
        raise OSError(24, 'Too many open files')

    monkeypatch.setattr(worker, '_process', none_left)
    with pytest.raises(RunFailedError, match='seed 1: .*Too many open files'):
        list(engine.outcomes(stubs(1), 2))


def test_what_happens_is_told_at_once(stubs, capsys):
    """While another run goes on; without the events it would be told at the end of its own."""
    told = []

    def look_then_stop():
        while not (told and 'ended (SIGKILL' in told[-1]):
            time.sleep(0.05)
            told.append(capsys.readouterr().err)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look_then_stop).start()
    with pytest.raises(StoppedError):
        list(engine.outcomes(stubs(stub.WAITS_AFTER_DEATH, stub.WAITS), 2))
    assert told[-1].count('ended (SIGKILL') == 1 and 'ended' not in capsys.readouterr().err


def test_runs_that_wait_for_a_worker_are_taken_back(stubs):
    """Nobody has joined the scheduler."""
    with distributed.LocalCluster(n_workers=0, host='127.0.0.1', protocol='tcp', processes=False,
                                  dashboard_address='127.0.0.1:0') as cluster:
        threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        began = time.monotonic()
        with pytest.raises(StoppedError) as stopped:
            list(engine.outcomes(stubs(1, 2), cluster.scheduler_address))
        assert time.monotonic() - began < 10 and 'saved' not in str(stopped.value)


def test_without_taking_them_back_they_would_wait_on(stubs, monkeypatch):
    """The twin of the test above: they are done once somebody joins."""
    monkeypatch.setattr(engine._Hand, '_stop_all', lambda self: None)
    with distributed.LocalCluster(n_workers=0, host='127.0.0.1', protocol='tcp', processes=False,
                                  threads_per_worker=1, dashboard_address='127.0.0.1:0') as cluster:
        threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        threading.Timer(3, cluster.scale, (1,)).start()
        found = []
        with pytest.raises(StoppedError):
            for one in engine.outcomes(stubs(1), cluster.scheduler_address):
                found.append(one)
        assert len(found) == 1


def test_workers_that_join_late_get_runs(stubs):
    """A long run and the others at once, though one worker was there when they began."""
    with distributed.LocalCluster(n_workers=1, host='127.0.0.1', protocol='tcp', processes=False,
                                  threads_per_worker=1, dashboard_address='127.0.0.1:0') as cluster:
        threading.Timer(1, cluster.scale, (2,)).start()
        runs = stubs(stub.WAITS_FOR_FOUR, 1, 8, 9, 11)
        assert len(dict(engine.outcomes(runs, cluster.scheduler_address))) == 5
