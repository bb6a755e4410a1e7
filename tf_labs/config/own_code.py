"""Functions of one's own that a config names: which, and running their files."""

from collections.abc import Callable, Iterator
import contextlib
import hashlib
import importlib.abc
import importlib.util
import linecache
import re
import sys
import traceback
from types import CodeType
from types import ModuleType
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config.own_names import FORM
from tf_labs.config.own_names import OwnName
from tf_labs.config.own_names import parse
from tf_labs.config.own_names import SIGNATURES
from tf_labs.errors import InterruptedByUser
from tf_labs.errors import LabError
from tf_labs.errors import UserError

_STYLES = re.compile(r'\x1b\[[0-9;]*m')  # in which Keras sets its messages


def names(config: ConfigDict) -> dict[str, OwnName]:
    """Returns {field: name} of the functions of one's own that a config names."""
    values = dict(config_values.fields(config))
    found = {field: parse(values.get(field)) for field in SIGNATURES}
    return {field: name for field, name in found.items() if name is not None}


def module(source: bytes, file: str) -> ModuleType:
    """Runs the source of a file as a module of its own; the same source is one module.

    Raises:
      UserError: it is no Python, or raises.
    """
    name = f'tf_labs_own_{hashlib.sha256(source).hexdigest()[:16]}'
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_loader(name, _Source(source, file), origin=file)
    assert spec is not None and spec.loader is not None
    made = sys.modules[name] = importlib.util.module_from_spec(spec)
    # What is run is what is shown in a traceback, also when the file is edited meanwhile.
    lines = source.decode('utf-8', 'replace').splitlines(keepends=True)
    linecache.cache[file] = (len(source), None, lines, file)
    try:
        with told(f'{file} does not load', f'a Python file with the function of {FORM}', file):
            spec.loader.exec_module(made)
    except BaseException:
        del sys.modules[name]
        raise
    return made


class _Source(importlib.abc.InspectLoader):
    """Loads what has been read already, so that what is run is what its digest is of."""

    def __init__(self, source: bytes, file: str):
        self._source, self._file = source, file

    def get_source(self, fullname: str) -> str:
        return self._source.decode('utf-8', 'replace')

    def get_code(self, fullname: str) -> CodeType:
        return code_of(self._source, self._file)


def code_of(source: bytes, file: str) -> CodeType:
    """Returns the code of a file, which is not run.

    Raises:
      SyntaxError, ValueError: it is no Python.
    """
    return importlib.abc.InspectLoader.source_to_code(source, file)


def function_in(found: ModuleType, name: OwnName, field: str) -> Callable[..., Any]:
    """Returns the function that a name stands for.

    Raises:
      UserError: there is none.
    """
    function: Callable[..., Any] | None = getattr(found, name.function, None)
    if not callable(function):
        own = [key for key, value in vars(found).items()
               if callable(value) and getattr(value, '__module__', '') == found.__name__]
        raise UserError(f'config.{field}: {name.file} has no function {name.function}',
                        expected=f'{SIGNATURES[field]}, as {", ".join(own) or "none"} there',
                        received=name)
    return function


@contextlib.contextmanager
def calling(field: str, text: str) -> Iterator[None]:
    """Does a call of a function of one's own; what it raises is told in one line."""
    name = parse(text)
    with told(f'config.{field} {text} raises', SIGNATURES[field], name.file if name else text):
        yield


@contextlib.contextmanager
def told(what: str, expected: str, file: str) -> Iterator[None]:
    """Tells in one line what the code of a user raises, which gets nothing from the keyboard.

    Raises:
      UserError: in place of whatever the body raises.
    """
    try:
        with config_files.no_input():
            yield
    except (InterruptedByUser, KeyboardInterrupt, LabError):
        raise
    except BaseException as error:  # a program of somebody: anything can go wrong in it
        raise UserError(what, expected=expected, received=_described(error, file)) from error


def _described(error: BaseException, file: str) -> str:
    """`Type: message (file, line)`, the line being the last one of that file."""
    lines = [line for line in map(str.strip, _STYLES.sub('', str(error)).splitlines()) if line]
    if len(lines) > 1 and lines[0].startswith('Exception encountered when calling'):
        del lines[0]
    places = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename.rpartition('/')[2] == file.rpartition('/')[2]]
    if isinstance(error, SyntaxError):
        places, lines = [error.lineno], [error.msg]
    said = f'{type(error).__name__}: {lines[0]}' if lines else type(error).__name__
    return f'{said} ({file}, line {places[-1]})' if places else said
