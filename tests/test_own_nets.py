"""A net of one's own: trained, resumed, made again; what a directory holds is not run unasked."""

import json
import shutil

import numpy as np
import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tests.own_code_files import BRANCHES
from tests.own_code_files import CHAIN
from tests.own_code_files import FEW_STEPS
from tests.own_code_files import RESIDUAL
from tests.own_code_files import SOFTMAX
from tests.own_code_files import train
from tests.own_code_files import written
from tests.small_runs import small_config
import tf_labs
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.models import stored_net
from tf_labs.training import own_code

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]

# 5 steps an epoch, of which nothing is traced.
SPLIT = {'train.checkpoint_every_steps': 2, 'train.epochs': 1, 'train.execution': 'eager',
         'data.train_examples': 160}


@pytest.fixture(scope='module')
def file(tmp_path_factory) -> str:
    return written(tmp_path_factory.mktemp('code'), RESIDUAL)


@pytest.fixture(scope='module')
def straight(file, tmp_path_factory):
    """A run with batch norm and dropout of a subclass, never stopped, with its insides measured."""
    workdir = tmp_path_factory.mktemp('straight') / 'run'
    train(workdir, **{'model.name': f'{file}:build', 'train.diagnostics': True, **SPLIT})
    return workdir


@pytest.fixture
def foreign(straight, tmp_path, monkeypatch):
    """That run as somebody else has handed it over: no file of it was run here."""
    monkeypatch.setattr(own_code, '_ran', set())
    shutil.copytree(straight, tmp_path / 'foreign')
    return tmp_path / 'foreign'


def test_killed_and_resumed_is_never_stopped(straight, file, tmp_path):
    """With kill -9 in a process of its own, in the middle of the epoch."""
    flags = ['run', 'digits', f'--config.model.name={file}:build', '--workdir=run',
             '--config.train.execution=eager', '--config.train.steps_per_call=2',
             '--config.train.epochs=1', '--config.train.checkpoint_every_steps=2',
             '--config.data.train_examples=160',
             '--config.train.diagnostics=False']
    killed = cli(*flags, cwd=tmp_path, moment='after:save:2')
    assert killed.returncode == -9 and not (tmp_path / 'run' / 'result.json').exists()
    done = ask(*flags, cwd=tmp_path)
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert 'steps 3 to 5' in done.stdout
    assert result(tmp_path / 'run')['digest'] == result(straight)['digest']
    assert rows(tmp_path / 'run') == rows(straight)


def test_twin_ends_elsewhere_without_the_state_of_its_masks(straight, file, tmp_path, monkeypatch):
    import keras
    settings = {'model.name': f'{file}:build', **SPLIT}
    monkeypatch.setattr(keras.Model, 'variables', property(lambda self: self.weights))
    with killed_before(2):
        train(tmp_path / 'run', **settings)
    train(tmp_path / 'run', **settings)
    assert rows(tmp_path / 'run')[-1]['test_loss'] != rows(straight)[-1]['test_loss']


def test_weights_are_a_function_of_the_seed(file, tmp_path):
    def digest(seed: int) -> str:
        from tf_labs.data import data_sets
        from tf_labs.experiments import assembly
        from tf_labs.training.run_directory import RunDirectory
        config = small_config(**{'model.name': f'{file}:build', 'seed': seed})
        own = own_code.to_train(config, RunDirectory(tmp_path / 'none'))
        model = assembly.build_model(config, data_sets.describe(config.data), own=own)
        return b''.join(variable.numpy().tobytes() for variable in model.variables)
    first = digest(1)
    np.random.normal(size=3)
    assert digest(1) == first != digest(2)


def test_identity_is_of_what_the_file_holds_and_not_of_where_it_is(straight, file, tmp_path):
    other = written(tmp_path, RESIDUAL, 'moved.py')
    shutil.copytree(straight, tmp_path / 'run')
    train(tmp_path / 'run', **{'model.name': f'{other}:build', **SPLIT})
    assert result(tmp_path / 'run')['digest'] == result(straight)['digest']
    written(tmp_path, RESIDUAL + '# edited', 'moved.py')
    with pytest.raises(UserError, match=r'moved\.py is not what the run in \S+ was begun with'):
        train(tmp_path / 'run', **{'model.name': f'{other}:build', **SPLIT, 'train.epochs': 2})


def test_a_file_that_is_gone(foreign, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = small_config(**{'model.name': 'gone/net.py:build', **SPLIT})
    with pytest.raises(UserError, match='gone/net.py is gone; expected the file, or --trust'):
        tf_labs.run(config, foreign)
    assert tf_labs.run(config, foreign, trust=True).result['digest'] == result(foreign)['digest']


def test_what_is_handed_over_runs_nothing_unasked(foreign):
    shown = tf_labs.open_run(foreign)
    assert shown.result['digest'] and isinstance(shown.doctor(), list)
    for call in (shown.evaluate, shown.model, lambda: shown.predict(np.zeros((8, 8), np.uint8))):
        with pytest.raises(UserError, match=r'is code, code/net\.py, which is not run without '
                           'permission'):
            call()
    assert 'once you have read it' in shown.report().read_text()
    trusted = tf_labs.open_run(foreign, trust=True)
    assert 'most confident mistakes' in trusted.report().read_text()
    assert trusted.evaluate()['loss'] == pytest.approx(rows(foreign)[-1]['test_loss'], abs=1e-7)


def test_an_edited_copy_is_not_run_even_if_trusted(foreign, tmp_path):
    mark = tmp_path / 'mark'
    (foreign / 'code' / 'net.py').write_text(f'open({str(mark)!r}, "w")\n{RESIDUAL}')
    for way in ({'trust': True}, {}):
        with pytest.raises((RunFailedError, UserError)):
            tf_labs.open_run(foreign, **way).evaluate()
    assert not mark.exists()


def test_command_line_needs_trust(foreign, tmp_path):
    for command in (['eval'], ['predict', '--index=0'], ['export', '--output=out']):
        done = ask(*command, f'--workdir={foreign}', cwd=tmp_path)
        assert done.returncode == 2 and '--trust' in done.stderr and done.stderr.count('\n') == 1
    done = ask('predict', f'--workdir={foreign}', '--index=0', '--trust', cwd=tmp_path)
    assert done.returncode == 0 and 'prediction' in done.stdout
    assert ask('doctor', f'--workdir={foreign}', cwd=tmp_path).returncode == 0


def test_layers_of_any_net_are_measured(straight):
    from tf_labs.training import diagnostics_log
    from tf_labs.training.run_directory import RunDirectory
    looks, _ = diagnostics_log.read(RunDirectory(straight))
    names = [layer['name'] for layer in looks[0]['layers']]
    assert names == ['conv1', 'conv2', 'dense1'] and looks[0]['layers'][1]['gradient_norm'] > 0
    assert looks[1]['layers'][1]['update_norm'] > 0


# What is made of Keras's layers alone needs no code.

@pytest.fixture(scope='module', params=[CHAIN, BRANCHES])
def plain(request, tmp_path_factory):
    place = tmp_path_factory.mktemp('plain')
    name = written(place, request.param)
    train(place / 'run', **{'model.name': f'{name}:build', 'model.dropout_rate': 0.2,
                            **FEW_STEPS})
    return place / 'run'


def test_plain_nets_are_made_again_without_their_code(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(own_code, '_ran', set())
    monkeypatch.setattr(own_code.own_code, 'module', None)  # what would run a file
    last = rows(plain)[-1]
    run = tf_labs.open_run(plain)
    assert run.evaluate()['loss'] == pytest.approx(last['test_loss'], abs=1e-7)
    done = ask('export', f'--workdir={plain}', f'--output={tmp_path / "out"}')
    assert done.returncode == 0, done.stderr
    import keras
    exported = keras.models.load_model(tmp_path / 'out' / 'model.keras')
    images = np.random.default_rng(0).integers(0, 17, (3, 8, 8, 1)).astype(np.uint8)
    assert np.allclose(exported(images), run.model()(run.inputs(images)), atol=1e-5)


def _lambda(net):
    import keras
    net['config']['layers'].insert(2, keras.saving.serialize_keras_object(keras.layers.Lambda(
        lambda values: values)))


def _foreign_module(net):
    net['config']['layers'][1].update(module='subprocess', class_name='Popen')


def _registered(net):
    net['config']['layers'][1]['registered_name'] = 'Custom>Net'


def _function(net):
    net['config']['layers'][1]['config']['activation'] = {
        'module': 'os', 'class_name': 'function', 'config': 'system', 'registered_name': 'system'}


def _older_form(net):
    del net['config']['layers'][1]['module']


def _compiled(net):
    net['config']['layers'][1]['compile_config'] = {'loss': 'x'}


@pytest.mark.parametrize('damage', [_lambda, _foreign_module, _registered, _function, _older_form,
                                    _compiled])
def test_hostile_configuration_is_not_read(damage, tmp_path, monkeypatch):
    import keras
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(),
                              keras.layers.Dense(10, activation='relu')])
    stored = stored_net.to_config(model, (8, 8, 1))
    assert stored_net.is_safe(stored)
    damage(stored)
    assert not stored_net.is_safe(json.loads(json.dumps(stored)))


def test_changed_configuration_is_told_in_one_line(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(own_code, '_ran', set())
    shutil.copytree(plain, tmp_path / 'run')
    stored = json.loads((tmp_path / 'run' / 'net.json').read_text())
    stored['config']['name'] = 'other'
    (tmp_path / 'run' / 'net.json').write_text(json.dumps(stored))
    with pytest.raises(RunFailedError, match=r'net\.json cannot be used \(it was changed\)'):
        tf_labs.open_run(tmp_path / 'run').evaluate()


# From Python.

def test_a_function_of_this_process(tmp_path):
    import keras
    width = 5

    def build(input_shape, classes, config):
        return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(),
                                 keras.layers.Dense(width), keras.layers.Dense(classes)])
    config = small_config(**{'train.diagnostics': False, **FEW_STEPS})
    run = tf_labs.run(config, tmp_path / 'run', model=build)
    assert run.config.model.name == 'python:build' and run.evaluate()['examples'] == 360
    longer = tf_labs.open_run(tmp_path / 'run', model=build).resume({'train.epochs': 2})
    assert [row['epoch'] for row in longer.rows] == [1, 2]
    with pytest.raises(UserError, match='exists only in the Python process'):
        tf_labs.open_run(tmp_path / 'run').resume({'train.epochs': 3})


def test_a_function_of_a_file(file, tmp_path, monkeypatch):
    import importlib.util
    import sys
    spec = importlib.util.spec_from_file_location('nets_of_mine', file)
    nets = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, 'nets_of_mine', nets)
    spec.loader.exec_module(nets)
    config = small_config(**{'train.diagnostics': False, **FEW_STEPS})
    run = tf_labs.run(config, tmp_path / 'run', model=nets.build)
    assert run.config.model.name == f'{file}:build'
    assert (tmp_path / 'run' / 'code' / 'net.py').read_text() == RESIDUAL


def test_precision_and_replicas(tmp_path):
    name = written(tmp_path, SOFTMAX.replace('Dense(classes)', 'Dense(classes, dtype="float32")'))
    found = train(tmp_path / 'run', **{'model.name': f'{name}:build', 'train.epochs': 1,
                                       'train.precision': 'mixed_bfloat16'})
    assert found['test_accuracy'] > 0.5
    residual = written(tmp_path, RESIDUAL, 'residual.py')
    flags = ['run', 'digits', '--config.train.steps=4', '--config.train.diagnostics=False',
             '--devices=2', '--workdir=two']
    done = cli(*flags, f'--config.model.name={residual}:build', cwd=tmp_path)
    assert done.returncode == 2 and 'batch norm of its own on each of 2 devices' in done.stderr
    done = cli(*flags, f'--config.model.name={name}:build', cwd=tmp_path)
    assert done.returncode == 0 and done.stderr == '', done.stderr


def test_layers_are_frozen_and_taken_over_by_name_and_a_name_that_is_none_leaves_nothing(
        straight, file, tmp_path):
    changes = {'model.name': f'{file}:build', 'init.workdir': str(straight), **SPLIT}
    for field in ('init.freeze', 'init.layers'):
        with pytest.raises(UserError, match=f'unknown layer in config.{field}; expected one of'):
            train(tmp_path / 'none', **changes, **{field: ('nosuch',)})
        assert not (tmp_path / 'none').exists()
    train(tmp_path / 'frozen', **changes, **{'init.freeze': ('conv1',)})
    before, after = (tf_labs.open_run(one, trust=True).model().first.get_weights()
                     for one in (straight, tmp_path / 'frozen'))
    assert all(map(np.array_equal, before, after))
