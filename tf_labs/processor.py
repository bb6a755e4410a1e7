"""What the last bits of a result depend on besides versions: instructions, and whose operations.

`import tf_labs` imports this, so it imports next to nothing.
"""

import importlib
import os
import sys

_ONEDNN = 'TF_ENABLE_ONEDNN_OPTS'
_HAVE_ONEDNN = ('x86_64', 'AMD64')  # processors whose TensorFlow has oneDNN in it


def use_onednn() -> None:
    """Has TensorFlow compute with oneDNN, unless the user has chosen or has imported it already.

    By itself TensorFlow does so only on processors with AVX512_VNNI or what came later. On the
    others its own convolutions take 1.6 times as long (docs/speed.md). It reads the variable once,
    while it is imported.
    """
    if 'tensorflow' not in sys.modules:
        os.environ.setdefault(_ONEDNN, '1')


def onednn() -> str:
    """Returns `on` or `off`: whether TensorFlow, which is imported, computes with oneDNN.

    Warns if it is off because TensorFlow was imported before this package.
    """
    import platform

    from tf_labs.console import warn_once
    port = importlib.import_module('tensorflow.python.util._pywrap_util_port')
    if port.IsMklEnabled():
        return 'on'
    if _ONEDNN not in os.environ and platform.machine() in _HAVE_ONEDNN:
        warn_once('TensorFlow was imported before tf_labs, so it computes without oneDNN: '
                  'convolutions take longer, and their last bits differ; expected import tf_labs '
                  f'first, or {_ONEDNN}=1')
    return 'off'


def instructions() -> str:
    """Returns the kind of processor and the groups of vector instructions that NumPy has found."""
    import platform

    import numpy
    found = numpy.show_config(mode='dicts')['SIMD Extensions'].get('found', [])
    return ' '.join([platform.machine(), *found])
