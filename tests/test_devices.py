"""Devices: two logical CPUs give the result of one; what is chosen is said."""

import json
import shutil

import numpy as np
import pytest

from tests import photo_set
from tests.conftest import cli
from tests.conftest import forked
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.undrawn import figures_undrawn
from tf_labs import console
from tf_labs import runtime
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import procedure
from tf_labs.labs.layer_probe import lab
from tf_labs.training.run_directory import RunDirectory

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]

# SGD with momentum, not Adam: see test_step.py on biases before batch norm.
NET = ('--config.model.hidden_sizes=24,16', '--config.model.batch_norm',
       '--config.optimizer.name=sgd', '--config.optimizer.momentum=0.9',
       '--config.optimizer.clip_norm=0.3',
       '--config.train.execution=graph', '--config.train.steps=60',
       '--config.train.checkpoint_every_steps=25', '--config.train.diagnostics=False')

MASKS = '''
from tf_labs import runtime
strategy = runtime.start('2').strategy
import tensorflow as tf
from tf_labs.nn import layers
for make in (layers.dropout, tf.keras.layers.Dropout):
    with strategy.scope():
        layer = make(0.5, seed=1)
        layer.build((4, 50))
    @tf.function
    def step():
        return strategy.run(lambda: layer(tf.ones([4, 50]), training=True))
    first, second = (strategy.experimental_local_results(step()) for _ in range(2))
    print(bool(tf.reduce_all(first[0] == first[1])), bool(tf.reduce_all(first[0] == second[0])))
'''


def run(workdir, devices):
    done = cli('run', f'--config={ROOT}/configs/digits.py', *NET, f'--devices={devices}',
               f'--workdir={workdir}', drawn=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ''
    return done.stdout


def weights(workdir):
    return np.concatenate([one.ravel() for one in TrainedRun(
        RunDirectory(workdir), None).model.get_weights()])


@pytest.fixture(scope='module')
def on_two(tmp_path_factory):
    workdir = tmp_path_factory.mktemp('devices') / 'two'
    assert '2 x CPU, graph' in run(workdir, '2')
    return workdir


def test_two_logical_cpus_give_the_result_of_one(on_two, tmp_path):
    assert '1 x CPU, graph' in run(tmp_path / 'one', 'cpu')
    one, two = weights(tmp_path / 'one'), weights(on_two)
    assert one.size == two.size > 1000
    assert np.abs(one - two).max() < 1e-5
    rows = [json.loads((workdir / 'metrics.jsonl').read_text().splitlines()[-1])
            for workdir in (tmp_path / 'one', on_two)]
    for key in ('train_loss', 'test_loss'):
        assert rows[0][key] == pytest.approx(rows[1][key], abs=1e-5)
    assert rows[0]['train_accuracy'] == rows[1]['train_accuracy']


def test_resume_on_other_devices_is_told(on_two, tmp_path):
    shutil.copytree(on_two, tmp_path / 'run')
    done = cli('run', f'--config={ROOT}/configs/digits.py', *NET, '--config.train.steps=80',
               '--devices=cpu', f'--workdir={tmp_path}/run', drawn=False)
    assert done.returncode == 0
    assert 'devices 2 x CPU -> 1 x CPU' in done.stderr and 'not promised' in done.stderr
    assert done.stderr.count('\n') == 1


def test_dropout_differs_between_replicas_and_steps_and_that_of_keras_only_between_steps():
    done = forked(MASKS)
    assert done.stdout.splitlines() == ['False False', 'True False'], done.stderr


@pytest.mark.parametrize('arguments, part', [
    (['--devices=3'], 'multiple of 3'),
    (['--devices=2', '--config.train.execution=xla'], 'supports only one device'),
])
def test_what_devices_cannot_do(arguments, part, tmp_path):
    done = cli('run', f'--config={ROOT}/configs/digits.py', f'--workdir={tmp_path}/run',
               *arguments)
    assert done.returncode == 2 and done.stderr.count('\n') == 1 and part in done.stderr
    assert list(tmp_path.iterdir()) == []


# AlexNet on photographs of 80 pixels, without dropout: masks would be drawn alike in any case.
TOWERS = ('--config.data.side=80', '--config.data.crop=67', '--config.data.batch_size=2',
          '--config.model.hidden_sizes=8,8', '--config.train.steps=2',
          '--config.train.diagnostics=False', '--config.train.execution=graph',
          '--config.data.validation_examples=1')


def test_towers_on_two_devices_give_the_result_of_one(tmp_path):
    photo_set.write(tmp_path / 'tfds', train=6, test=2, shards=1)
    settings = (*TOWERS, f'--config.data.dir={tmp_path / "tfds"}')
    with figures_undrawn():
        supervised.run(lab_config('alexnet', *settings), str(tmp_path / 'one'))
    done = cli('run', f'--config={ROOT}/configs/alexnet.py', *settings, '--devices=2',
               '--config.model.split_towers', f'--workdir={tmp_path / "two"}',
               env={'XDG_CACHE_HOME': str(tmp_path / 'cache')}, drawn=False)
    assert done.returncode == 0, done.stderr
    assert '2 x CPU' in done.stdout
    one, two = (result(tmp_path / name)['test_loss'] for name in ('one', 'two'))
    assert two == pytest.approx(one, rel=1e-5)


def test_towers_need_two_devices(tmp_path):
    done = cli('run', f'--config={ROOT}/configs/alexnet.py', '--config.model.split_towers',
               f'--workdir={tmp_path / "run"}')
    assert done.returncode == 2
    assert 'split_towers needs two devices; expected devices 2' in done.stderr
    assert not (tmp_path / 'run').exists()


def test_a_lab_asks_a_net_on_its_own_devices_with_the_threads_of_the_net(trained_convnet, tmp_path,
                                                                         monkeypatch):
    started = []
    start = runtime.start
    monkeypatch.setattr(procedure, 'start', lambda devices, **settings: (
        started.append((devices, settings)), start(devices, **settings))[1])
    monkeypatch.setattr(runtime, 'start', None)  # what a net would choose anew
    net = shutil.copytree(trained_convnet, tmp_path / 'net')
    edited = json.loads((net / 'config.json').read_text('utf-8'))
    edited['train']['num_threads'] = 1
    (net / 'config.json').write_text(json.dumps(edited), 'utf-8')
    config = lab_config('layer_probe', f'--config.net.workdir={net}',
                        '--config.probe.train_examples=40', '--config.probe.test_examples=20')
    procedure.run(lab.compute, config, str(tmp_path / 'run'), 'cpu')
    assert started == [('cpu', {'seed': 777, 'num_threads': 1})]


@pytest.mark.parametrize('device, hidden, devices, is_told', [
    ('nvidia0', None, 'auto', True), ('nvidia3', None, '1', True), ('nvidia0', None, 'cpu', False),
    ('nvidia0', '0', 'auto', True), ('nvidia0', '', 'auto', False), ('dxg', None, 'auto', True),
    ('nvidia0', '-1', 'auto', False), ('nvidiactl', None, 'auto', False)])
def test_a_gpu_that_tensorflow_cannot_use_is_told(device, hidden, devices, is_told, tmp_path,
                                                  monkeypatch, capsys):
    """TensorFlow's own lines are kept quiet; whoever hides a GPU, or asks for the CPU, knows."""
    (tmp_path / device).touch()
    monkeypatch.setattr(runtime, 'DEVICES', tmp_path)
    monkeypatch.delenv('CUDA_VISIBLE_DEVICES', raising=False)
    if hidden is not None:
        monkeypatch.setenv('CUDA_VISIBLE_DEVICES', hidden)
    console.begin()
    for _ in range(2):
        assert runtime.start(devices).description == '1 x CPU'
    told = capsys.readouterr().err
    assert told.count("cannot use the GPU of this machine") == told.count('\n') == is_told, told
    assert ("pip install 'tf_labs[gpu]'" in told) == is_told
