"""Code of one's own that cannot be trained with: one line each, and nothing left on the disk."""

import pytest

from tests.asked import ask
from tests.own_code_files import FEW_STEPS
from tests.own_code_files import SOFTMAX
from tests.own_code_files import train
from tests.own_code_files import written
from tf_labs.errors import UserError

HEAD = '''import keras

def flat(classes, **settings):
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(),
                             keras.layers.Dense(classes, **settings)])

'''
NETS = {
    'def build(input_shape, classes, config):\n    raise KeyError("not\\nthere")':
        r"model.name \S+ raises; .*KeyError: .*not.*net.py, line 8\)",
    'def build(input_shape, classes, config):\n    pass':
        'does not return a net; .*received NoneType',
    'def build():\n    return flat(10)': r'raises; expected build\(input_shape, classes, config\)',
    'def build(input_shape, classes, config):\n    return flat(9)':
        r'does not give 10 logits for each of 2 images; expected \[2, 10\]; received \[2, 9\]',
    'def build(input_shape, classes, config):\n    return flat(classes, activation="softmax")':
        'gives probabilities; expected logits',
    'def build(input_shape, classes, config):\n    return flat(classes, activation="sigmoid")':
        'gives probabilities; expected logits',
    'def build(input_shape, classes, config):\n    return flat(classes, dtype="bfloat16")':
        'gives logits of another type; expected float32',
    'net = flat(10)\ndef build(input_shape, classes, config):\n    net.trainable = False\n'
    '    return net': 'has nothing to train',
    'class Net(keras.Model):\n    def call(self, images):\n        return float(images[0])\n'
    'def build(input_shape, classes, config):\n    return Net()': r'raises; .*net.py, line 9\)',
    'def other(input_shape, classes, config):\n    pass':
        'net.py has no function build; .*as flat, other there',
    'def build(': r'does not load; .*SyntaxError: .*net.py, line 7\)',
    'import sys\nsys.exit(3)': 'does not load; .*SystemExit: 3',
    'input()': 'does not load; .*EOFError',
}


@pytest.mark.parametrize('source', NETS)
def test_net(source, tmp_path):
    name = written(tmp_path, HEAD + source)
    with pytest.raises(UserError, match=NETS[source]) as told:
        train(tmp_path / 'run', **{'model.name': f'{name}:build'})
    assert '\n' not in str(told.value) and not (tmp_path / 'run').exists()


LOSSES = {
    'loss(labels, logits):\n    return tf.reduce_mean(logits)': r'received float32 \[\]',
    'loss(labels, logits):\n    return logits': r'received float32 \[3, 10\]',
    'loss(labels, logits):\n    return labels': r'received int64 \[3\]',
    'loss(labels, logits):\n    return tf.math.log(tf.cast(labels, tf.float32))': 'received .*-inf',
    'loss(labels, logits):\n    return 1 / 0': r'raises; .*ZeroDivisionError.*loss.py, line 4\)',
    'loss(labels):\n    return labels': r'raises; expected loss\(labels, logits\)',
    'loss(labels, logits):\n    return tf.cast(labels, tf.float32)':
        'does not depend on the logits; expected a loss with a gradient with respect to them',
}


@pytest.mark.parametrize('source', LOSSES)
def test_loss(source, tmp_path):
    name = written(tmp_path, f'import tensorflow as tf\n\ndef {source}', 'loss.py')
    with pytest.raises(UserError, match=LOSSES[source]) as told:
        train(tmp_path / 'run', **{'loss.name': f'{name}:loss'})
    assert 'config.loss.name' in str(told.value) and not (tmp_path / 'run').exists()


@pytest.mark.parametrize('body, words', [
    ('return None', 'does not return an optimizer; .*received NoneType'),
    ('return keras.optimizers.Adm(1)', 'raises; .*AttributeError'),
    ('adam.build([]); return adam', 'returns an optimizer that is in use')])
def test_optimizer(body, words, tmp_path):
    name = written(tmp_path, f'import keras\nadam = keras.optimizers.Adam()\n\n'
                   f'def make(learning_rate, config):\n    {body}\n', 'make.py')
    with pytest.raises(UserError, match=words):
        train(tmp_path / 'run', **{'optimizer.name': f'{name}:make'})
    assert not (tmp_path / 'run').exists()


@pytest.mark.parametrize('flags, words', [
    (['--config.model.name=net.py:build'], 'config.model.name: there is no such file'),
    (['--config.model.name=.:build'], 'unknown config.model.name'),
    (['--config.model.name=python:build'], 'exists only in the Python process'),
    (['--config.model.name=a.py:build', '--config.loss.name=b/a.py:loss'],
     'two files of code have the same name'),
    (['--config.model.name=a.py:build', '--config.model.split_towers'], 'split_towers is for'),
    (['--config.model.name=a.py:build', '--config.pretraining.name=rbm'], 'has no effect'),
    (['--config.loss.name=a.py:loss', '--config.loss.gamma=3'], 'has no effect'),
    (['--config.loss.name=focal', '--config.data.labels=one_hot'], 'has no effect')])
def test_command_line(flags, words, tmp_path):
    written(tmp_path, SOFTMAX, 'a.py')
    (tmp_path / 'b').mkdir()
    written(tmp_path / 'b', '# another', 'a.py')
    done = ask('run', 'digits', *flags, '--workdir=run', cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count('\n') == 1 and words in done.stderr
    assert not (tmp_path / 'run').exists()


@pytest.mark.slow
def test_two_calls_must_give_two_nets(tmp_path):
    name = written(tmp_path, f'{HEAD}net = flat(10)\ndef build(shape, classes, config):\n'
                   '    return net\n')
    train(tmp_path / 'first', **{**FEW_STEPS, 'model.name': f'{name}:build'})
    with pytest.raises(UserError, match='returns a net that it has returned before'):
        train(tmp_path / 'second', **{'model.name': f'{name}:build'})
