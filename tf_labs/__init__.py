"""Labs on the fundamentals of neural networks, on TensorFlow.

    import tf_labs

    run = tf_labs.run(tf_labs.load('digits', {'train.epochs': 3}))
    print(run.result['test_accuracy'])

Importing this imports neither TensorFlow nor NumPy. Mistakes are raised as `tf_labs.errors` types.
It has TensorFlow, if that is imported afterwards, compute with oneDNN on a CPU.
"""

import importlib
from typing import Any, TYPE_CHECKING

from tf_labs import processor

if TYPE_CHECKING:  # at run time each is imported when it is asked for
    from tf_labs import errors
    from tf_labs.api import load
    from tf_labs.api import open_run
    from tf_labs.api import run
    from tf_labs.api import summary
    from tf_labs.config.schema import default_config
    from tf_labs.config.schema import with_variants
    from tf_labs.labs.exercises import check
    from tf_labs.runs.comparison import Comparison
    from tf_labs.runs.rate_finding import find_rate
    from tf_labs.runs.run import Run
    from tf_labs.runs.sweeping import sweep
    from tf_labs.training.callbacks import Event

__version__ = '0.21.0'

_MODULES = ('errors', 'labs', 'runs')
_PLACES = {
    'load': 'api', 'run': 'api', 'open_run': 'api', 'summary': 'api',
    'find_rate': 'runs.rate_finding', 'sweep': 'runs.sweeping', 'Run': 'runs.run',
    'Comparison': 'runs.comparison', 'Event': 'training.callbacks', 'check': 'labs.exercises',
    'default_config': 'config.schema', 'with_variants': 'config.schema',
}
__all__ = ['Comparison', 'Event', 'Run', 'check', 'default_config', 'errors', 'find_rate', 'labs',
           'load', 'open_run', 'run', 'runs', 'summary', 'sweep', 'with_variants']

processor.use_onednn()


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f'tf_labs.{name}')
    if name in _PLACES:
        return getattr(importlib.import_module(f'tf_labs.{_PLACES[name]}'), name)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
