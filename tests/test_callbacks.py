"""Callbacks: what they are told, that looking changes nothing, and what more they may do."""

import signal

import pytest

from tests.conftest import forked
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
import tf_labs
from tf_labs.errors import CallbackError
from tf_labs.errors import UserError
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.state import TrainingState

# Three steps an epoch.
NET = {'train.epochs': 2, 'train.execution': 'eager', 'train.diagnostics': False,
       'train.steps_per_call': 2, 'data.train_examples': 96, 'model.hidden_sizes': (8,),
       'optimizer.name': 'sgd'}


class Told:
    """Remembers all; calls `stop` at a step."""

    def __init__(self, stop_at=None):
        self.stop_at = stop_at
        self.events = []

    def _take(self, name, event):
        self.events.append((name, event))
        if event.step == self.stop_at:
            event.stop()

    def on_step_block(self, event):
        self._take('block', event)

    def on_epoch(self, event):
        self._take('epoch', event)

    def on_end(self, event):
        self._take('end', event)

    @property
    def order(self):
        return [(name, event.step) for name, event in self.events]


class Raises:
    def __init__(self, step, error):
        self.step, self.error = step, error

    def on_step_block(self, event):
        if event.step >= self.step:
            raise self.error


class Noise:
    """Changes one weight by the least that float32 has."""

    def on_epoch(self, event):
        weight = event.model.trainable_variables[0]
        value = weight.numpy()
        value.flat[0] *= 1 + 2**-22
        weight.assign(value)


def config(**overrides):
    return tf_labs.load('digits', {**NET, **overrides})


@pytest.fixture(scope='module')
def alone(tmp_path_factory):
    """A run that nobody was told of."""
    return tf_labs.run(config(), tmp_path_factory.mktemp('alone') / 'run')


@pytest.mark.slow
def test_what_is_told_and_that_looking_changes_nothing(alone, tmp_path):
    told, half = Told(), Told(stop_at=5)
    run = tf_labs.run(config(), tmp_path / 'run', callbacks=[half])
    assert half.order == [('block', 2), ('block', 3), ('epoch', 3), ('block', 5), ('end', 5)]
    with pytest.raises(UserError, match='has not ended'):
        run.result
    run = run.resume(callbacks=[told])
    assert told.order == [('block', 6), ('epoch', 6), ('end', 6)]
    assert run.result['digest'] == alone.result['digest'] and rows(run.workdir) == rows(
        alone.workdir)
    assert run.directory.read_json('manifest')['callbacks'] == ['Told']
    events = dict(told.events)
    row = run.rows[-1]
    assert dict(events['epoch'].row) == row and events['epoch'].loss == row['train_loss']
    assert events['block'].row is None and events['block'].loss == row['train_loss']
    assert (events['end'].epoch, events['end'].workdir) == (2, run.workdir)
    with pytest.raises(TypeError):
        events['epoch'].row['test_loss'] = 0
    with pytest.raises(AttributeError):
        events['epoch'].step = 0


@pytest.mark.slow
@pytest.mark.parametrize('error', [ValueError('two\nlines'), SystemExit(3)])
def test_one_that_raises_ends_the_run_with_a_line_once_it_is_saved(error, alone, tmp_path):
    with pytest.raises(CallbackError) as raised:
        tf_labs.run(config(), tmp_path / 'run', callbacks=[Raises(5, error)])
    assert raised.value.__cause__ is error and raised.value.exit_status == 1
    assert str(raised.value).splitlines() == [str(raised.value)]
    assert f'callback Raises raised {type(error).__name__} in on_step_block: ' in str(raised.value)
    assert 'saved at step 5 of 6' in str(raised.value)
    if isinstance(error, ValueError):
        whole = tf_labs.run(config(), tmp_path / 'run')
        assert whole.result['digest'] == alone.result['digest']


@pytest.mark.slow
def test_one_that_raises_where_nothing_can_be_saved_does_not_say_that_it_is(tmp_path, monkeypatch):
    save = Checkpoints.save

    def refuse(self, state, step, *arguments):
        if step == 2:
            raise OSError(28, 'No space left on device')
        save(self, state, step, *arguments)

    monkeypatch.setattr(Checkpoints, 'save', refuse)
    with pytest.raises(tf_labs.errors.RunFailedError, match='but the last save failed'):
        tf_labs.run(config(), tmp_path / 'run', callbacks=[Raises(2, KeyError('x'))])


@pytest.mark.slow
def test_one_that_changes_a_weight_is_told_once_and_noted_for_good(alone, tmp_path, capsys):
    run = tf_labs.run(config(), tmp_path / 'run', callbacks=[Told(), Noise()])
    told = capsys.readouterr().err
    assert told.count('\n') == 1 and 'callback Noise has changed weights' in told
    assert 'in on_epoch at step 3: equality to the last bit is not promised' in told
    assert run.result['digest'] != alone.result['digest']
    assert run.directory.read_json('manifest')['interfered'] == ['Noise']
    longer = run.resume({'train.epochs': 3})
    told = capsys.readouterr().err
    assert told.count('\n') == 1 and 'by callback Noise since this run was begun' in told
    manifest = longer.directory.read_json('manifest')
    assert (manifest['callbacks'], manifest['interfered']) == (['Noise', 'Told'], ['Noise'])


@pytest.mark.slow
def test_without_the_checksum_nothing_is_told(tmp_path, capsys, monkeypatch):
    """The twin."""
    monkeypatch.setattr(TrainingState, 'checksum', lambda _: 0)
    run = tf_labs.run(config(**{'train.epochs': 1}), tmp_path / 'run', callbacks=[Noise()])
    assert capsys.readouterr().err == ''
    assert run.directory.read_json('manifest')['interfered'] == []


KILLED = '''
import os
import signal
import tf_labs
from tests import test_callbacks

class Dies(test_callbacks.Told):
    def on_epoch(self, event):
        os.kill(os.getpid(), signal.SIGKILL)

tf_labs.run(test_callbacks.config(), workdir, callbacks=[Dies()])
'''


@pytest.mark.slow
def test_killed_within_a_callback_it_ends_as_never_stopped(alone, tmp_path):
    done = forked(f'workdir = {str(tmp_path / "run")!r}\n{KILLED}')
    assert done.returncode == -signal.SIGKILL, done.stderr
    run = tf_labs.run(config(), tmp_path / 'run', callbacks=[Told()])
    assert result(run.workdir)['digest'] == alone.result['digest']
    assert rows(run.workdir) == rows(alone.workdir)


@pytest.mark.parametrize('lab, callbacks, part', [
    ('digits', [Told], 'this is not a callback'), ('digits', [object()], 'this is not a callback'),
    ('digits', Told(), 'callbacks are not a list'),
    ('gates', [Told()], 'callbacks are for runs that train a classifier'),
], ids=['a class', 'no method', 'no list', 'nothing to tell'])
def test_no_callbacks_are_one_line_and_leave_nothing(lab, callbacks, part, tmp_path):
    with pytest.raises(UserError, match=part):
        tf_labs.run(lab, tmp_path / 'run', callbacks=callbacks)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_example_of_the_documents(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / 'docs' / 'training.md').read_text('utf-8')
    exec(compile(text.split('```python\n')[1].split('```')[0], 'training.md', 'exec'), {})
    epoch, accuracy = capsys.readouterr().out.split()
    lines = (tmp_path / 'curve.csv').read_text('utf-8').splitlines()
    assert len(lines) == int(epoch) < 20 and float(accuracy) > 0.95
    assert lines[-1].split(',')[-1] == accuracy
