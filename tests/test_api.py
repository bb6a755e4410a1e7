"""The door from Python: the same runs, numbers and errors as on the command line."""

import contextlib
import doctest
import os
import random
import signal
import statistics
import threading

import numpy as np
import pytest
from scipy import stats
import tensorflow as tf

from tests.conftest import lab_config
from tests.conftest import python
from tests.conftest import ROOT
from tests.small_runs import small_config
import tf_labs
from tf_labs import api
from tf_labs.config import config_values
from tf_labs.data import sources
from tf_labs.errors import LabError
from tf_labs.errors import StoppedError
from tf_labs.errors import UserError
from tf_labs.labs import lab_list
from tf_labs.runs import checked_configs
from tf_labs.training import loop

# Two steps an epoch, of which nothing is traced.
FEW = {'train.execution': 'eager', 'data.train_examples': 64, 'train.steps_per_call': 1}

pytestmark = pytest.mark.usefixtures('undrawn')


@pytest.fixture(scope='module')
def run(tmp_path_factory):
    """A small run, made outside of the main thread."""
    found, place = [], tmp_path_factory.mktemp('api') / 'run'
    thread = threading.Thread(target=lambda: found.append(tf_labs.run(small_config(), place)))
    thread.start()
    thread.join()
    return found[0]


@pytest.fixture(scope='module')
def comparison(tmp_path_factory):
    config = small_config(**{'train.steps': 4, 'train.execution': 'eager'})
    config = tf_labs.with_variants(config, {'wide': {'model.hidden_sizes': (32,)},
                                            'narrow': {'model.hidden_sizes': (4,)}})
    return tf_labs.run(config, tmp_path_factory.mktemp('api') / 'both', seeds=2)


@pytest.fixture(scope='module')
def procedure(tmp_path_factory):
    return tf_labs.run('mse_by_hand', tmp_path_factory.mktemp('api') / 'lab')


@pytest.mark.slow
def test_a_process_that_knows_tensorflow_already(tmp_path):
    """Import, quiet, what is imported, threads that cannot be set anew, and nothing left behind."""
    done = python('-c', '''
import sys, tf_labs
assert {'errors', 'labs', 'load', 'run'} <= set(dir(tf_labs)) and len(tf_labs.labs()) > 50
config = tf_labs.load('mse_by_hand')
assert not {'numpy', 'keras', 'tensorflow'} & set(sys.modules)
import logging, random, signal, warnings
import tensorflow as tf
tf.constant(1.0) + 1.0
before = [*warnings.filters], random.getstate(), signal.getsignal(signal.SIGINT)
level = logging.getLogger('tensorflow').level
tf_labs.run(config, 'by_hand')
labs = {name.split('.')[2] for name in sys.modules if name.startswith('tf_labs.labs.')}
assert labs == {'catalog', 'lab_list', 'mse_by_hand', 'procedure'}, labs
others = {f'tf_labs.experiments.{name}' for name in ('supervised', 'session', 'comparison')}
assert not others & set(sys.modules), others & set(sys.modules)
config = tf_labs.load('digits', {'train.steps': 2, 'train.num_threads': 7,
                                 'train.execution': 'eager', 'train.diagnostics': False})
assert tf_labs.run(config, 'digits', devices=2).result['steps'] == 2
assert before == ([*warnings.filters], random.getstate(), signal.getsignal(signal.SIGINT))
assert level == logging.getLogger('tensorflow').level
assert tf_labs.labs()[0].name == 'ablation'
''', cwd=tmp_path)
    assert done.returncode == 0 and done.stdout == '', done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith('tf-labs: warning')]
    assert len(told) == 2 and 'num_threads 7 has no effect' in told[0]
    assert 'devices 2 comes to 1 x CPU' in told[1]


def test_overrides_are_those_of_the_command_line():
    config = tf_labs.load('digits', {
        'train.epochs': np.int64(3), 'model.hidden_sizes': [8, 4], 'data.eval_scale': None,
        'model.batch_norm': True, 'optimizer.learning_rate': 0.1 + 0.2, 'optimizer.name': 'sgd'})
    same = lab_config(
        'digits', '--config.train.epochs=3', '--config.model.hidden_sizes=8,4',
        '--config.model.batch_norm', f'--config.optimizer.learning_rate={0.1 + 0.2!r}',
        '--config.optimizer.name=sgd')
    assert config_values.difference(config, same) == {}
    one = tf_labs.load('optimizers', {'variants.adam.optimizer.learning_rate': 0.5, 'seed': 3})
    assert one.variants.adam.optimizer.learning_rate == 0.5 and one.seed == 3


@pytest.mark.slow
@pytest.mark.parametrize('lab', [lab.name for lab in lab_list.labs()])
def test_every_lab_is_the_same_when_it_is_taken_apart(lab):
    config = tf_labs.load(lab)
    again = checked_configs.changed(config, {})
    assert config_values.to_json(again) == config_values.to_json(config)
    assert checked_configs.about(config)['overrides'] == []


@pytest.mark.slow
def test_answers(run):
    splits = sources.load('digits', ('train', 'test'), None)
    images, labels = splits['test'].images, splits['test'].labels
    p = run.predict(images)
    assert p.dtype == np.float32 and p.shape == (360, 10) and np.allclose(p.sum(axis=1), 1)
    assert (p.argmax(axis=1) == labels).mean() == run.result['test_accuracy']
    loss = -np.log(p.astype(float)[np.arange(360), labels]).mean()
    means = run.evaluate()
    assert means == {'loss': pytest.approx(loss, rel=1e-5), 'step': 88, 'examples': 360,
                     'accuracy': run.result['test_accuracy']}
    assert run.evaluate(step=44)['accuracy'] == run.rows[0]['test_accuracy']
    for form in (images[:3, ..., 0], images[:3]):
        assert np.allclose(run.predict(form), p[:3], atol=1e-6)
    for form in (images[0], images[0, ..., 0]):
        assert np.allclose(run.predict(form), p[:1], atol=1e-6)
    assert run.predict(images[:0]).shape == (0, 10)
    assert np.allclose(tf.nn.softmax(run.model()(run.inputs(images))), p, atol=1e-6)


@pytest.mark.slow
def test_what_is_kept(run, comparison, procedure):
    assert [row['epoch'] for row in run.rows] == [1, 2] and run.doctor() == []
    assert run.config.lab == 'digits' and repr(run).startswith('<Run of digits in ')
    assert isinstance(tf_labs.open_run(run.workdir), tf_labs.Run)
    assert isinstance(tf_labs.open_run(comparison.workdir), tf_labs.Comparison)
    assert procedure.result['lab'] == 'mse_by_hand' and procedure.rows == []
    assert procedure.report().read_text('utf-8').startswith('<!DOCTYPE html>')
    page = run.report(run.workdir.parent / 'page.html').read_text('utf-8')
    assert 'tf-labs run --config=digits --config.model.hidden_sizes=16 ' in page


@pytest.mark.slow
def test_table_of_a_comparison(comparison):
    assert list(comparison.runs) == [(name, seed) for name in ('wide', 'narrow')
                                     for seed in (1, 777)]
    values = {name: [comparison.runs[name, seed].result['test_loss'] for seed in (1, 777)]
              for name in ('wide', 'narrow')}
    first, second = [row for row in comparison.table if row['quantity'] == 'test_loss']
    assert (first['variant'], first['difference'], first['seeds']) == ('wide', None, 2)
    assert second['mean'] == pytest.approx(statistics.mean(values['narrow']))
    assert second['sd'] == pytest.approx(statistics.stdev(values['narrow']))
    test = stats.ttest_rel(values['narrow'], values['wide'])
    assert second['p'] == pytest.approx(test.pvalue)
    assert (second['low'], second['high']) == pytest.approx(tuple(test.confidence_interval(0.95)))
    assert comparison.resume().result == comparison.result


@contextlib.contextmanager
def signals_at(monkeypatch, count):
    """Sends so many SIGINT in the first block of a training."""
    take, left = loop.Trainer._take, [signal.SIGINT] * count

    def told(self, *block):
        while left:
            os.kill(os.getpid(), left.pop())
        return take(self, *block)

    with monkeypatch.context() as patch:
        patch.setattr(loop.Trainer, '_take', told)
        before = signal.getsignal(signal.SIGINT), random.getstate()
        yield
        assert before == (signal.getsignal(signal.SIGINT), random.getstate())


@pytest.mark.slow
def test_an_interrupt_is_saved_and_another_does_not_wait(monkeypatch, tmp_path, capfd):
    with signals_at(monkeypatch, 1), pytest.raises(StoppedError, match='SIGINT') as stopped:
        tf_labs.run(small_config(**FEW), tmp_path / 'run')
    assert len(stopped.value._render_traceback_()) == 1
    half = tf_labs.open_run(tmp_path / 'run')
    with pytest.raises(UserError, match='has not ended'):
        half.result
    with signals_at(monkeypatch, 2), pytest.raises(KeyboardInterrupt):
        half.resume()
    whole = half.resume()
    straight = tf_labs.run(small_config(**FEW), tmp_path / 'straight')
    assert whole.result['digest'] == straight.result['digest']
    longer, straight = (one.resume({'train.epochs': 3}) for one in (whole, straight))
    assert longer.result['digest'] == straight.result['digest']
    assert capfd.readouterr() == ('', '')


IMAGES = np.zeros((2, 8, 8, 1), np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize('call, part', [
    (lambda run: tf_labs.load('digit'), 'did you mean digits?'),
    (lambda run: tf_labs.load(3), 'this is not a path'),
    (lambda run: tf_labs.load('no/such.py'), 'config file not found'),
    (lambda run: tf_labs.load('digits', 3), 'overrides are not a mapping'),
    (lambda run: tf_labs.load('digits', [3]), 'overrides are no arguments'),
    (lambda run: tf_labs.load('digits', {3: 3}), 'the name of an override is not valid'),
    (lambda run: tf_labs.load('digits', {'train.epoch': 3}), 'did you mean config.train.epochs?'),
    (lambda run: tf_labs.load('digits', {'train': 3}), 'is a group of fields'),
    (lambda run: tf_labs.load('digits', {'train.epochs': 3.5}), 'of the wrong type'),
    (lambda run: tf_labs.load('digits', {'train.epochs': None}), 'of the wrong type'),
    (lambda run: tf_labs.load('digits', {'data.name': object()}), 'of the wrong type'),
    (lambda run: tf_labs.load('digits', {'optimizer.learning_rate': float('nan')}), 'finite'),
    (lambda run: tf_labs.load('optimizers', {'variants.x.seed': 1}), 'unknown variant'),
    (lambda run: tf_labs.run({}), 'this is not a config'),
    (lambda run: tf_labs.run('digits', 3), 'this is not a path'),
    (lambda run: tf_labs.run('digits', '\0'), 'the character 0'),
    (lambda run: tf_labs.run('digits', run.workdir), 'holds a run with another config'),
    (lambda run: tf_labs.run('digits', seeds='2'), 'seeds is not possible'),
    (lambda run: tf_labs.run('digits', seeds=0), 'seeds is not possible'),
    (lambda run: tf_labs.run('digits', devices='cup'), 'did you mean cpu?'),
    (lambda run: tf_labs.run('digits', devices=None), 'devices cannot be used'),
    (lambda run: tf_labs.open_run('nowhere'), 'no run in this directory'),
    (lambda run: tf_labs.run('gates', 'x', about='x'), 'about is not possible'),
    (lambda run: tf_labs.run('occlusion', 'x', devices='cpu'), 'config.net.workdir holds no run'),
    (lambda run: run.report('.'), 'the file cannot be written'),
    (lambda run: run.report('no/dir/x.html'), 'the file cannot be written'),
    (lambda run: run.resume(''), 'overrides are not a mapping'),
    (lambda run: tf_labs.load('digits', ['train.epochs=3']), 'overrides are no arguments'),
    (lambda run: tf_labs.load('digits', {'model.hidden_sizes': (True,)}), 'of the wrong type'),
    (lambda run: tf_labs.default_config('digits'), 'unknown experiment'),
    (lambda run: tf_labs.default_config(None), 'unknown experiment'),
    (lambda run: tf_labs.with_variants({}, {}), 'variants can only be added to a config'),
    (lambda run: tf_labs.with_variants(small_config(), ['a']), 'these are not variants'),
    (lambda run: tf_labs.with_variants(small_config(), {1: {}}), 'these are not variants'),
    (lambda run: tf_labs.with_variants(small_config(), {'a': {'train': 3, 'train.epochs': 3}}),
     'is a group of fields'),
    (lambda run: tf_labs.labs('nowhere'), 'no config files'),
    (lambda run: run.predict(IMAGES.tolist()), 'wrong type; expected uint8 [N, 8, 8, 1]'),
    (lambda run: run.predict(IMAGES / 16), 'received float64'),
    (lambda run: run.predict(IMAGES[:, 1:]), 'wrong shape'),
    (lambda run: run.predict(IMAGES + np.uint8(17)), 'pixels are too large'),
    (lambda run: run.predict(IMAGES, step='x'), 'step is not possible'),
    (lambda run: run.predict(IMAGES, step=5), 'step'),
    (lambda run: run.model(step=-1), 'step is not possible'),
    (lambda run: run.evaluate('tset'), 'did you mean test?'),
    (lambda run: run.evaluate('validation'), 'has no validation examples'),
    (lambda run: run.report(3), 'this is not a path'),
    (lambda run: run.resume({'train.epochs': 1}), 'already longer'),
    (lambda run: run.resume({'model.hidden_sizes': (3,)}), 'another config'),
])
def test_a_mistake_is_one_line(call, part, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError) as error:
        call(run)
    assert part in str(error.value) and str(error.value).isprintable()
    assert '--' not in str(error.value)  # no flags of the command line
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_lab_that_computes_has_no_net(procedure):
    for call in (procedure.model, procedure.evaluate, lambda: procedure.predict(IMAGES),
                 lambda: procedure.inputs(IMAGES), procedure.doctor):
        with pytest.raises(UserError, match='mse_by_hand'):
            call()


@pytest.mark.slow
def test_examples_of_docstrings():
    for module in (api, lab_list):
        found = doctest.testmod(module)
        assert found.attempted and not found.failed


@pytest.mark.slow
def test_page_of_the_documents(tmp_path, monkeypatch, capsys):
    """Its blocks of Python are one program, from the first to the last."""
    monkeypatch.chdir(tmp_path)
    blocks = (ROOT / 'docs' / 'api.md').read_text('utf-8').split('```python\n')[1:]
    program = '\n'.join(block.split('```')[0] for block in blocks)
    for long, short in (
            ("{'train.epochs': 3,", "{'train.epochs': 3, 'train.diagnostics': False,"),
            ('own.train.epochs = 2', 'own.train.steps = 3; own.train.execution = "eager"; '
             'own.train.diagnostics = False')):
        assert program.count(long) == 1
        program = program.replace(long, short)
    exec(compile(program, 'api.md', 'exec'), {})
    said = capsys.readouterr().out
    assert said.splitlines()[1] == '[0 1 2 3 4]' and 'did you mean config.train.epochs?' in said
