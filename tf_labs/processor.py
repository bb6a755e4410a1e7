"""What the last bits of a result depend on besides versions: instructions, and whose operations.

`import tf_labs` imports this, so it imports next to nothing.
"""

import importlib
import os
import sys

from tf_labs.errors import UserError

_ONEDNN = 'TF_ENABLE_ONEDNN_OPTS'
_VALUES = ('0', '1', 'false', 'true')  # that TensorFlow knows, also in capitals
_late = False  # TensorFlow had been imported before this package could choose


def use_onednn() -> None:
    """Has TensorFlow compute with oneDNN on x86, unless the user has chosen or imported it already.

    By itself TensorFlow does so only on processors with AVX512_VNNI or what came later. On the
    others its own convolutions take 1.6 times as long (docs/speed.md). It reads the variable once,
    while it is imported.
    """
    global _late
    if os.environ.get(_ONEDNN) or not _is_x86():
        return
    _late = 'tensorflow' in sys.modules
    if not _late:
        os.environ[_ONEDNN] = '1'


def _is_x86() -> bool:
    if sys.platform == 'win32':
        return os.environ.get('PROCESSOR_ARCHITECTURE') == 'AMD64'
    return os.uname().machine == 'x86_64'


def onednn() -> str:
    """Returns `on` or `off`: whether TensorFlow, which is imported, computes with oneDNN.

    Raises:
      UserError: the user has chosen what TensorFlow takes for no choice, and answers in its log.
    """
    chosen = os.environ.get(_ONEDNN)
    if chosen and chosen.lower() not in _VALUES:
        raise UserError(f'{_ONEDNN} in the environment cannot be used', expected='0 or 1',
                        received=chosen)
    port = importlib.import_module('tensorflow.python.util._pywrap_util_port')
    return 'on' if port.IsMklEnabled() else 'off'


def tell_if_late() -> None:
    """Warns if TensorFlow computes without oneDNN because it was imported before this package."""
    if _late and onednn() == 'off':
        from tf_labs.console import warn_once
        warn_once('TensorFlow was imported before tf_labs, so it computes without oneDNN: '
                  'convolutions take longer, and their last bits differ; expected import tf_labs '
                  f'first, or {_ONEDNN}=1 in the environment before Python starts')


def instructions() -> str:
    """Returns the kind of processor and the groups of vector instructions that NumPy has found."""
    import platform

    import numpy
    found = numpy.show_config(mode='dicts').get('SIMD Extensions', {}).get('found', [])
    return ' '.join([platform.machine(), *found])
