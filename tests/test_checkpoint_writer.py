"""A checkpoint is the same file whether TensorFlow looks for its content or not."""

from pathlib import Path

import keras
import pytest
import tensorflow as tf

from tests import nets
from tests.conftest import digits_config
from tf_labs.nn.plateau import Plateau
from tf_labs.training import best_step
from tf_labs.training import checkpoint_writer
from tf_labs.training.checkpoint_writer import CheckpointWriter
from tf_labs.training.state import TrainingState

CONFIG = digits_config('--config.model.hidden_sizes=6', '--config.model.batch_norm',
                       '--config.model.dropout_rate=0.3')


def state_of(strategy: tf.distribute.Strategy) -> TrainingState:
    with strategy.scope():
        model = nets.built(CONFIG)
        optimizer = keras.optimizers.Adam()
        optimizer.build(model.trainable_variables)
    state = TrainingState(model, optimizer, Plateau(3), best_step.BestStep(2))
    state.checkpoint.save_counter.assign(0)
    state.checkpoint.origin = tf.Variable('of this run')
    return state


def files(root: Path, name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(root.glob(f'{name}.*'))]


@pytest.mark.parametrize('strategy', [
    tf.distribute.get_strategy, lambda: tf.distribute.MirroredStrategy(['CPU:0'])])
def test_bytes_are_those_that_tensorflow_writes(strategy, tmp_path, monkeypatch):
    state = state_of(strategy())
    writer, writes = CheckpointWriter(), []
    write = tf.train.Checkpoint.write
    monkeypatch.setattr(tf.train.Checkpoint, 'write', lambda self, path: (
        writes.append(path), write(self, path))[1])
    writer.write(state.checkpoint, str(tmp_path / 'first'))
    state.step.assign(7)
    state.checkpoint.origin.assign('of this run, at step 7')
    state.model.trainable_variables[0].assign_add(
        tf.ones_like(state.model.trainable_variables[0].value))
    writer.write(state.checkpoint, str(tmp_path / 'second'))
    assert writes == [str(tmp_path / 'first')]
    write(state.checkpoint, str(tmp_path / 'known'))
    assert files(tmp_path, 'second') == files(tmp_path, 'known') != files(tmp_path, 'first')
    assert len(list(tmp_path.iterdir())) == 6  # and nothing is left beside them
    digest = state.digest()
    state.model.trainable_variables[0].assign_add(
        tf.ones_like(state.model.trainable_variables[0].value))
    state.checkpoint.read(str(tmp_path / 'second')).assert_consumed()
    assert state.digest() == digest and int(state.step) == 7


def test_another_checkpoint_is_looked_through_anew(tmp_path):
    writer, whole = CheckpointWriter(), []
    for number in range(2):
        checkpoint = tf.train.Checkpoint(**{f'value{number}': tf.Variable(1.0 + number)})
        checkpoint.save_counter.assign(0)
        writer.write(checkpoint, str(tmp_path / 'one'))
        writer.write(checkpoint, str(tmp_path / 'one'))
        whole.append(tf.train.load_variable(
            str(tmp_path / 'one'), f'value{number}/.ATTRIBUTES/VARIABLE_VALUE'))
    assert whole == [1, 2]


def test_what_is_not_known_under_its_name_is_written_by_tensorflow(tmp_path, monkeypatch):
    """As the parts of a variable that is shared out, or an object with a saver of its own."""
    monkeypatch.setattr(checkpoint_writer, '_variables', lambda checkpoint: {})
    checkpoint, writer = tf.train.Checkpoint(value=tf.Variable(3.0)), CheckpointWriter()
    checkpoint.save_counter.assign(0)
    for _ in range(2):
        writer.write(checkpoint, str(tmp_path / 'one'))
        assert tf.train.load_variable(
            str(tmp_path / 'one'), 'value/.ATTRIBUTES/VARIABLE_VALUE') == 3


def test_a_place_that_takes_no_file_is_an_error_of_tensorflow(tmp_path):
    checkpoint, writer = tf.train.Checkpoint(value=tf.Variable(3.0)), CheckpointWriter()
    checkpoint.save_counter.assign(0)
    writer.write(checkpoint, str(tmp_path / 'one'))
    with pytest.raises(tf.errors.OpError):
        writer.write(checkpoint, str(tmp_path / 'one.index' / 'one'))
