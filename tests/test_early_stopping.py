"""Early stopping and the best checkpoint: against the rows, under kills, and who uses it."""

import contextlib
import shutil
import signal
import types

import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.killed_run import Killed
from tests.killed_run import killed_before
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.config import config_values
from tf_labs.config.schema import with_variants
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.experiments import ending
from tf_labs.experiments import supervised
from tf_labs.experiments.session import Session
from tf_labs.training.best_step import BestStep
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.loop import Trainer
from tf_labs.training.plan import Plan

# 4 steps an epoch; checkpoints in its middle.
STEPS, EPOCHS = 4, 10
NET = ('--config.data.train_examples=160', '--config.data.validation_examples=32',
       '--config.optimizer.learning_rate=0.03', '--config.train.execution=eager',
       '--config.train.diagnostics=False', f'--config.train.epochs={EPOCHS}',
       '--config.train.checkpoint_every_steps=5')
EARLY = (*NET, '--config.train.keep_best', '--config.train.patience=2')
PLAN = Plan(total_steps=400, steps_per_epoch=40, steps_per_call=40, checkpoint_every=40,
            eval_every=40)


def train(workdir, *overrides):
    return supervised.run(digits_config(*overrides), str(workdir))


def arguments(workdir, *overrides):
    return ('run', f'--config={ROOT}/configs/digits.py', *overrides, f'--workdir={workdir}')


def outcome(workdir):
    found = result(workdir)
    return (found['digest'], found['steps'], found['best_step'], rows(workdir),
            kept(workdir), tf_labs.open_run(workdir).evaluate(step='best'))


def kept(workdir):
    return sorted(path.name for path in (workdir / 'kept' / 'best').iterdir())


@pytest.fixture(scope='module')
def stopped(tmp_path_factory):
    """A run that has stopped early, with what it printed beside it."""
    workdir = tmp_path_factory.mktemp('early') / 'run'
    done = ask(*arguments(workdir, *EARLY))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    (workdir.parent / 'terminal').write_text(done.stdout, 'utf-8')
    return workdir


@pytest.fixture
def copy(stopped, tmp_path):
    shutil.copytree(stopped, tmp_path / 'run')
    return tmp_path / 'run'


def observed(best, losses, first=1):
    return [best.observe(loss, step) for step, loss in enumerate(losses, first)]


def test_rule_by_hand():
    best = BestStep(patience=2)
    assert not best.ends_run
    assert observed(best, (0.5, 0.4, 0.4, 0.3, 0.35)) == [True, True, False, True, False]
    assert not best.ends_run and (int(best.step), float(best.loss)) == (4, 0.3)
    assert observed(best, (0.3,), first=6) == [False]  # as good is not better
    assert best.ends_run and int(best.step) == 4


def test_without_patience_it_never_ends_the_run():
    best = BestStep(patience=None)
    observed(best, (0.1, *[0.2] * 50))
    assert not best.ends_run and int(best.waited) == 50


@pytest.mark.parametrize('cut', [0, 1, 3, 5])
def test_restored_one_goes_on_as_if_never_stopped(cut, tmp_path):
    losses = (0.5, 0.4, 0.45, 0.3, 0.35, 0.31)
    first, second = BestStep(2), BestStep(2)
    found = observed(first, losses[:cut])
    path = tf.train.Checkpoint(best=first.variables).write(str(tmp_path / 'best'))
    tf.train.Checkpoint(best=second.variables).read(path).assert_consumed()
    found += observed(second, losses[cut:], cut + 1)
    assert found == observed(BestStep(2), losses) and second.ends_run and int(second.step) == 4


def test_a_cosine_schedule_that_is_cut_off_is_told(capsys):
    best = BestStep(1)
    observed(best, (0.5, 0.6))
    best.step.assign(40)
    state = types.SimpleNamespace(best=best, step=80, target=None)
    ending.told({}, digits_config('--config.optimizer.schedule=cosine'), state, PLAN)
    told = capsys.readouterr().out
    assert 'stopped early at epoch 2 of 10: validation loss not below 0.5000 (epoch 1) for 1 ' \
        'evaluation; the cosine schedule, of 400 steps, was cut off' in told


@pytest.mark.slow
def test_it_ends_where_the_rows_say_and_tells_it(stopped):
    found, losses = result(stopped), [row['validation_loss'] for row in rows(stopped)]
    best = min(range(len(losses)), key=losses.__getitem__)
    assert len(losses) == best + 3 < EPOCHS  # two evaluations that were no better, and no third
    assert all(min(losses[:end - 2]) > min(losses[end - 2:end]) for end in range(3, len(losses)))
    row = rows(stopped)[best]
    assert found['steps'] == found['step'] == rows(stopped)[-1]['step'] == STEPS * len(losses)
    assert found['best_step'] == row['step']
    for name in ('validation_loss', 'validation_accuracy', 'test_loss', 'test_accuracy'):
        assert found[f'best_{name}'] == row[name]
    assert f'ckpt-{row["step"]}.index' in kept(stopped) and len(kept(stopped)) == 2
    told = (stopped.parent / 'terminal').read_text('utf-8')
    assert (f'stopped early at epoch {len(losses)} of {EPOCHS}: validation loss not below '
            f'{losses[best]:#.4g} (epoch {best + 1}) for 2 evaluations') in told
    assert f'validation loss {losses[best]:#.4g} (best)' in told


@pytest.mark.slow
def test_the_best_answers_unless_another_is_asked_for(stopped):
    found, run = result(stopped), tf_labs.open_run(stopped)
    assert run.evaluate() == run.evaluate(step='best')
    assert run.evaluate()['step'] == found['best_step']
    assert run.evaluate()['loss'] == found['best_test_loss']
    assert run.evaluate('validation')['loss'] == found['best_validation_loss']
    assert run.evaluate(step='newest')['loss'] == found['test_loss']
    assert run.evaluate(step=found['best_step'])['accuracy'] == found['best_test_accuracy']
    said = ask('eval', f'--workdir={stopped}').stdout
    assert f'using the best checkpoint, of step {found["best_step"]}' in said
    assert f'at step {found["steps"]}' in ask('eval', f'--workdir={stopped}',
                                              '--step=newest').stdout
    wrong = ask('eval', f'--workdir={stopped}', '--step=worst')
    assert wrong.returncode == 2 and 'or best or newest; received worst' in wrong.stderr


@pytest.mark.slow
def test_the_report_shows_the_best(copy):
    with figures_undrawn():
        page = tf_labs.open_run(copy).report().read_text('utf-8')
    found = result(copy)
    assert f'test accuracy of the best, step {found["best_step"]}' in page
    assert f'Answers of the weights of step {found["best_step"]}' in page
    assert f'This run stopped early, at epoch {found["epoch"]} of {EPOCHS}' in page


@pytest.mark.slow
def test_a_run_that_stopped_early_is_complete(copy, capsys):
    before = outcome(copy)
    for more in ((), ('--config.train.epochs=20',)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Trainer, 'train', lambda *_: pytest.fail('trained'))
            train(copy, *EARLY, *more)
        told = capsys.readouterr()
        assert 'complete at step' in told.out and 'stopped early at epoch' in told.out
        assert 'a larger train.patience goes on' in told.out and told.err == ''
    assert outcome(copy) == before


@pytest.mark.slow
def test_a_larger_patience_goes_on_and_killed_around_the_best_it_ends_as_never_stopped(
        stopped, tmp_path):
    workdir, losses = tmp_path / 'run', [row['validation_loss'] for row in rows(stopped)]
    less = train(workdir, *EARLY, '--config.train.patience=1')
    assert less['steps'] < result(stopped)['steps']
    better = next(STEPS * (place + 1) for place in range(less['steps'] // STEPS, len(losses))
                  if losses[place] < min(losses[:place]))
    with killed_before(better):  # behind its evaluation, before the next save
        train(workdir, *EARLY)
    assert len(kept(workdir)) == 4  # the best before stays until a checkpoint tells of the new one
    assert tf_labs.open_run(workdir).evaluate()['step'] == better
    killed = cli(*arguments(workdir, *EARLY), moment='before:keep only best:2')
    assert killed.returncode == -signal.SIGKILL, (killed.stdout, killed.stderr)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Session, '_write_result', _die)
        train(workdir, *EARLY)
    done = ask(*arguments(workdir, *EARLY))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert outcome(workdir) == outcome(stopped)


def _die(*_):
    raise Killed


@pytest.mark.slow
def test_without_what_it_remembers_in_the_checkpoint_it_ends_elsewhere(stopped, monkeypatch,
                                                                       tmp_path):
    """The twin: a killed run that forgets how long it has waited."""
    monkeypatch.setattr(BestStep, 'variables', [])
    best = result(stopped)['best_step']
    with killed_before(best + STEPS - 1):
        train(tmp_path / 'run', *EARLY)
    done = train(tmp_path / 'run', *EARLY)
    assert (done['steps'], done['best_step']) != (result(stopped)['steps'], best)


@contextlib.contextmanager
def no_room_for_the_first_best():
    keep, calls = Checkpoints.keep, []

    def refuse(self, *arguments):
        calls.append(1)
        if len(calls) == 1:
            raise OSError(28, 'No space left on device')
        keep(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoints, 'keep', refuse)
        yield patch


@pytest.mark.slow
def test_a_full_disk_at_the_best_costs_time_and_not_the_best(stopped, tmp_path, capsys):
    """No checkpoint may tell of a best one that is not there; its twin has such a checkpoint."""
    one = (*EARLY, '--config.train.epochs=1')
    with no_room_for_the_first_best(), pytest.raises(RunFailedError, match='make room'):
        train(tmp_path / 'run', *one)
    assert 'the best one, of step 4, is not kept' in capsys.readouterr().err
    train(tmp_path / 'run', *one)
    assert kept(tmp_path / 'run')[1] == 'ckpt-4.index'
    with no_room_for_the_first_best() as patch, pytest.raises(RunFailedError, match='make room'):
        patch.setattr(Trainer, 'unkept_best', property(lambda _: None, lambda *_: None))
        train(tmp_path / 'twin', *one)
    train(tmp_path / 'twin', *one)
    assert 'kept/best/ckpt-4 is missing' in capsys.readouterr().err
    with pytest.raises(RunFailedError, match='kept/best/ckpt-4 is missing'):
        tf_labs.open_run(tmp_path / 'twin').evaluate()


@pytest.mark.slow
@pytest.mark.parametrize('flags, part', [
    (('--config.train.patience=3', '--config.data.validation_examples=0'),
     'config.train.patience needs validation examples'),
    (('--config.train.keep_best', '--config.data.validation_examples=0'),
     'config.train.keep_best needs validation examples'),
    (('--config.train.patience=0',), 'config.train.patience'),
], ids=['patience', 'keep_best', 'zero'])
def test_nothing_to_decide_by_is_one_line_and_leaves_nothing(flags, part, tmp_path):
    done = ask(*arguments(tmp_path / 'run', *flags))
    assert done.returncode == 2 and done.stderr.count('\n') == 1 and part in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize('before, after, refused', [
    ((), ('patience=3',), ['train.patience']),
    (('patience=3',), (), ['train.patience']),
    (('patience=3',), ('patience=5',), []),
    (('keep_best',), ('keep_best', 'patience=5'), []),
    (('patience=3',), ('patience=3', 'keep_best'), ['train.keep_best']),
    (('patience=3',), ('patience=3', 'eval_every_epochs=2'), ['train.eval_every_epochs']),
    (('patience=3',), ('patience=3', 'epochs=99'), []),
])
def test_what_may_change_at_a_resume(before, after, refused):
    old, new = (digits_config(*(f'--config.train.{field}' for field in fields))
                for fields in (before, after))
    assert list(config_values.refused_on_resume(old, new)) == refused
    same = config_values.lasting(old) == config_values.lasting(new)
    assert same or refused


@pytest.mark.slow
def test_a_run_without_a_best_checkpoint_says_so(small_run):
    done = ask('eval', f'--workdir={small_run}', '--step=best')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'this run keeps no best checkpoint' in done.stderr
    with pytest.raises(UserError, match="'best', 'newest' or None"):
        tf_labs.open_run(small_run).evaluate(step='first')


@pytest.mark.slow
def test_variants_of_which_some_stop_early(tmp_path):
    config = with_variants(digits_config(*NET, '--config.train.epochs=3'), {
        'all': {}, 'early': {'train.patience': 1}})
    with figures_undrawn():
        comparison.run(supervised.run, config, str(tmp_path / 'run'))
    table = {(row['variant'], row['quantity']): row['mean']
             for row in tf_labs.open_run(tmp_path / 'run').table}
    assert table['early', 'best_step'] == result(tmp_path / 'run/early/seed-777')['best_step']
    assert ('all', 'best_step') not in table
    comparison.run(lambda *_: pytest.fail('again'), config, str(tmp_path / 'run'))
