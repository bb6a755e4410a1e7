"""Exact resume in one process: stopped and resumed is never stopped, bit for bit.

Each test that shows what a piece of state protects has a twin that does not restore the piece, and
must see another result.
"""

import json
from pathlib import Path
import shutil

import pytest
import tensorflow as tf

from tests import nets
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import rows
from tests.conftest import STATEFUL
from tests.killed_run import Killed
from tests.killed_run import killed_before
from tf_labs.experiments import supervised
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.state import TrainingState

pytestmark = pytest.mark.usefixtures('undrawn')

MOMENTUM = ('--config.model.hidden_sizes=12', '--config.optimizer.name=sgd',
            '--config.optimizer.momentum=0.9', '--config.optimizer.schedule=step',
            '--config.optimizer.decay_epochs=1', '--config.train.epochs=3',
            '--config.train.checkpoint_every_steps=18', '--config.train.execution=graph',
            '--config.train.diagnostics=False')
# 3 steps an epoch, of which nothing is traced: what a checkpoint holds does not depend on that.
_FEW_STEPS = ('--config.data.train_examples=96', '--config.train.execution=eager',
              '--config.train.checkpoint_every_steps=2', '--config.train.steps_per_call=2')
ALL_STATE = ('--config.model.hidden_sizes=12', *STATEFUL[1:])  # and no more layers than it takes
FEW_MASKS = (*ALL_STATE, *_FEW_STEPS, '--config.train.epochs=2')
FEW = (*MOMENTUM, *_FEW_STEPS)
NETS = {'dropout, batch norm, Adam, cosine': (*ALL_STATE, '--config.data.train_examples=640'),
        'momentum, steps': (*MOMENTUM, '--config.train.execution=xla'),
        'all state': FEW_MASKS, 'few steps': FEW}


def run(workdir, overrides):
    return supervised.run(digits_config(*overrides), str(workdir))


def run_until(workdir, overrides, step):
    """Runs, and is killed before the first call that begins at `step` or later."""
    with killed_before(step):
        run(workdir, overrides)


@pytest.fixture(scope='module')
def straight(tmp_path_factory):
    """Returns (digest, rows) of a run that was never stopped, by the name of its net."""
    known = {}

    def lookup(name):
        if name not in known:
            workdir = tmp_path_factory.mktemp('straight') / 'run'
            run(workdir, NETS[name])
            known[name] = workdir
        return outcome(known[name])

    return lookup


def outcome(workdir):
    return result(workdir)['digest'], rows(workdir)


@pytest.fixture(scope='module')
def half(tmp_path_factory) -> Path:
    """The net with momentum, killed behind its row of step 3; its checkpoint is of step 2."""
    workdir = tmp_path_factory.mktemp('half') / 'run'
    run_until(workdir, FEW, 3)
    return workdir


@pytest.fixture
def halfway(half, tmp_path) -> Path:
    """A copy of that run, to be gone on with."""
    shutil.copytree(half, tmp_path / 'run')
    return tmp_path / 'run'


# At the end of an epoch, past two checkpoints; at the first one; before there is one.
@pytest.mark.slow
@pytest.mark.parametrize('name, stops, lengths', [
    ('dropout, batch norm, Adam, cosine', (40,), (7, 1)),
    ('momentum, steps', (18,), (7, 1)), ('few steps', (1,), (1, 2))])
def test_stopped_and_resumed_is_never_stopped(name, stops, lengths, straight, tmp_path):
    """As a graph, by XLA, eagerly; the length of the blocks may change between the parts."""
    *parts, last = [(*NETS[name], f'--config.train.steps_per_call={length}')
                    for length in lengths]
    for part, step in zip(parts, stops):
        run_until(tmp_path / 'run', part, step)
    run(tmp_path / 'run', last)
    assert outcome(tmp_path / 'run') == straight(name)
    assert result(tmp_path / 'run')['sessions'] == len(stops) + 1


def forgotten(state, piece):
    """Returns the variables that a piece of state is made of."""
    weights = {id(weight) for weight in state.model.weights}
    return {
        None: [],
        'masks': [one for one in state.model.variables if id(one) not in weights],
        'moving statistics': state.model.non_trainable_weights,
        'slots': [one for one in state.optimizer.variables
                  if one is not state.optimizer.iterations],
        'step': [state.step],
        'loss_sum and correct_sum': [state.loss_sum, state.correct_sum],
    }[piece]


def restore_all_but(piece):
    """Returns `Checkpoints.restore_newest` that leaves one piece as a new process has it."""
    restore = Checkpoints.restore_newest

    def reduced(self, state):
        kept = [(variable, variable.numpy()) for variable in forgotten(state, piece)]
        assert bool(kept) == (piece is not None)
        origin = restore(self, state)
        for variable, value in kept:
            variable.assign(value)
        return origin

    return reduced


@pytest.fixture(scope='module')
def with_masks(tmp_path_factory) -> Path:
    """The net with all kinds of state, killed in its second epoch, at its checkpoint of step 4."""
    workdir = tmp_path_factory.mktemp('half') / 'run'
    run_until(workdir, FEW_MASKS, 4)
    return workdir


# Of the model's state and of the optimizer's each part alone; the sums of an epoch are two columns.
@pytest.mark.slow
@pytest.mark.parametrize('piece, digest_differs, columns', [
    (None, False, set()),  # all is restored: the method is sound
    ('masks', True, {'test_loss'}), ('moving statistics', True, {'test_loss'}),
    ('slots', True, {'test_loss'}), ('step', True, {'train_loss'}),
    ('loss_sum and correct_sum', False, {'train_loss', 'train_accuracy'}),
])
def test_twin_each_piece_of_state_is_needed(piece, digest_differs, columns, straight, with_masks,
                                            tmp_path, monkeypatch):
    name = 'all state'
    shutil.copytree(with_masks, tmp_path / 'run')
    monkeypatch.setattr(Checkpoints, 'restore_newest', restore_all_but(piece))
    run(tmp_path / 'run', NETS[name])
    digest, lines = outcome(tmp_path / 'run')
    assert (digest != straight(name)[0]) is digest_differs
    differing = {key for one, other in zip(lines, straight(name)[1]) for key in one
                 if one[key] != other[key]}
    assert columns <= differing and bool(columns) == (lines != straight(name)[1])
    if not digest_differs:
        assert differing == columns


@pytest.mark.slow
def test_twin_rows_past_the_checkpoint_would_stand_twice(halfway, monkeypatch):
    """A row at step 3 lies after the checkpoint at 2; kept on resume, it comes twice."""
    from tf_labs.training import metrics_log
    assert [row['step'] for row in rows(halfway)] == [3]

    def keeps_all(self, directory, board, *, last_step, rows_sha256):
        build(self, directory, board, last_step=10**9)
    build = metrics_log.MetricsLog.__init__
    with monkeypatch.context() as patch:
        patch.setattr(metrics_log.MetricsLog, '__init__', keeps_all)
        run(halfway, FEW)
    assert [row['step'] for row in rows(halfway)] == [3, 3, 6, 9]


@pytest.mark.slow
def test_longer_training_continues_a_complete_run(straight, tmp_path):
    run(tmp_path / 'run', (*FEW, '--config.train.epochs=2'))
    run(tmp_path / 'run', FEW)
    assert outcome(tmp_path / 'run') == straight('few steps')


@pytest.mark.slow
def test_killed_between_last_checkpoint_and_result_then_left_as_it_is(
        straight, tmp_path, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr(supervised.Session, '_result', lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            run(tmp_path / 'run', FEW)
    assert not (tmp_path / 'run' / 'result.json').exists()
    for _ in range(2):  # a run that is complete is evaluated, and that is no session
        capsys.readouterr()
        run(tmp_path / 'run', FEW)
        assert 'complete at step 9' in capsys.readouterr().out
        assert outcome(tmp_path / 'run') == straight('few steps')
        assert result(tmp_path / 'run')['sessions'] == 1


@pytest.mark.slow
def test_other_versions_or_threads_are_told_in_one_line(halfway, capsys):
    path = halfway / 'manifest.json'
    manifest = json.loads(path.read_text())
    manifest['environment'] |= {'threads': 96, 'tensorflow': '2.20.0'}
    path.write_text(json.dumps(manifest))
    run(halfway, FEW)
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'not promised' in warning
    assert 'threads 96 ->' in warning and 'tensorflow 2.20.0 ->' in warning


@pytest.mark.slow
@pytest.mark.parametrize('content', [None, ''])
def test_manifest_that_cannot_be_read_costs_only_its_promise(content, straight, halfway, capsys):
    path = halfway / 'manifest.json'
    path.unlink() if content is None else path.write_text(content)
    run(halfway, FEW)
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'manifest.json' in warning
    assert outcome(halfway) == straight('few steps')


@pytest.mark.slow
def test_other_data_of_the_same_name_is_refused(halfway, monkeypatch):
    from tf_labs.data import sources
    from tf_labs.errors import UserError
    load = sources.load

    def one_pixel_off(*arguments, **keywords):
        splits = load(*arguments, **keywords)
        splits['train'].images[0, 0, 0, 0] += 1
        return splits

    monkeypatch.setattr(sources, 'load', one_pixel_off)
    with pytest.raises(UserError, match='not that which this run was begun with'):
        run(halfway, FEW)


@pytest.mark.slow
def test_a_keras_layer_with_random_state_of_its_own_resumes_too(tmp_path, monkeypatch):
    """The loop does not know its layers: plain Keras dropout resumes bit for bit as well."""
    import keras

    from tf_labs.nn import layers
    made = []

    def dropout(rate, seed, dtype):
        made.append(keras.layers.Dropout(rate, seed=seed, dtype=dtype))
        return made[-1]

    monkeypatch.setattr(layers, 'dropout', dropout)
    net = (*FEW, '--config.model.dropout_rate=0.3', '--config.train.epochs=1')
    run(tmp_path / 'straight', net)
    run_until(tmp_path / 'run', net, 2)
    run(tmp_path / 'run', net)
    assert outcome(tmp_path / 'run') == outcome(tmp_path / 'straight')
    assert made


@pytest.mark.slow
def test_every_step_stands_once_in_tensorboard(straight, halfway):
    run(halfway, FEW)
    assert outcome(halfway) == straight('few steps')
    steps = []
    for file in (halfway / 'tensorboard').iterdir():
        for record in tf.data.TFRecordDataset(str(file)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            steps += [event.step for value in event.summary.value if value.tag == 'test_accuracy']
    assert sorted(steps) == [3, 6, 9]


@pytest.mark.slow
def test_digest_covers_every_variable():
    from tf_labs.experiments import assembly
    config = digits_config(*STATEFUL)
    plan = nets.planned(config, 1437)
    state = TrainingState(nets.built(config), assembly.build_optimizer(config, plan))
    digests = {state.digest()}
    variables = [*state.model.variables, *state.optimizer.variables]
    for variable in variables:
        variable.assign(variable + 1)
        digests.add(state.digest())
    assert len(digests) == len(variables) + 1
