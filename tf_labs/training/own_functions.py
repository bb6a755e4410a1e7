"""Functions that are handed over in Python: the file each is of, if it can be found."""

from collections.abc import Callable
import hashlib
import inspect
import os
from pathlib import Path
import sys
from typing import Any

from tf_labs.config import own_code
from tf_labs.config import own_names
from tf_labs.config.own_names import OwnName
from tf_labs.errors import UserError


def name_of(function: Callable[..., Any]) -> OwnName:
    """Returns the name of a function: with its file, if it is at the top of one that is there.

    Raises:
      UserError: its file was edited after it was imported.
    """
    word = str(getattr(function, '__name__', type(function).__name__))
    word = word if word.isidentifier() else 'function'
    file = _file(function)
    if file is None:
        return own_names.of_process(word)
    code = getattr(inspect.unwrap(function), '__code__', None)
    if code not in own_code.code_of(file.read_bytes(), str(file)).co_consts:
        raise UserError(f'{file} was edited since {word} was imported from it',
                        expected='the function as the file has it', received='another one')
    return OwnName(os.path.relpath(file) if file.is_relative_to(Path.cwd()) else str(file), word)


def sha256(function: Callable[..., Any], source: bytes | None) -> str:
    """Returns the digest of a function's file; without one of its own text, '' without that."""
    if source is not None:
        return hashlib.sha256(source).hexdigest()
    try:
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
    except (OSError, TypeError):
        return ''


def _file(function: Callable[..., Any]) -> Path | None:
    """Returns the file at whose top a function stands under its own name."""
    if not inspect.isfunction(function):
        return None
    above = vars(sys.modules.get(function.__module__, object))
    if above.get(function.__qualname__) is not function:
        return None
    found = inspect.getsourcefile(function)
    file = Path(found).absolute() if found else None
    return file if file is not None and file.is_file() and file.suffix == '.py' else None
