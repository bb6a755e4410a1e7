"""Data given from Python: the same rules, runs, resumes and reports as for files."""

import numpy as np
import pytest
import tensorflow as tf

from tests import tables
from tests.asked import ask
from tests.killed_run import killed_before
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.data import given_arrays
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import LabError
from tf_labs.errors import UserError

pytestmark = pytest.mark.usefixtures('undrawn')


def flowers():
    _, x, names = tables.flowers()
    order = np.random.default_rng(1).permutation(len(x))
    x, y = x[order], np.array(names)[order]
    return (x[:120], y[:120]), (x[120:], y[120:])


CONFIG = {**tables.SMALL, 'train.checkpoint_every_steps': 3, 'train.steps_per_call': 1}


def described(data, labels='sparse'):
    section = tf_labs.default_config().data
    section.name, section.labels = 'python', labels
    with given_arrays.held(data):
        return given_arrays.describe(section), given_arrays.load(section, ('train', 'test'))


def test_tf_data_is_what_its_arrays_are():
    (x, y), (x_test, y_test) = flowers()
    _, plain = described(((x, y), (x_test, y_test)))
    batched = tf.data.Dataset.from_tensor_slices((x, y)).batch(50)
    single = tf.data.Dataset.from_tensor_slices((x_test, y_test))
    facts, found = described((batched, single))
    assert facts.names == ('setosa', 'versicolor', 'virginica')
    for split in ('train', 'test'):
        assert found[split].fingerprint() == plain[split].fingerprint()


def endless():
    while True:
        yield np.zeros(2, np.float32), 0


@pytest.mark.slow
def test_what_is_no_data_is_told_in_one_line(monkeypatch):
    monkeypatch.setattr(given_arrays, 'ELEMENTS', 1000)
    (x, y), test = flowers()
    unbounded = tf.data.Dataset.from_generator(
        endless, output_signature=(tf.TensorSpec([2]), tf.TensorSpec([], tf.int32)))
    for data, expected in (
            ((x, y), 'data is not possible'), (x, 'data is not possible'), (3, 'not possible'),
            ((), 'not possible'), (((x, y), test, test), 'not possible'),
            (((x, y, y),), 'the train data is not possible'),
            ((endless(),), 'received a generator'),
            (((x, iter(y)),), 'y of the train data is not an array'),
            ((([[1, 2], [3]], [0, 1]),), 'rows of different lengths'),
            (((x, y[:5]), test), 'differ in length'),
            (((x, y), (test[0][:, :2], test[1])), 'differ in shape or type'),
            (((x, y), (test[0], np.zeros(30, int))), 'texts and numbers'),
            (((x, None),), 'received a NoneType'),
            ((tf.data.Dataset.from_tensor_slices(x),), 'elements (x, y)'),
            ((tf.data.Dataset.from_tensor_slices((x, y)).repeat(),), 'is infinite'),
            ((unbounded,), 'too large'),
            ((tf.data.Dataset.from_tensor_slices((x, y)).take(0),), 'is empty')):
        with pytest.raises(UserError) as error:
            described(data)
        assert expected in str(error.value) and '\n' not in str(error.value)
    with pytest.raises(LabError, match='NaN or an infinity in example 3'):
        described(((np.where(np.arange(120)[:, None] == 3, np.nan, x), y), test))


def test_a_caller_may_change_what_he_has_given():
    x, y = np.random.default_rng(1).normal(size=(60, 2)), np.arange(60) % 2
    section = tf_labs.default_config().data
    section.name = 'python'
    with given_arrays.held(((x, y),)):
        before = given_arrays.load(section, ('train',))['train'].fingerprint()
        x[:] = 0
        assert given_arrays.load(section, ('train',))['train'].fingerprint() == before
    with pytest.raises(DataNotAvailableError, match='was given from Python'):
        given_arrays.describe(section)


@pytest.mark.slow
def test_run_stop_resume_evaluate_report(tmp_path):
    data = flowers()
    config = tf_labs.load('own_table', CONFIG)
    straight = tf_labs.run(config, tmp_path / 'straight', data=data)
    with killed_before(8):
        tf_labs.run(config, tmp_path / 'run', data=data)
    (x, y), test = data
    other = (x + 0.1, y), (test[0] + 0.1, test[1])
    run = tf_labs.open_run(tmp_path / 'run')
    with pytest.raises(UserError, match='the data is not that which this run was begun with'):
        run.resume(data=other)
    with pytest.raises(DataNotAvailableError, match='give it again'):
        run.resume()
    run = run.resume(data=data)
    assert run.result['digest'] == straight.result['digest'] and len(run.rows) == 2
    assert run.evaluate(data=data)['accuracy'] == run.result['test_accuracy']
    with pytest.raises(UserError, match='is not the data of this run'):
        run.evaluate('train', data=other)
    with figures_undrawn():
        assert 'Not shown' not in run.report(data=data).read_text('utf-8')
        assert 'Not shown: python is not prepared' in run.report().read_text('utf-8')
    assert run.predict(test[0]).shape == (30, 3)

    for words in (['eval'], ['predict', '--index=0']):
        done = ask(*words, f'--workdir={tmp_path}/run')
        assert done.returncode == 3 and done.stderr.count('\n') == 1
        assert 'was given from Python' in done.stderr
    done = ask('run', 'digits', '--config.data.name=python')
    assert done.returncode == 3 and done.stderr.count('\n') == 1


@pytest.mark.slow
def test_pictures_and_numbers_to_learn(tmp_path):
    generator = np.random.default_rng(1)
    x = generator.integers(0, 256, (90, 6, 6), np.uint8)
    y = x.mean(axis=(1, 2))
    run = tf_labs.run(tf_labs.load('own_regression', {
        **CONFIG, 'train.epochs': 1}), tmp_path / 'run', data=((x, y),))
    assert set(run.evaluate(data=((x, y),))) == {'loss', 'r2', 'rmse', 'examples', 'step'}
    assert run.predict(x).shape == (90, 1)
    assert run.config.data.scale == 1 / 255
