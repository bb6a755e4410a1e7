"""Modules that wait for a first look: made-up ones, and those that TensorFlow's import defers."""

import contextlib
import importlib
import inspect
import pickle
import sys
import textwrap
import threading

import pytest

from tests.conftest import forked
from tests.conftest import python
from tf_labs import deferred_modules
from tf_labs import runtime
from tf_labs.deferred_modules import deferred

SLOW = '''
import time
from made_up.counter import count
count.append(__name__)
first = 1
time.sleep(0.1)
last = 2
class Thing:
    pass
'''


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """A package with a module that takes a while; returns a function that adds modules to it."""
    (tmp_path / 'made_up').mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, 'dont_write_bytecode', True)

    def write(name: str, text: str) -> None:
        (tmp_path / 'made_up' / f'{name}.py').write_text(textwrap.dedent(text), 'utf-8')
        importlib.invalidate_caches()

    write('__init__', '')
    write('counter', 'count = []')
    write('slow', SLOW)
    yield write
    for name in [name for name in sys.modules if name.split('.')[0] == 'made_up']:
        del sys.modules[name]


def imported(name: str):
    """Returns a module of `made_up`, deferred."""
    before = list(sys.meta_path)
    with deferred({f'made_up.{name}'}):
        module = importlib.import_module(f'made_up.{name}')
    assert sys.meta_path == before
    return module


def executions() -> int:
    return len(importlib.import_module('made_up.counter').count)


def seen_by_threads(module) -> list:
    """Returns what eight threads see that ask at once for what the module has at its end."""
    seen, barrier = [], threading.Barrier(8)

    def look() -> None:
        barrier.wait()
        try:
            seen.append(module.last)
        except AttributeError as error:
            seen.append(error)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def test_is_executed_by_the_first_look_once(made_up):
    module = imported('slow')
    assert executions() == 0 and sys.modules['made_up.slow'] is module
    assert module.last == 2 and module.first == 1 and executions() == 1
    assert type(module) is type(sys) and importlib.import_module('made_up.slow') is module
    assert executions() == 1


@pytest.mark.parametrize('look', [dir, vars, lambda module: module.__doc__,
                                  lambda module: delattr(module, 'first')])
def test_any_look_executes(made_up, look):
    module = imported('slow')
    look(module)
    assert executions() == 1 and module.last == 2


def test_what_is_asked_of_every_module_does_not_execute(made_up):
    """As inspect does, and TensorFlow through it, while it looks for a function's source."""
    module = imported('slow')
    assert repr(module).startswith("<module 'made_up.slow' from ")
    assert module.__name__ == 'made_up.slow' and module.__file__.endswith('slow.py')
    assert module.__loader__ is module.__spec__.loader
    assert inspect.getmodule(test_any_look_executes) is sys.modules[__name__]
    assert executions() == 0


def test_threads_that_look_at_once_see_all_of_it(made_up):
    assert seen_by_threads(imported('slow')) == [2] * 8 and executions() == 1


def test_without_their_turn_threads_would_not(made_up, monkeypatch):
    """The twin: nothing but the lock keeps a thread from what another has half executed."""
    monkeypatch.setattr(deferred_modules, '_turn', contextlib.nullcontext())
    assert seen_by_threads(imported('slow')) != [2] * 8


def test_another_thread_meanwhile_imports_as_ever(made_up):
    with deferred({'made_up.slow'}):
        thread = threading.Thread(target=importlib.import_module, args=('made_up.slow',))
        thread.start()
        thread.join()
        assert executions() == 1


def test_what_fails_tells_why_and_can_be_tried_again(made_up):
    made_up('broken', 'first = 1\nimport made_up.absent')
    module = imported('broken')
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match='made_up.absent'):
            _ = module.last
    made_up('absent', '')
    made_up('broken', 'import made_up.absent\nlast = 2  # of another length than before')
    assert module.last == 2 and not hasattr(module, 'first')


def test_a_body_that_fails_leaves_no_finder(made_up):
    before = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError):
        with deferred({'made_up.absent'}):
            importlib.import_module('made_up.absent')
    assert sys.meta_path == before


def test_what_was_set_before_stays(made_up):
    module = imported('slow')
    module.first = module.patched = 7
    assert executions() == 0
    assert (module.first, module.patched, module.last) == (7, 7, 2)


def test_a_module_may_look_into_itself(made_up):
    made_up('itself', '''
        import sys
        first = 1
        last = sys.modules[__name__].first + 1
        ''')
    assert imported('itself').last == 2


def test_objects_are_pickled_by_their_module(made_up):
    thing = imported('slow').Thing
    assert pickle.loads(pickle.dumps(thing)) is thing


PANDAS = '''
import types
import numpy
__version__ = '3.0'
class Series:
    pass
class DataFrame:
    """As much of one as Keras looks into."""
    def __init__(self, values):
        self.rows = numpy.asarray(values)
        self.shape, self.iloc, self.dtypes = self.rows.shape, self, types.SimpleNamespace(values=[])
    def __getitem__(self, chosen):
        return DataFrame(self.rows[chosen])
    def to_numpy(self):
        return self.rows
'''

NOTHING_NOTICED = '''
import sys
import threading
from tf_labs import runtime
tf = runtime.import_tensorflow()
kept_out = ('sklearn', 'matplotlib', 'pandas', 'scipy.stats', 'tensorflow.lite.python')
assert not set(kept_out) & set(sys.modules), set(kept_out) & set(sys.modules)
assert len(sys.modules) < 3100, len(sys.modules)
assert not [one for one in sys.meta_path if 'tf_labs' in type(one).__module__]
import numpy as np
inputs = tf.keras.Input((2,))
net = tf.keras.Model(inputs, tf.keras.layers.Dense(2, 'softmax')(inputs))
net.compile('sgd', 'sparse_categorical_crossentropy')
x, y = np.eye(2, dtype='float32'), np.array([0, 1])
told = net.predict(x, verbose=0)

import pandas
assert np.array_equal(net.predict(pandas.DataFrame(x), verbose=0), told)
from keras.src.trainers.data_adapters import array_slicing
assert pandas.DataFrame in array_slicing.ARRAY_TYPES

import matplotlib
matplotlib.use('agg')
tf.keras.visualization.plot_image_gallery(
    np.zeros((4, 2, 2, 3), 'uint8'), value_range=(0, 255), rows=2, cols=2, path='gallery.png')
tf.keras.utils.plot_model  # needs pydot, and says so where it is called

classes = []
threads = [threading.Thread(target=lambda: classes.append(tf.keras.wrappers.SKLearnClassifier))
           for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
from sklearn.base import BaseEstimator, is_classifier
import keras
from keras.wrappers import SKLearnClassifier
assert classes == [SKLearnClassifier] * 4 == [keras.wrappers.SKLearnClassifier] * 4
assert issubclass(SKLearnClassifier, BaseEstimator) and is_classifier(SKLearnClassifier(net))

assert tf.compat.v1.lite.OpHint and tf.compat.v2.lite.TFLiteConverter
halved = tf.function(lambda x: 0.5 * x).get_concrete_function(tf.TensorSpec([2, 2]))
lite = tf.lite.TFLiteConverter.from_concrete_functions([halved]).convert()
interpreter = tf.lite.Interpreter(model_content=lite)
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]['index'], x)
interpreter.invoke()
output = interpreter.get_tensor(interpreter.get_output_details()[0]['index'])
assert np.array_equal(output, x / 2)
from tensorflow.lite.python.interpreter import Interpreter
assert tf.lite.Interpreter is Interpreter and 'api' in tf.lite.__name__
print('nothing noticed')
'''


@pytest.mark.slow
def test_tensorflow_comes_up_without_what_it_may_need_and_has_it_when_it_does(tmp_path):
    """In a process from nothing, in which pandas is made up: it need not be installed."""
    (tmp_path / 'pandas.py').write_text(PANDAS, 'utf-8')
    done = python('-W', 'ignore', '-c', NOTHING_NOTICED, cwd=tmp_path,
                  env={'PYTHONPATH': f'{tmp_path}:{runtime.__file__.rsplit("/", 2)[0]}'})
    assert done.stdout.endswith('nothing noticed\n'), done.stderr
    assert (tmp_path / 'gallery.png').stat().st_size > 0


@pytest.mark.slow
def test_what_was_imported_before_tensorflow_is_used(tmp_path):
    """pandas and matplotlib, and an operation of Lite that a graph may have."""
    (tmp_path / 'pandas.py').write_text(PANDAS, 'utf-8')
    done = forked(f'''
import sys
sys.path.insert(0, {str(tmp_path)!r})
import matplotlib.pyplot
import pandas
import keras
import tensorflow as tf
assert keras.src.trainers.data_adapters.array_slicing.pandas is pandas
assert keras.src.visualization.plot_image_gallery.plt is matplotlib.pyplot
from tensorflow.python.framework import op_def_registry
assert op_def_registry.get('AudioMicrofrontend') is not None
assert tf.lite.__name__ == 'tensorflow._api.v2.lite', tf.lite.__name__
''')
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_broken_scikit_learn_is_no_matter_to_who_does_without_it(tmp_path):
    (tmp_path / 'sklearn.py').write_text('raise RuntimeError("half installed")', 'utf-8')
    done = forked(f'''
import sys
sys.path.insert(0, {str(tmp_path)!r})
for name in [name for name in sys.modules if name.split('.')[0] == 'sklearn']:
    del sys.modules[name]
import keras
for _ in range(2):
    try:
        keras.wrappers.SKLearnClassifier
    except RuntimeError as error:
        print(error)
from tf_labs.data import sources
print(len(sources.load('digits', ('test',), None)['test']))
''')
    assert done.stdout.split('\n')[:3] == ['half installed', 'half installed', '360'], done.stderr
