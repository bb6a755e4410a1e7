"""What commands import, imported ahead of them; nothing is computed."""

from collections.abc import Sequence
import gc
import importlib

from tf_labs import console
from tf_labs import runtime

# What any run imports when it comes to it, and what any command does.
RUNS = ('tf_labs.experiments.comparison', 'tf_labs.experiments.supervised', 'tf_labs.labs.catalog',
        'matplotlib.figure')
COMMANDS = (
    'tf_labs.api', 'tf_labs.commands.asking', 'tf_labs.commands.showing',
    'tf_labs.commands.reproducing', 'tf_labs.commands.training', 'tf_labs.commands.tuning',
    'tf_labs.config.supervised',
    'tf_labs.experiments.closing', 'tf_labs.experiments.comparison',
    'tf_labs.experiments.predicting', 'tf_labs.experiments.reporting',
    'tf_labs.experiments.supervised', 'tf_labs.experiments.trained',
    'matplotlib.figure', 'sklearn.datasets', 'tensorflow_datasets.core.features')


def preload_commands() -> str:
    """Imports what commands do, and all labs; returns as `preload`."""
    return preload(COMMANDS, labs=True)


def preload(modules: Sequence[str], *, labs: bool = False) -> str:
    """Imports TensorFlow and modules; returns why this process cannot be forked, '' if it can."""
    try:
        with console.silence():
            tf = runtime.import_tensorflow()
        if tf.config.list_physical_devices('GPU'):  # whose driver does not work in a fork
            return 'there is a GPU'
        for name in modules:
            importlib.import_module(name)
        if labs:
            from tf_labs.labs import catalog
            for experiment in catalog.EXPERIMENTS:
                catalog.experiment(experiment)
    except Exception as error:  # a command that imports it itself tells all of it
        return f'TensorFlow cannot be imported ({type(error).__name__})'
    gc.collect()
    gc.freeze()  # a fork that collects would copy all that it shares with this process
    return ''
