"""The process that does the runs of a worker: whom it waits for, what it answers, when it ends."""

import threading
import time

import pytest

from tests.conftest import ROOT
from tests.small_runs import small_config
from tf_labs.config import config_values
from tf_labs.console import warn
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.jobs import engine
from tf_labs.jobs import worker
from tf_labs.runs import run_process
from tf_labs.training import estimate
from tf_labs.training.run_directory import RunDirectory


def test_a_run_waits_for_who_lets_go_of_its_directory(tmp_path, monkeypatch):
    """A worker that was killed, say, whose process is saving; the twin waits for nothing."""
    def done(one_run, config, devices, about, directory):
        with directory.locked():
            return {'waited': True, 'others': estimate._others}

    monkeypatch.setattr(comparison, 'done', done)
    task = {'config': config_values.to_json(small_config()), 'devices': 'auto', 'about': None,
            'others': 3, 'workdir': str(tmp_path), 'trust': False, 'loggers': []}
    other = RunDirectory(tmp_path).locked()
    other.__enter__()
    held = threading.Timer(0.7, other.__exit__, (None, None, None))
    with monkeypatch.context() as patch:
        patch.setattr(run_process, '_LOCKED_SECONDS', 0.0)
        assert run_process.answer(task, print)['error'] == 'WorkdirInUseError'
    held.start()
    assert run_process.answer(task, print)['outcome'] == {'waited': True, 'others': 3}
    assert estimate._others == 0


@pytest.mark.parametrize('error, kind', [
    (UserError('x', expected='y', received='z'), 'UserError'),
    (DataNotAvailableError('no data'), 'DataNotAvailableError'),
    (OSError(28, 'No space left', 'file'), 'RunFailedError'), (KeyError('x'), 'RunFailedError')])
def test_an_error_comes_back_as_what_it_was(error, kind, tmp_path, monkeypatch):
    def fail(_):
        warn('something')
        raise error

    monkeypatch.setattr(run_process, '_done', fail)
    warned = []
    found = run_process.answer({}, warned.append)
    assert warned == ['something']
    back = engine.error_of(found)
    assert type(back).__name__ == kind and str(back) == found['text']


def test_the_process_of_runs_ends_with_its_worker():
    process = worker.RunProcess({'cwd': str(ROOT), 'environment': {}})
    assert process.is_alive()
    began = time.monotonic()
    process.close()
    assert not process.is_alive() and time.monotonic() - began < 15
