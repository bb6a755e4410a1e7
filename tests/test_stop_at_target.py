"""A run that ends once its training error has fallen to a target: against one that does not end."""

import shutil
import signal

import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.killed_run import Killed
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.config import config_values
from tf_labs.experiments import supervised
from tf_labs.experiments.session import Session
from tf_labs.training.loop import Trainer
from tf_labs.training.target_error import TargetError

STEPS, EPOCHS, TARGET = 4, 12, 0.3
NET = ('--config.data.train_examples=160', '--config.data.batch_size=40',
       '--config.optimizer.learning_rate=0.005', '--config.train.execution=eager',
       '--config.train.diagnostics=False', f'--config.train.epochs={EPOCHS}',
       '--config.train.checkpoint_every_steps=3', f'--config.train.target_error={TARGET}')
STOPS = (*NET, '--config.train.stop_at_target')


def train(workdir, *overrides):
    return supervised.run(digits_config(*overrides), str(workdir))


def arguments(workdir, *overrides):
    return ('run', f'--config={ROOT}/configs/digits.py', *overrides, f'--workdir={workdir}')


def outcome(workdir):
    found = result(workdir)
    return found['digest'], found['steps'], found['steps_to_target'], seen(workdir)


def seen(workdir):
    return [{name: row[name] for name in row if name != 'seconds'} for row in rows(workdir)]


@pytest.fixture(scope='module')
def whole(tmp_path_factory):
    """A run that knows its target and goes on beyond it."""
    workdir = tmp_path_factory.mktemp('whole') / 'run'
    train(workdir, *NET)
    return workdir


@pytest.fixture(scope='module')
def stopped(tmp_path_factory):
    """The same, stopped there, with what it printed beside it."""
    workdir = tmp_path_factory.mktemp('target') / 'run'
    done = ask(*arguments(workdir, *STOPS))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    (workdir.parent / 'terminal').write_text(done.stdout, 'utf-8')
    return workdir


@pytest.fixture
def copy(stopped, tmp_path):
    shutil.copytree(stopped, tmp_path / 'run')
    return tmp_path / 'run'


def test_it_ends_with_the_first_error_at_the_target_and_stays_ended():
    target = TargetError(0.25)
    ends = []
    for error in (0.5, 0.2501, 0.25, 0.3):
        target.observe(error)
        ends.append(target.ends_run)
    assert ends == [False, False, True, True] and float(target.smallest) == 0.25


@pytest.mark.parametrize('wrong, examples', [(3, 160), (48, 160), (1000, 50_000), (3000, 60_000)])
def test_an_error_at_the_target_is_at_it_as_people_write_it(wrong, examples):
    target = TargetError(float(f'{wrong / examples:.6g}'))
    target.observe(1 - (examples - wrong - 1) / examples)
    assert target.ends_run is False
    target.observe(1 - (examples - wrong) / examples)
    assert target.ends_run is True


@pytest.mark.slow
def test_it_is_the_beginning_of_a_run_that_goes_on(whole, stopped):
    errors = [1 - row['train_accuracy'] for row in rows(whole)]
    first = next(place for place, error in enumerate(errors) if error <= TARGET)
    assert 0 < first < EPOCHS - 1
    assert seen(stopped) == seen(whole)[:first + 1]
    found = result(stopped)
    assert found['steps'] == STEPS * (first + 1)
    assert found['steps_to_target'] == result(whole)['steps_to_target']
    told = (stopped.parent / 'terminal').read_text('utf-8')
    assert (f'stopped early at epoch {first + 1} of {EPOCHS}: training error {errors[first]:.4g}, '
            f'the target is {TARGET:g}\n') in told
    page = tf_labs.open_run(stopped)
    with figures_undrawn():
        text = page.report().read_text('utf-8')
    assert f'This run stopped early, at epoch {first + 1} of {EPOCHS}: its training error' in text


@pytest.mark.slow
def test_one_that_has_ended_trains_no_more(copy, capsys):
    before = outcome(copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trainer, 'train', lambda *_: pytest.fail('trained'))
        train(copy, *STOPS)
    told = capsys.readouterr()
    assert 'complete at step' in told.out and 'stopped early at epoch' in told.out
    assert not told.err and outcome(copy) == before


@pytest.mark.slow
def test_one_that_has_ended_answers(stopped):
    run, found = tf_labs.open_run(stopped), result(stopped)
    assert run.evaluate() == {**run.evaluate(), 'step': found['steps'],
                              'loss': found['test_loss'], 'accuracy': found['test_accuracy']}
    begun = digits_config(*NET, f'--config.init.workdir={stopped}', '--config.train.epochs=1')
    assert tf_labs.run(begun, workdir=str(stopped.parent / 'begun')).result['steps'] == STEPS
    findings = ask('doctor', f'--workdir={stopped}').stdout
    assert 'still improving' not in findings


@pytest.mark.slow
def test_the_end_of_a_run_that_is_not_at_the_cadence_of_its_evaluations_is_none(tmp_path):
    """So that a longer run goes on, and ends where it would have ended from its start."""
    every_two = (*STOPS, '--config.train.eval_every_epochs=2')
    train(tmp_path / 'run', *every_two, '--config.train.epochs=3')
    assert 1 - rows(tmp_path / 'run')[-1]['train_accuracy'] <= TARGET
    train(tmp_path / 'run', *every_two)
    train(tmp_path / 'from its start', *every_two)
    done = [result(tmp_path / name) for name in ('run', 'from its start')]
    assert done[0]['digest'] == done[1]['digest'] and done[0]['steps'] == 4 * STEPS


@pytest.mark.slow
def test_steps_are_counted_to_the_target_that_is_asked_for(whole, tmp_path, capsys):
    shutil.copytree(whole, tmp_path / 'run')
    errors = [1 - row['train_accuracy'] for row in rows(whole)]
    other = (*NET, f'--config.train.target_error={max(errors[1:3]):.4f}')
    capsys.readouterr()
    counted = train(tmp_path / 'run', *other)['steps_to_target']
    assert not capsys.readouterr().err
    assert counted == train(tmp_path / 'fresh', *other)['steps_to_target']
    assert counted < result(whole)['steps_to_target'] == train(tmp_path / 'run', *NET)[
        'steps_to_target']


@pytest.mark.slow
def test_over_rows_that_were_lost_no_steps_are_counted_to_another_target(whole, tmp_path, capsys):
    shutil.copytree(whole, tmp_path / 'run')
    kept = (tmp_path / 'run/metrics.jsonl').read_bytes().splitlines(keepends=True)[3:]
    (tmp_path / 'run/metrics.jsonl').write_bytes(b''.join(kept))
    counted = train(tmp_path / 'run', *NET)['steps_to_target']
    assert counted == result(whole)['steps_to_target']
    found = train(tmp_path / 'run', *NET, '--config.train.target_error=0.1')
    assert 'steps_to_target' not in found and found['digest'] == result(whole)['digest']
    assert 'what is measured over all rows is left out' in capsys.readouterr().err


@pytest.mark.slow
def test_killed_at_the_target_it_ends_as_never_killed(stopped, tmp_path):
    killed = cli(*arguments(tmp_path / 'run', *STOPS), moment='before:result:1')
    assert killed.returncode == -signal.SIGKILL, (killed.stdout, killed.stderr)
    train(tmp_path / 'run', *STOPS)
    assert outcome(tmp_path / 'run') == outcome(stopped)


@pytest.mark.slow
def test_with_an_error_that_is_not_in_its_checkpoint_it_would_train_on(stopped, tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TargetError, 'variables', ())
        with pytest.MonkeyPatch.context() as kill, pytest.raises(Killed):
            kill.setattr(Session, '_write_result', _die)
            train(tmp_path / 'run', *STOPS)
        train(tmp_path / 'run', *STOPS)
    assert outcome(tmp_path / 'run')[1] > outcome(stopped)[1]


def _die(*_):
    raise Killed


@pytest.mark.slow
def test_a_target_that_is_not_reached_ends_nothing(tmp_path):
    found = train(tmp_path / 'run', *STOPS, '--config.train.target_error=0.0001',
                  '--config.train.epochs=2')
    assert found['steps'] == 2 * STEPS and 'steps_to_target' not in found


def test_nothing_to_stop_at_is_one_line_and_leaves_nothing(tmp_path):
    done = ask(*arguments(tmp_path / 'run', '--config.train.stop_at_target'))
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'config.train.stop_at_target needs a target' in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize('before, after, refused', [
    (NET, STOPS, ['train.stop_at_target']),
    (STOPS, NET, ['train.stop_at_target']),
    (STOPS, (*STOPS, '--config.train.target_error=0.1'), ['train.target_error']),
    (NET, (*NET, '--config.train.target_error=0.1'), []),
    (STOPS, (*STOPS, '--config.train.eval_every_epochs=2'), ['train.eval_every_epochs']),
    (NET, (*NET, '--config.train.eval_every_epochs=2'), []),
])
def test_what_may_change_at_a_resume(before, after, refused):
    old, new = digits_config(*before), digits_config(*after)
    assert list(config_values.refused_on_resume(old, new)) == refused


def test_a_field_at_its_default_is_no_part_of_a_digest():
    """Directories of comparisons are named by it, and found by versions that have more fields."""
    config = digits_config()
    older = config.copy_and_resolve_references()
    with older.unlocked():
        del older.train.stop_at_target
    assert config_values.digest(config) == config_values.digest(older)
    assert config_values.digest(digits_config(*STOPS)) != config_values.digest(digits_config(*NET))
