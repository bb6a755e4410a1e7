"""What holds during one call from Python: quiet, alone, and with nothing left behind."""

from collections.abc import Iterator
import contextlib
import logging
import random
import sys
import threading
import warnings

from tf_labs import console
from tf_labs.training.own_code import Permission
from tf_labs.training.own_code import permitted

_ALONE = threading.RLock()
_LOGGERS = ('tensorflow', 'absl')


@contextlib.contextmanager
def call(*, verbose: bool = False, code: Permission | None = None) -> Iterator[None]:
    """Does the body while no other thread does such a call, as TensorFlow's seeds are of a process.

    The filters of warnings, the levels of the loggers and the generators of Python and NumPy are
    afterwards as they were before.

    Args:
      verbose: print what the command line prints.
      code: of one's own that may be run; None: as in the call around this one.
    """
    with _ALONE, contextlib.nullcontext() if verbose else console.silence():
        with warnings.catch_warnings(), _restored(), (
                contextlib.nullcontext() if code is None else permitted(code)):
            yield


@contextlib.contextmanager
def _restored() -> Iterator[None]:
    numpy = sys.modules.get('numpy')  # which has no state to be kept where it is not in use
    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    python = random.getstate()
    of_numpy = numpy.random.get_state() if numpy else None
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        random.setstate(python)
        if numpy:
            numpy.random.set_state(of_numpy)
