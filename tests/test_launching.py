"""Workers of this machine: which ends are started again, and which end the run."""

import os
from pathlib import Path
import signal
import subprocess
import sys
import threading
import time

import pytest

from tf_labs.errors import StoppedError
from tf_labs.runs import launching
from tf_labs.runs.launching import Launcher

KILLED, LOST, WAITS = 'os.kill(os.getpid(), 9)', 'sys.exit(138)', 'time.sleep(60)'
SAVES = 'open("ckpt-%d.index" % os.getpid(), "w")'


class Scripted(Launcher):
    """A launcher whose workers are scripts: for each start a list of one for each worker."""

    def __init__(self, place: Path, *starts):
        super().__init__((), (), len(starts[0]), place)
        self.place = place
        self.starts = list(starts)
        self.begun = 0

    def _started(self, index, addresses):
        script = self.starts[min(self.begun, len(self.starts) - 1)][index]
        self.begun += index == self._size - 1
        return subprocess.Popen(
            [sys.executable, '-SEc', f'import os, sys, time; {script}'], cwd=self.place,
            process_group=0, stderr=self._said[index])


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(launching, '_GRACE_SECONDS', 0.3)


def test_those_that_were_killed_start_again(tmp_path, capsys, hurried):
    launcher = Scripted(tmp_path, [f'{SAVES}; {LOST}', KILLED],
                        [WAITS, f'time.sleep(.3); {KILLED}'], [SAVES, SAVES])
    began = time.monotonic()
    assert launcher.run() == 0 and launcher.begun == 3
    assert time.monotonic() - began < 30  # and has not waited for the one that sleeps
    first, second = capsys.readouterr().err.splitlines()
    assert 'worker 1 was ended by SIGKILL; all workers start again from step' in first
    assert 'worker 1 was ended by SIGKILL' in second and 'worker 0' not in second


@pytest.mark.parametrize('status', [1, 2, 3])
def test_what_a_worker_says_itself_ends_the_run(status, tmp_path, capsys, hurried):
    says = f'sys.stderr.write("tf-labs: error: why\\n"); sys.exit({status})'
    launcher = Scripted(tmp_path, [LOST, says])
    assert launcher.run() == status and launcher.begun == 1
    assert capsys.readouterr().err == 'tf-labs: error: why\n'


def test_starts_that_bring_nothing_come_to_an_end(tmp_path, capsys, hurried):
    launcher = Scripted(tmp_path, [LOST, KILLED])
    assert launcher.run() == 138 and launcher.begun == launching.FRUITLESS
    assert 'no checkpoint was added by the last 3 starts' in capsys.readouterr().err


def test_a_signal_goes_to_every_worker_once(tmp_path):
    answers = ('import signal; signal.signal(15, lambda *_: (open("got-%d" % os.getpid(), "a")'
               '.write("x"), sys.exit(143))); open("up-%d" % os.getpid(), "w"); time.sleep(60)')
    launcher = Scripted(tmp_path, [answers, answers])

    def interrupt():
        while len(list(tmp_path.glob('up-*'))) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=interrupt).start()
    try:
        assert launcher.run() == 143
    except StoppedError as stop:  # what a program gets that calls this
        assert stop.exit_status == 143
    assert [path.read_text() for path in tmp_path.glob('got-*')] == ['x', 'x']
