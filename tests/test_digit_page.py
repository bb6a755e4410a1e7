"""The page on which one draws a digit: what it is made from, and what it is not made from."""

import base64
import json
import re
import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.conftest import STATEFUL
from tests.nets import two_towers
from tf_labs.commands import showing
from tf_labs.data import sources
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import digit_pages
from tf_labs.experiments import plain_layers
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.nn import activations
from tf_labs.training.identity import Identity
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.usefixtures('undrawn')

TEST = sources.load('digits', ('test',), None)['test']
UNUSUAL = ('--config.model.form=subclass', '--config.model.activation=prelu',
           '--config.model.hidden_sizes=9,7', '--config.optimizer.name=asgd',
           '--config.optimizer.learning_rate=0.05', '--config.optimizer.average_from=5',
           '--config.train.steps=10')
FEW_STEPS = ('--config.data.train_examples=96', '--config.train.execution=eager',
             '--config.train.diagnostics=False')
RUNS = {'stateful': (*STATEFUL, '--config.data.eval_scale=0.07', *FEW_STEPS,
                     '--config.train.epochs=1'),
        'unusual': (*UNUSUAL, *FEW_STEPS)}


@pytest.fixture(scope='module')
def runs(tmp_path_factory):
    """{name: RunDirectory} of two small runs on digits."""
    above = tmp_path_factory.mktemp('runs')
    for name, overrides in RUNS.items():
        supervised.run(digits_config(*overrides), str(above / name))
    return {name: RunDirectory(above / name) for name in RUNS}


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), '<f4').astype(np.float64)


def probabilities(layers: list[dict], inputs: np.ndarray) -> np.ndarray:
    """What the plain JSON of a net says about inputs [B, pixels]; relu and prelu only."""
    values = inputs
    for layer in json.loads(json.dumps(layers)):
        if layer['kind'] == 'dense':
            kernel = floats(layer['kernel']).reshape(layer['inputs'], layer['units'])
            values = values @ kernel + floats(layer['bias'])
        elif layer['kind'] == 'batch_norm':
            sd = np.sqrt(floats(layer['variance']) + layer['epsilon'])
            values = (values - floats(layer['mean'])) / sd
            values = values * floats(layer['gamma']) + floats(layer['beta'])
        else:
            values = np.where(values > 0, values, layer['parameters'].get('a', 0) * values)
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def plain(run: RunDirectory) -> list[dict]:
    trained = TrainedRun(run, None)
    return plain_layers.layers(trained.model, trained.config.model.activation)


@pytest.mark.slow
@pytest.mark.parametrize('name', RUNS)
def test_plain_layers_are_the_net(runs, name):
    """Batch norm, dropout, another scale; or a class, a learnt slope and averaged weights."""
    trained = TrainedRun(runs[name], None)
    expected = tf.nn.softmax(trained.logits(tf.constant(TEST.images))).numpy()
    inputs = TEST.images.reshape(len(TEST), -1) * assembly.eval_scale(trained.config)
    np.testing.assert_allclose(
        probabilities(plain(runs[name]), inputs), expected, atol=1e-6)


@pytest.mark.slow
def test_kinds_of_layers(runs):
    stateful, unusual = (plain(runs[name]) for name in RUNS)
    assert [layer['kind'] for layer in stateful] == [
        'dense', 'batch_norm', 'activation', 'dense', 'batch_norm', 'activation', 'dense']
    assert stateful[1]['epsilon'] == 0.001
    learnt = [layer for layer in unusual if layer['kind'] == 'activation']
    assert [layer['name'] for layer in learnt] == ['prelu', 'prelu']
    slopes = [layer['parameters']['a'] for layer in learnt]
    assert all(0 < abs(slope - 0.25) < 0.25 for slope in slopes)


@pytest.mark.parametrize('layer', [
    keras.layers.Conv2D(2, 3, dilation_rate=2), keras.layers.Conv2D(2, 3, activation='relu'),
    keras.layers.DepthwiseConv2D(3), keras.layers.Dense(3, activation='relu'),
    keras.layers.Activation('softplus'), keras.layers.LayerNormalization()])
def test_unknown_layer_is_named(layer):
    model = keras.Sequential([keras.Input((8, 8, 1)), layer])
    with pytest.raises(UserError, match=f'does not support a layer.*{type(layer).__name__}'):
        plain_layers.layers(model, 'relu')


def test_towers_are_named():
    with pytest.raises(UserError, match='does not support a layer.*Towers'):
        plain_layers.layers(two_towers(), 'relu')


def test_learnt_activation_is_not_shown_as_it_began(monkeypatch):
    """Another PReLU than this project's: its slopes are not a curve's parameter."""
    monkeypatch.setitem(activations.ACTIVATIONS, 'own', activations.Activation(
        'x', tf.identity, lambda dtype: keras.layers.PReLU(dtype=dtype)))
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.PReLU()])
    with pytest.raises(UserError, match='does not support a layer.*PReLU'):
        plain_layers.layers(model, 'own')


@pytest.mark.slow
def test_page_holds_the_users_own_examples_and_the_answers_of_the_run(runs, tmp_path):
    target = digit_pages.write_digit([runs['stateful']], tmp_path / 'digit.html')
    text = target.read_text('utf-8')
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])
    assert [example['label'] for example in data['examples']] == list(range(10))
    pixels = np.stack([np.frombuffer(base64.b64decode(example['pixels']), np.uint8)
                       for example in data['examples']])
    known = TEST.images.reshape(len(TEST), -1)
    places = [int(np.flatnonzero((known == image).all(axis=1))[0]) for image in pixels]
    assert [int(TEST.labels[place]) for place in places] == list(range(10))
    answers = np.array(data['nets'][0]['answers'])
    logits = TrainedRun(runs['stateful'], None).logits(tf.constant(TEST.images[places]))
    np.testing.assert_allclose(answers, tf.nn.softmax(logits).numpy(), atol=1e-6)
    accuracy = json.loads((runs['stateful'].path / 'result.json').read_text())['test_accuracy']
    assert f'{accuracy:.2%} of the test set right after 3 steps' in text
    assert 'dropout of 0.3 while training, none here' in text and 'http' not in text


def test_runs_of_one_lab_are_told_apart_by_their_directories(tmp_path):
    paths = ['relu/seed-1', 'sigmoid/seed-1']
    directories = [RunDirectory(tmp_path / path) for path in paths]
    for directory in directories:
        directory.path.mkdir(parents=True)
        directory.write_config(digits_config())
    assert digit_pages.names(directories) == paths
    directories[1].write_config(lab_config('mnist_relu'))
    assert digit_pages.names(directories) == ['digits', 'mnist_relu']


@pytest.mark.parametrize('configs, parts', [
    ([digits_config()] * 3, 'too many runs.*two side by side; received 3'),
    ([lab_config('mnist_relu', '--config.data.name=kmnist')],
     'does not support the data set of this run; expected.*digits, mnist, fashion_mnist, or on.*; '
     'received kmnist'),
    ([lab_config('cifar10', '--config.train.precision=mixed_bfloat16')],
     'cannot reproduce the answers of this run'),
    ([lab_config('own_pictures'), lab_config('own_pictures', '--config.data.side=32')],
     'need the same input shape and classes; expected.*data.side.*received 64x64x3 and 32x32x3'),
    ([lab_config('mnist_relu'), digits_config()], 'on one data set; received mnist and digits'),
    ([digits_config('--config.train.precision=mixed_bfloat16')],
     'cannot reproduce the answers of this run; expected train.precision float32; received '
     'mixed_bfloat16'),
    ([lab_config('optimizers')], 'no single trained classifier.*received comparison'),
    ([lab_config('gates')], 'no single trained classifier.*received gates'),
])
def test_runs_that_no_page_can_be_made_of(tmp_path, configs, parts):
    for number, config in enumerate(configs):
        (tmp_path / f'{number}').mkdir()
        RunDirectory(tmp_path / f'{number}').write_config(config)
    workdir = [f'{tmp_path / str(number)}' for number in range(len(configs))]
    with pytest.raises(UserError, match=parts):
        showing.page(workdir, None, f'{tmp_path}/digit.html')
    assert not (tmp_path / 'digit.html').exists()


@pytest.mark.slow
def test_one_run_twice_no_run_and_no_place(runs, tmp_path):
    path = runs['stateful'].path
    with pytest.raises(UserError, match='the two runs are the same'):
        showing.page([f'{path}', f'{path}/'], None, None)
    with pytest.raises(UserError, match='no run in this directory'):
        showing.page([f'{path}', f'{tmp_path}'], None, None)
    with pytest.raises(UserError, match='--output cannot be written'):
        showing.page([f'{path}'], None, f'{tmp_path}/missing/digit.html')


@pytest.mark.slow
def test_without_a_checkpoint_and_with_a_net_that_overflows(runs, tmp_path, monkeypatch):
    shutil.copytree(runs['stateful'].path, tmp_path / 'run')
    directory = RunDirectory(tmp_path / 'run')
    config = directory.config()
    config.data.eval_scale = 1e38
    directory.write_config(config)
    monkeypatch.setattr(Identity, 'difference', lambda *_: '')  # it is another config now
    with pytest.raises(RunFailedError, match='overflows on the examples'):
        digit_pages.write_digit([directory], tmp_path / 'digit.html')
    for checkpoint in directory.path.glob('ckpt-*'):
        checkpoint.unlink()
    with pytest.raises(RunFailedError, match='no sound checkpoint'):
        digit_pages.write_digit([directory], tmp_path / 'digit.html')
    assert not (tmp_path / 'digit.html').exists()


@pytest.mark.slow
def test_command_writes_where_it_is_told(runs, tmp_path):
    done = cli('page', f'--workdir={runs["stateful"].path},{runs["unusual"].path}',
               f'--output={tmp_path}/both.html')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert done.stdout == f'{tmp_path}/both.html\n'
    text = (tmp_path / 'both.html').read_text('utf-8')
    assert text.count('class="net"') == 2 and 'Inside stateful' in text
