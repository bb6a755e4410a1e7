"""Arrays of one's own from .npz files: pictures or tables, and one line for what is neither."""

import hashlib

import numpy as np
import pytest
from sklearn import datasets

from tests import tables
from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tf_labs.config.schema import default_config
from tf_labs.data import data_sets
from tf_labs.errors import LabError

pytestmark = pytest.mark.usefixtures('undrawn')


def section(path, labels='sparse'):
    data = default_config().data
    data.name, data.labels = f'npz:{path}', labels
    return data


def pictures(count=60, side=8):
    digits = datasets.load_digits()
    return digits.images[:count].astype(np.uint8) * 15, digits.target[:count].astype(np.uint8)


def keras_form(path, count=60):
    x, y = pictures(count)
    cut = 4 * count // 5
    np.savez_compressed(path, x_train=x[:cut], y_train=y[:cut], x_test=x[cut:], y_test=y[cut:])
    return path


def test_the_form_of_keras_is_read_as_it_is(tmp_path):
    path, (x, y) = keras_form(tmp_path / 'mnist.npz'), pictures()
    facts = data_sets.describe(section(path))
    assert facts.image_shape == (8, 8, 1) and facts.names == tuple('0123456789')
    assert (facts.values, facts.examples) == ('pixels', {'train': 48, 'test': 12})
    splits = data_sets.load(section(path), ('train', 'test'))
    assert np.array_equal(splits['train'].images[..., 0], x[:48])
    assert splits['train'].images.dtype == np.uint8 and splits['test'].labels.dtype == np.int64
    assert np.array_equal(splits['test'].labels, y[48:])


def test_pictures_without_a_test_are_split_by_a_hash_of_their_bytes(tmp_path):
    x, y = pictures(300)
    np.savez(tmp_path / 'one.npz', x=x.astype(np.int64), y=y)
    test = data_sets.load(section(tmp_path / 'one.npz'), ('test',))['test']
    chosen = [int(hashlib.sha256(one.tobytes()).hexdigest()[:8], 16) / 2**32 < 1 / 6 for one in x]
    assert np.array_equal(test.images[..., 0], x[chosen])


def test_colours_alpha_and_floats(tmp_path):
    grey = np.full((40, 2, 2, 4), 100, np.uint8)
    grey[0, ..., 3], grey[1, ..., 3] = 0, 51
    grey[2:, ..., 3] = 255
    y = np.arange(40) % 2
    np.savez(tmp_path / 'a.npz', x_train=grey, y_train=y, x_test=grey, y_test=y[:, np.newaxis])
    train = data_sets.load(section(tmp_path / 'a.npz'), ('train',))['train']
    assert train.images.shape == (40, 2, 2, 3)
    assert [int(train.images[place, 0, 0, 0]) for place in range(3)] == [
        255, round(100 * 0.2 + 255 * 0.8), 100]
    floats = np.random.default_rng(1).normal(size=(40, 4, 4))
    np.savez(tmp_path / 'f.npz', x=floats, y=np.array(['no', 'yes'])[y])
    facts = data_sets.describe(section(tmp_path / 'f.npz'))
    assert facts.values == 'numbers' and facts.names == ('no', 'yes') and not facts.columns
    train = data_sets.load(section(tmp_path / 'f.npz'), ('train',))['train']
    assert train.images.dtype == np.float32 and train.images.min() < 0


def _arrays(**changes):
    x, y = pictures(40)
    return {'x': x, 'y': y % 3, **changes}


X, Y = pictures(40)
BAD = {
    'objects': ({'x': X, 'y': np.array([*map(str, Y)], dtype=object)}, 'holds objects'),
    'ragged': ({'x': np.array([X[0], X[1, :3]], dtype=object), 'y': Y[:2]}, 'holds objects'),
    'names': ({'images': X, 'labels': Y}, 'expected x_train, y_train, x_test, y_test, or x, y; '
              'received images, labels'),
    'half': ({'x_train': X, 'y_train': Y}, 'received x_train, y_train'),
    'lengths': ({'x': X, 'y': Y[:-1]}, 'x and y differ in length; expected 40 of y; '
                'received 39'),
    'float labels': ({'x': X, 'y': Y / 10}, 'y holds floats, which are not class numbers'),
    'from 1': ({'x': X, 'y': Y % 3 + 1}, 'the classes are not numbered from 0 without gaps; '
               'expected whole numbers 0 to K - 1 or texts for K classes; received 1, 2, 3'),
    'gap': ({'x': X, 'y': Y % 3 * 2}, 'received 0, 2, 4'),
    'one class': ({'x': X, 'y': Y * 0}, 'there is one class'),
    'nan': ({'x': np.where(np.arange(40)[:, None, None] == 7, np.nan, X), 'y': Y % 3},
            'NaN or an infinity in example 7'),
    'beyond a byte': ({'x': X.astype(np.int32) * 300, 'y': Y % 3},
                      'whole numbers that are not pixel values'),
    'shape': ({'x': X[..., None, None], 'y': Y % 3}, 'another shape'),
    'channels': ({'x': X[:, :, :5, None].repeat(2, 3), 'y': Y % 3}, 'another shape'),
    'flat': ({'x': X[:, 0, 0], 'y': Y % 3}, 'another shape'),
    'texts': ({'x': X.astype(str), 'y': Y % 3}, 'holds no numbers'),
    'vectors': ({'x': X, 'y': np.eye(3)[Y % 3]}, 'y has another shape'),
    'empty': ({'x': X[:0], 'y': Y[:0]}, 'x is empty'),
    'scalar': ({'x': X, 'y': np.array(3)}, 'received a single number'),
    'unlike': ({'x_train': X, 'y_train': Y % 3, 'x_test': X / 9, 'y_test': Y % 3},
               'training and test differ in shape or type'),
    'huge': ({'x': np.full((40, 2), 1e300), 'y': Y % 3}, 'a sixth by the hash'),
    'only in the test': ({'x_train': X, 'y_train': Y % 3, 'x_test': X, 'y_test': Y % 4},
                         'the test split has a class that the training split lacks'),
    'control characters': ({'x': X, 'y': np.array(['a\n', 'b'])[Y % 2]}, 'control characters'),
    'too large': ({'x': np.arange(80).reshape(40, 2) * 1e200, 'y': Y % 3}, 'are too large'),
}


@pytest.mark.filterwarnings('error')
@pytest.mark.parametrize('name', BAD)
def test_what_is_wrong_is_told_in_one_line(name, tmp_path):
    arrays, expected = BAD[name]
    np.savez(tmp_path / 'bad.npz', **arrays)
    with pytest.raises(LabError) as error:
        data_sets.describe(section(tmp_path / 'bad.npz'))
    assert expected in str(error.value) and '\n' not in str(error.value)


def test_damaged_missing_and_huge_files(tmp_path):
    path = keras_form(tmp_path / 'a.npz')
    path.write_bytes(path.read_bytes()[:-40])
    for name in (path, tmp_path / 'no.npz', tmp_path):
        with pytest.raises(LabError) as error:
            data_sets.describe(section(name))
        assert '\n' not in str(error.value)


@pytest.mark.filterwarnings('error')
def test_a_table_of_floats_and_numbers_to_learn(tmp_path):
    x, y = tables.lines()
    np.savez(tmp_path / 'a.npz', x=x, y=np.column_stack([y, -y]))
    facts = data_sets.describe(section(tmp_path / 'a.npz', 'numbers'))
    assert [one.name for one in facts.columns] == ['x0', 'x1', 'x2'] and facts.outputs == 2
    train = data_sets.load(section(tmp_path / 'a.npz', 'numbers'), ('train',))['train']
    np.testing.assert_allclose(train.labels.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(train.labels.std(axis=0), 1, atol=1e-5)


def arguments(path, workdir):
    return ['run', f'--config={ROOT}/configs/digits.py', f'--config.data.name=npz:{path}',
            '--config.data.scale=0.004', '--config.train.execution=eager',
            '--config.data.batch_size=40', '--config.model.hidden_sizes=8',
            '--config.train.epochs=2', '--config.train.checkpoint_every_steps=3',
            '--config.train.steps_per_call=1', '--config.train.diagnostics=False',
            f'--workdir={workdir}']


@pytest.mark.slow
def test_killed_gone_on_with_reported_and_shown_a_picture(tmp_path):
    path = keras_form(tmp_path / 'a.npz', 200)
    assert ask(*arguments(path, tmp_path / 'straight')).returncode == 0
    assert cli(*arguments(path, tmp_path / 'run'), moment='after:save:3').returncode == -9
    assert cli(*arguments(path, tmp_path / 'run')).returncode == 0
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']
    assert rows(tmp_path / 'run') == rows(tmp_path / 'straight')
    assert ask('report', f'--workdir={tmp_path}/run').returncode == 0
    assert (tmp_path / 'run' / 'figures' / 'mistakes.png').exists()
    keras_form(path, 205)
    other = ask(*arguments(path, tmp_path / 'run'))
    assert other.returncode == 2 and 'the data is not that which this run' in other.stderr


@pytest.mark.slow
def test_floats_are_fed_as_they_are(tmp_path):
    import tf_labs
    x, y = pictures(120)
    np.savez(tmp_path / 'f.npz', x=(x / 120).astype(np.float32), y=y)
    run = tf_labs.run(tables.config('own_table', f'npz:{tmp_path}/f.npz', train__epochs=1,
                                    train__diagnostics=True), tmp_path / 'run')
    np.testing.assert_array_equal(run.inputs(x[:3, ..., None] / 120)[..., 0],
                                  (x[:3] / 120).astype(np.float32))
    assert run.predict(x[:3, ..., None] / 120).shape == (3, 10)
    assert 'Not shown' not in run.report().read_text('utf-8')
