"""Loggers: rows elsewhere, each step once, also after a kill; one that fails costs a line."""

import importlib.util
import json
from pathlib import Path
import sys
import types

import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tests.small_runs import small_config
import tf_labs
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.training import mirrors

TINY = {'model.hidden_sizes': (8,), 'train.epochs': 2, 'train.diagnostics': False,
        'train.execution': 'eager', 'data.train_examples': 96}  # three steps an epoch
pytestmark = pytest.mark.usefixtures('undrawn')
needs_mlflow = pytest.mark.skipif(
    importlib.util.find_spec('mlflow') is None, reason='mlflow is not installed')


class Told:
    """A logger that remembers what it was told."""

    def __init__(self):
        self.told = []

    def begin(self, run):
        self.told.append(('begin', run.name, run.number, run.fields['seed']))
        run.keep('number one')

    def row(self, row):
        self.told.append(('row', row['step'], row['test_accuracy']))

    def end(self, state, result):
        self.told.append(('end', state, result and result['digest']))


class Broken(Told):
    """A logger whose second row fails."""

    def row(self, row):
        super().row(row)
        if row['step'] > 3:
            raise RuntimeError('no route\nto host')


@pytest.mark.slow
def test_a_logger_is_told_all_and_changes_no_number(tmp_path):
    plain = tf_labs.run(small_config(**TINY), tmp_path / 'plain')
    told = Told()
    run = tf_labs.run(small_config(**TINY), tmp_path / 'told', loggers=[told])
    assert run.result['digest'] == plain.result['digest']
    assert rows(run.workdir) == rows(plain.workdir)
    assert told.told == [
        ('begin', 'told', '', 777),
        *[('row', row['step'], row['test_accuracy']) for row in run.rows],
        ('end', 'finished', run.result['digest'])]
    again = Told()  # of a run that was done before all is sent once more, under its number
    tf_labs.run(small_config(**TINY), tmp_path / 'told', loggers=[again])
    assert again.told == [('begin', 'told', 'number one', 777), *told.told[1:]]


@pytest.mark.slow
def test_one_that_fails_costs_a_line_and_not_the_run(tmp_path, capsys):
    broken, told = Broken(), Told()
    run = tf_labs.run(small_config(**TINY), tmp_path / 'run', loggers=[broken, told])
    said = capsys.readouterr().err
    assert said == ('tf-labs: warning: the logger Broken has failed (RuntimeError: no route); the '
                    'run goes on without it\n')
    assert [one[0] for one in broken.told] == ['begin', 'row', 'row']
    assert told.told[-1] == ('end', 'finished', run.result['digest'])


@pytest.mark.slow
def test_states_of_runs_that_do_not_finish(tmp_path):
    told = Told()
    with killed_before(3):
        tf_labs.run(small_config(**TINY), tmp_path / 'run', loggers=[told])
    assert told.told[-1] == ('end', 'failed', None)
    with pytest.raises(DivergedError):
        tf_labs.run(small_config(**TINY, **{'optimizer.name': 'sgd',
                                            'optimizer.learning_rate': 1e30}),
                    tmp_path / 'mad', loggers=[told])
    assert told.told[-1] == ('end', 'diverged', None)


@needs_mlflow
@pytest.mark.slow
def test_mlflow_goes_on_in_the_same_run_each_step_once(tmp_path, capsys):
    """Killed after its second row was logged; the twin forgets its number and makes a new run."""
    from mlflow import MlflowClient
    store = tmp_path / 'store'
    logger = f'mlflow:{store}'
    config = tf_labs.load('digits', {**TINY, 'train.epochs': 3})
    done = cli('run', 'digits', f'--workdir={tmp_path}/run', f'--log={logger}',
               '--config.model.hidden_sizes=8', '--config.train.epochs=3',
               '--config.train.execution=eager', '--config.train.diagnostics=False',
               '--config.data.train_examples=96',
               moment='before:save:3', timeout=600)
    assert done.returncode == -9 and len(rows(tmp_path / 'run')) == 2

    def run_on():
        tf_labs.run(config, tmp_path / 'run', loggers=[logger])
        assert not capsys.readouterr().err

    run_on()
    client = MlflowClient(tracking_uri=store.as_uri())

    def logged():
        place = client.get_experiment_by_name('digits')
        return client.search_runs([place.experiment_id])

    run, = logged()
    assert json.loads((tmp_path / 'run' / 'loggers.json').read_text()) == {
        logger: run.info.run_id}
    history = client.get_metric_history(run.info.run_id, 'test_accuracy')
    assert [(one.step, one.value) for one in history] == [
        (row['step'], row['test_accuracy']) for row in rows(tmp_path / 'run')]
    assert run.info.status == 'FINISHED' and run.data.params['model.hidden_sizes'] == '(8,)'
    stored = result(tmp_path / 'run')
    assert run.data.metrics['fit_accuracy'] == stored['fit_accuracy']
    assert run.data.tags['tf_labs.digest'] == stored['digest']
    # Its number lost: it is known by its identity and its place. Both lost: another run.
    (tmp_path / 'run' / 'loggers.json').unlink()
    run_on()
    assert len(logged()) == 1
    client.set_tag(run.info.run_id, 'tf_labs.directory', 'elsewhere')
    (tmp_path / 'run' / 'loggers.json').unlink()
    run_on()
    assert len(logged()) == 2


@needs_mlflow
@pytest.mark.slow
def test_mlflow_that_cannot_be_reached(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv('MLFLOW_HTTP_REQUEST_MAX_RETRIES', '0')
    run = tf_labs.run(small_config(**TINY), tmp_path / 'run',
                      loggers=['mlflow:http://127.0.0.1:9'])
    said = capsys.readouterr().err
    assert said.count('\n') == 1 and 'the logger mlflow:http://127.0.0.1:9 has failed' in said
    assert run.result['steps'] == 6


class _FakeRun:
    """What wandb.init returns: it refuses steps that go back, as wandb does."""

    def __init__(self, **settings):
        self.settings, self.logged, self.summary, self.step = settings, [], {}, 0

    def log(self, row, step):
        assert step >= self.step
        self.logged.append((step, row['test_accuracy']))
        self.step = step + 1

    def finish(self, exit_code):
        self.summary['exit_code'] = exit_code


@pytest.mark.slow
def test_wandb_by_its_calls(tmp_path, monkeypatch):
    """A module of the same calls: the same id after a kill, and no step twice."""
    begun: dict[str, _FakeRun] = {}

    def init(**settings):
        return begun.setdefault(settings['id'], _FakeRun(**settings))

    fake = types.ModuleType('wandb')
    fake.__spec__ = importlib.util.spec_from_loader('wandb', loader=None)
    fake.init, fake.Settings = init, lambda **settings: settings
    monkeypatch.setitem(sys.modules, 'wandb', fake)
    monkeypatch.delitem(sys.modules, 'tf_labs.training.wandb_logger', raising=False)
    with killed_before(3):
        tf_labs.run(small_config(**TINY), tmp_path / 'run', loggers=['wandb:mine'])
    run = tf_labs.run(small_config(**TINY), tmp_path / 'run', loggers=['wandb:mine'])
    one, = begun.values()
    assert one.logged == [(row['step'], row['test_accuracy']) for row in run.rows]
    assert one.settings['project'] == 'mine' and one.settings['config']['train.epochs'] == 2
    assert one.summary['digest'] == run.result['digest'] and one.summary['exit_code'] == 0
    monkeypatch.delitem(sys.modules, 'tf_labs.training.wandb_logger')


@pytest.mark.parametrize('loggers, part', [
    ('mlflow', 'loggers are not a list'), ([3], 'not a logger'), ([object()], 'not a logger'),
    (['mlfow'], 'did you mean mlflow')])
def test_what_is_no_logger(loggers, part):
    with pytest.raises(UserError, match=part):
        mirrors.check(loggers, 'supervised')


def test_extra_that_is_missing_names_what_to_install(tmp_path, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, 'find_spec',
                        lambda name, *rest: None if name == 'mlflow' else find(name, *rest))
    done = ask('run', 'digits', '--log=mlflow:store', cwd=tmp_path)
    assert done.returncode == 2 and "pip install 'tf_labs[mlflow]'" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_lab_without_rows_cannot_be_logged(tmp_path):
    done = ask('run', 'gates', '--log=wandb', cwd=tmp_path)
    if importlib.util.find_spec('wandb') is None:
        pytest.skip('wandb is not installed')
    assert done.returncode == 2 and 'there are no rows to log' in done.stderr
    assert not list(Path(tmp_path).iterdir())
