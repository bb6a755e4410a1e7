"""Runs that are handed out to processes: settings, mistakes, deaths; one real run of each.

The process of a run is in most tests `run_process_stub.py`; test_job_processes.py kills real ones.
"""

import importlib.util
import json
import os
import shutil
import signal
import sys
import threading
import time

import dask
import pytest

from tests import run_process_stub as stub
from tests.asked import ask
from tests.conftest import digits_config
from tests.conftest import ROOT
from tests.job_files import contents
from tests.small_runs import SHORT
from tests.small_runs import small_config
import tf_labs
from tf_labs.config import config_values
from tf_labs.errors import RunFailedError
from tf_labs.errors import StoppedError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.experiments import handing_out
from tf_labs.experiments import supervised
from tf_labs.jobs import engine
from tf_labs.jobs import memory
from tf_labs.jobs import progress
from tf_labs.jobs import settings
from tf_labs.jobs import worker
from tf_labs.jobs.run import Run
from tf_labs.labs import lab_jobs
from tf_labs.labs.wanted import Wanted
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.usefixtures('undrawn')


@pytest.mark.parametrize('text, jobs', [
    ('1', 1), (2, 2), ('16', 16), ('tcp://head:8786', 'tcp://head:8786'),
    ('tls://10.0.0.1:1', 'tls://10.0.0.1:1'), ('tcp://[::1]:8786', 'tcp://[::1]:8786')])
def test_jobs_that_can_be(text, jobs):
    assert settings.parse(text) == jobs


@pytest.mark.parametrize('text', [
    '0', '-1', '1.5', 'two', '', '1001', '٣', True, None, 'head:8786', 'tcp://head',
    'tcp://head:0', 'tcp://head:65536', 'tcp://:8786', 'http://head:8786', 'tcp://head:8786/x'])
def test_jobs_that_cannot_be(text):
    with pytest.raises(UserError, match='a number from 1 to 1000, or the address'):
        settings.parse(text)


def test_a_mistake_is_one_line_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, 'available', lambda: 2_000_000_000)
    for arguments, part in (
            (['run', 'digits', '--seeds=2', '--jobs=0'], '--jobs cannot be used'),
            (['sweep', 'digits', '--config.seed=1', '--jobs=tcp:/x'], '--jobs cannot be used'),
            (['reproduce', '--labs=mse_by_hand', '--jobs=none'], '--jobs cannot be used'),
            (['run', 'digits', '--jobs=2'], 'and this is one'),
            (['run', 'digits', '--seeds=9', '--jobs=9'], 'at most 2 of about 0.85 GB each'),
            (['reproduce', '--labs=mse_by_hand', '--jobs=9'], 'at most 2 of about')):
        done = ask(*arguments, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count('\n') == 1, done.stderr
        assert part in done.stderr and list(tmp_path.iterdir()) == []


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, 'find_spec',
                        lambda name: None if name == 'distributed' else find(name))
    with pytest.raises(UserError, match=r"pip install 'tf_labs\[parallel\]'"):
        settings.parse('2')
    assert settings.parse('1') == 1


def test_dask_is_imported_by_jobs_alone(tmp_path):
    before = set(sys.modules)
    comparison.run(lambda *_: {'cost': 1.0}, digits_config(), str(tmp_path / 'run'), seed_count=2)
    assert not {'dask', 'distributed'} & (set(sys.modules) - before)


def test_what_cannot_go_to_another_process(tmp_path):
    class Logger:
        begin = row = end = print

    for keywords, part in (({'callbacks': [Logger()]}, 'callbacks cannot be called'),
                           ({'loggers': [Logger()]}, 'a logger object cannot follow')):
        with pytest.raises(UserError, match=part):
            tf_labs.run('digits', tmp_path / 'run', seeds=2, jobs=2, **keywords)
        assert list(tmp_path.iterdir()) == []


def test_threads_are_one_of_what_is_handed_out_and_stay_what_they_were(tmp_path):
    """Digests depend on them: the number of processes changes nothing."""
    config, directory = digits_config(), RunDirectory(tmp_path)
    chosen = digits_config('--config.train.num_threads=3')

    def threads(config, jobs):
        return settings.with_threads(config, directory, jobs).train.num_threads

    assert [threads(config, jobs) for jobs in (1, 2, 7, 'tcp://head:8786')] == [None, 1, 1, 1]
    assert threads(chosen, 2) == threads(chosen, 1) == 3
    assert config.train.num_threads is None
    with directory.locked():
        directory.write_config(settings.with_threads(config, directory, 2))
        assert threads(config, 1) == threads(config, 2) == 1  # also in a row
        directory.write_config(config)
        assert threads(config, 1) is threads(config, 2) is None
    lab = tf_labs.load('mse_by_hand')
    assert settings.with_threads(lab, directory, 2) is lab
    about = {'lesson': '', 'config': 'digits', 'overrides': ['--config.seed=1']}
    told = settings.told_about(about, config, settings.with_threads(
        config, RunDirectory(tmp_path / 'new'), 2))
    assert told['overrides'] == ['--config.seed=1', '--config.train.num_threads=1']


def test_memory_is_told_and_its_lack_is_refused(monkeypatch):
    monkeypatch.setattr(memory, 'available', lambda: 5_000_000_000)
    assert memory.check(10**9, 5) == 'about 1 GB each of 5 GB free'
    with pytest.raises(UserError, match='at most 5 of about 1 GB each: 5 GB are free'):
        memory.check(10**9, 6)
    with pytest.raises(UserError, match='--jobs=1, in this process'):
        memory.check(3 * 10**9, 2)
    assert memory.check(10**12, 'tcp://head:8786') == 'about 1e+03 GB each'
    assert memory.data_bytes(digits_config()) == 1797 * 64
    assert memory.data_bytes(tf_labs.load('mse_by_hand')) == 0


def test_deaths_and_failures_cost_their_own_run_alone(stubs, capsys):
    found = {}
    with pytest.raises(RunFailedError) as error:
        for seed, outcome in engine.outcomes(
                stubs(stub.DIES, stub.FAILS, stub.DIES_ONCE, 1, stub.DIVERGES), 2):
            found[seed] = outcome
    assert set(found) == {stub.DIES_ONCE, 1, stub.DIVERGES}
    assert found[stub.DIVERGES] == {'diverged': 'not finite'} and found[1]['process']
    assert str(error.value).startswith('2 of 5 runs failed: ')
    assert 'seed 3: its process has died 3 times (SIGKILL, last words)' in str(error.value)
    assert 'seed 7: the disk is full' in str(error.value)
    warned = capsys.readouterr().err
    assert warned.count('its process has ended (SIGKILL') == 3 and 'seed 2: ' in warned
    assert worker.process_numbers() == []


def test_without_a_second_try_a_death_is_a_failure(stubs, monkeypatch):
    """The twin of the test above."""
    monkeypatch.setattr(worker, 'MOST_DEATHS', 1)
    with pytest.raises(RunFailedError, match='seed 2: its process has died 1 times'):
        list(engine.outcomes(stubs(stub.DIES_ONCE), 2))


@pytest.fixture
def without_stealing():
    """Workers do not take runs from each other, which they do at times and not at others."""
    with dask.config.set({'distributed.scheduler.work-stealing': False}):
        yield


def test_no_worker_waits_while_there_are_runs(stubs, without_stealing):
    """The others of a long run are done meanwhile, all by the second worker."""
    found = dict(engine.outcomes(stubs(stub.WAITS_FOR_FOUR, 1, 8, 9, 11), 2))
    assert len(found) == 5
    assert len({found[seed]['process'] for seed in (1, 8, 9, 11)}) == 1


def test_handed_out_at_once_runs_wait_behind_a_long_one(stubs, without_stealing, monkeypatch):
    """The twin of the test above."""
    monkeypatch.setattr(engine._Hand, '_room', lambda self: 5)
    with pytest.raises(RunFailedError, match='seed 20: they wait for it'):
        list(engine.outcomes(stubs(stub.WAITS_FOR_FOUR, 1, 8, 9, 11), 2))


def test_a_mistake_stops_the_others_and_is_told(stubs):
    with pytest.raises(UserError, match='^no such thing$') as error:
        list(engine.outcomes(stubs(stub.WAITS, stub.MISTAKES, 1), 2))
    assert error.value.exit_status == 2


def test_a_signal_saves_every_run_and_begins_none(stubs, tmp_path):
    runs = stubs(stub.WAITS, 40 + stub.WAITS, 1)
    runs[44] = Run('another', small_config(seed=stub.WAITS), RunDirectory(tmp_path / 'other'),
                   RunDirectory(tmp_path), 'auto', None)

    def stop_once_begun():
        while not ((tmp_path / 'other.begun').exists() and (tmp_path / 'seed-4.begun').exists()):
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop_once_begun).start()
    with pytest.raises(StoppedError) as stopped:
        list(engine.outcomes(runs, 2))
    assert stopped.value.exit_status == 143 and 'the same command goes on' in str(stopped.value)
    assert 'saved: ' in str(stopped.value) and 'another' in str(stopped.value)
    assert not (tmp_path / 'seed-1.begun').exists() and worker.process_numbers() == []


def test_runs_that_an_outcome_makes_known_come_after_the_others(stubs):
    """Once each, also where the last outcome of all makes them known."""
    runs, ended = stubs(1, 8, 9, 11), []
    for seed, _ in engine.outcomes({seed: runs[seed] for seed in (1, 8)}, 2, lambda: {
            2: {9: runs[9]}, 3: {11: runs[11]}}.get(len(ended), {})):
        ended.append(seed)
    assert sorted(ended[:2]) == [1, 8] and ended[2:] == [9, 11]


def test_a_process_does_one_run_after_the_other_unless_they_want_other_threads(stubs):
    runs = stubs(1, 8, 9)
    runs[9].config.train.num_threads = 1
    found = dict(engine.outcomes(runs, 1))
    assert found[1]['process'] == found[8]['process'] != found[9]['process']
    assert found[1]['threads'] == os.environ.get('OMP_NUM_THREADS')  # not what dask sets


def test_a_worker_that_does_not_see_the_run_or_has_other_versions(stubs, tmp_path, monkeypatch):
    (tmp_path / 'lock').write_text('0')
    with pytest.raises(UserError, match='does not see the run directory; expected a directory th'):
        list(engine.outcomes(stubs(1), 2))
    task = {'process': {'cwd': str(tmp_path)}, 'lock': 'lock', 'owner': '0',
            'versions': {**worker.versions(), 'tensorflow': '2.0'}}
    wrong = worker._wrong(task, 'tcp://other:1')
    assert 'the worker tcp://other:1 has other versions; expected tf_labs ' in wrong['text']


def test_longest_labs_first(tmp_path):
    long = tmp_path / 'mse_by_hand-12345678' / 'mse_by_hand' / 'seed-777'
    long.mkdir(parents=True)
    (long / 'result.json').write_text('{"wall_seconds": 99}')
    wanted = {lab: Wanted(tf_labs.load(lab), tmp_path, 1, 'auto', None) for lab in (
        'linear_regression', 'digits', 'mse_by_hand')}
    whole = {lab: comparison.Comparison(one.config, RunDirectory(one.path), 'auto', 1, None)
             for lab, one in wanted.items()}
    assert [lab for lab, _ in lab_jobs._longest_first(wanted, whole)] == [
        'mse_by_hand', 'linear_regression', 'digits']


@pytest.mark.parametrize('overrides, told', [
    (('comparison.averaged', 'train.num_threads=1'), [1]), (('comparison.averaged',), []),
    (('train.num_threads=1',), [])])
def test_nets_are_asked_with_the_threads_that_their_runs_had(overrides, told, monkeypatch):
    """By the process of the command, which trains nothing, and only if it asks them."""
    found = []
    monkeypatch.setattr(handing_out.runtime, 'use_threads', found.append)
    handing_out.use_threads([digits_config(*(f'--config.{one}' for one in overrides)),
                             tf_labs.load('mse_by_hand')])
    assert found == told


@pytest.mark.slow
def test_a_real_run_in_a_process_equals_one_in_a_row(tmp_path):
    """File by file, but for what tells of times."""
    cores = len(os.sched_getaffinity(0))
    config = digits_config(*SHORT, '--config.train.epochs=1',
                           f'--config.train.num_threads={cores}')
    comparison.run(supervised.run, config, str(tmp_path / 'row'), seed_count=2)
    shutil.copytree(tmp_path / 'row', tmp_path / 'jobs')
    shutil.rmtree(tmp_path / 'jobs' / 'digits' / 'seed-1')
    done = ask('run', f'--config={ROOT}/configs/digits.py', *SHORT, '--config.train.epochs=1',
               f'--config.train.num_threads={cores}', '--seeds=2', '--jobs=2',
               f'--workdir={tmp_path}/jobs')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert f'2 jobs, {cores} thread' in done.stdout and '[2/2] digits, seed 1: ' in done.stdout
    assert contents(tmp_path / 'jobs') == contents(tmp_path / 'row')
    stored = RunDirectory(tmp_path / 'jobs' / 'digits' / 'seed-1').config()
    assert config_values.difference(stored, config)['seed'] == (1, 777)


def test_progress_is_read_from_the_rows_of_a_run(stubs, tmp_path):
    run = stubs(1)[1]
    assert progress.last_row(run) == {}
    run.directory.path.mkdir()
    rows = run.directory.path / 'metrics.jsonl'
    rows.write_text('{"epoch": 1, "step": 11}\n{"epoch": 2, "step": 22}\n{"epo')
    assert progress.last_row(run) == {'epoch': 2, 'step': 22}


@pytest.mark.parametrize('row, shown', [
    ({'epoch': 1, 'step': 11, 'train_loss': 0.25}, 'loss 0.2500'),
    ({'epoch': 1, 'step': 11, 'train_loss': None}, ''),
    ({'epoch': 1, 'step': 11, 'OR': 0.1}, ''),
])
def test_progress_of_rows_with_and_without_a_loss(stubs, monkeypatch, row, shown):
    runs = stubs(1)
    runs[1].directory.path.mkdir()
    (runs[1].directory.path / 'metrics.jsonl').write_text(f'{json.dumps(row)}\n')
    monkeypatch.setattr(sys.stderr, 'isatty', lambda: True)
    bars = progress.Progress(runs)
    bars.show(lambda: [1])
    bar = bars._bars[1]
    bars.close()
    assert (bar.n, bar.postfix or '') == (1, shown)
