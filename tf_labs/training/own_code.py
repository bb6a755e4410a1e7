"""Code of one's own that a run is made of: what it was, where it is kept, and when it is run.

A run keeps a copy of each file in code/ and its sha256 in the manifest and in its identity; the
path it was named by is in neither. Whoever trains names the file, and so it is run. The copy in a
directory, which may come from anybody, is run only where that is allowed: by --trust, by
`trust=True`, or because this process has run a file of just that content, named by its user.
"""

from collections.abc import Callable, Iterator, Mapping
import contextlib
import contextvars
import dataclasses
import hashlib
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import own_code
from tf_labs.config.own_names import OwnName
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import own_functions
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.run_files import CODE

_LARGEST = 2**24  # bytes of a file of code


@dataclasses.dataclass(frozen=True)
class Permission:
    """What code may be run.

    Attributes:
      trust: that in run directories.
      given: {field: function} that the caller has handed over.
    """

    trust: bool = False
    given: Mapping[str, Callable[..., Any]] = dataclasses.field(default_factory=dict)


_NONE = Permission()
_permission: contextvars.ContextVar[Permission] = contextvars.ContextVar('permission',
                                                                         default=_NONE)
_ran: set[str] = set()  # sha256 of the files that were named, and run, in this process


@contextlib.contextmanager
def permitted(permission: Permission) -> Iterator[None]:
    """Within it code may be run as a permission says."""
    before = _permission.set(permission)
    try:
        yield
    finally:
        _permission.reset(before)


def is_trusted() -> bool:
    """True if code of run directories may be run."""
    return _permission.get().trust


@dataclasses.dataclass(frozen=True)
class OwnFunction:
    """A function of one's own; `source` is its file, None of one that has none."""

    field: str
    name: OwnName
    sha256: str
    source: bytes | None = None
    given: Callable[..., Any] | None = None

    def load(self) -> Callable[..., Any]:
        """Returns the function; its file is run, unless the function was handed over.

        Raises:
          UserError: the file does not load, or has no such function.
        """
        if self.source is not None:
            _ran.add(self.sha256)
        if self.given is not None:
            return self.given
        assert self.source is not None
        return own_code.function_in(
            own_code.module(self.source, self.name.file), self.name, self.field)


OwnFunctions = Mapping[str, OwnFunction]
NOTHING: OwnFunctions = {}


def to_train(config: ConfigDict, directory: RunDirectory) -> dict[str, OwnFunction]:
    """Returns {field: function} of a config that is to be trained in a directory; runs nothing.

    Raises:
      UserError: a file is not there, or not the one that the run was begun with.
    """
    stored = directory.code_sha256() if directory.holds_run() else {}
    found = {}
    for field, name in own_code.names(config).items():
        function = _given(field, name) or _named(field, name) or _copied(field, name, directory)
        if stored.get(field, function.sha256) != function.sha256:
            raise _changed(function, directory)
        found[field] = function
    _check_names(found)
    return found


def to_ask(config: ConfigDict, directory: RunDirectory) -> dict[str, OwnFunction]:
    """Returns {field: function} of the code of a run that may be run, to ask its net; runs nothing.

    Raises:
      UserError: a function that was handed over is not that of the run.
      RunFailedError: the copy of a file that may be run is not the file the run was begun with.
    """
    stored, found = directory.code_sha256(), {}
    for field, name in own_code.names(config).items():
        function = _given(field, name) or _copy(field, name, directory)
        if function is None or not (function.given or _may_run(function)):
            continue
        if stored.get(field) != function.sha256:
            raise _changed(function, directory)
        found[field] = function
    return found


def not_trusted(field: str, directory: RunDirectory, why: str = '') -> UserError:
    """The error where code of a run is needed and may not be run."""
    name = own_code.names(directory.config())[field]
    if name.is_of_process:
        return UserError(
            f'config.{field} {name.function} of {directory.path} exists only in the Python process '
            'that ran it', received='none', expected=f'it, as open_run(DIR, '
            f'{field.partition(".")[0]}={name.function})')
    return UserError(
        f'config.{field} of {directory.path} is code, {CODE}/{name.stored}, which is not run '
        f'without permission{why}', received='neither',
        expected='--trust, or open_run(DIR, trust=True), once you have read it')


def digests(functions: OwnFunctions) -> dict[str, str]:
    """Returns {field: sha256}."""
    return {field: function.sha256 for field, function in functions.items()}


def store(functions: OwnFunctions, directory: RunDirectory) -> None:
    """Writes the files into a run directory, where they are not there yet."""
    for function in functions.values():
        place = f'{CODE}/{function.name.stored}'
        if function.source is not None and directory.content(place) != function.source:
            directory.write_bytes(place, function.source)


def _may_run(function: OwnFunction) -> bool:
    return _permission.get().trust or function.sha256 in _ran


def _given(field: str, name: OwnName) -> OwnFunction | None:
    function = _permission.get().given.get(field)
    if function is None:
        return None
    own = own_functions.name_of(function)
    if own.function != name.function:
        raise UserError(f'the given function is not that of config.{field}',
                        expected=name.function, received=own.function)
    source = None if own.is_of_process else Path(own.file).read_bytes()
    return OwnFunction(field, own, own_functions.sha256(function, source), source, function)


def _named(field: str, name: OwnName) -> OwnFunction | None:
    """Returns the function of a file that is where its name says; None if no file is there."""
    if name.is_of_process:
        raise UserError(f'config.{field} {name.function} exists only in the Python process that '
                        'defined it', received='none', expected=f'it, as tf_labs.run(config, '
                        f'{field.partition(".")[0]}={name.function})')
    try:
        source = _read(Path(name.file))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f'config.{field} cannot be read', expected='a Python file',
                        received=f'{name.file} ({error.strerror})') from error
    return OwnFunction(field, name, hashlib.sha256(source).hexdigest(), source)


def _read(path: Path) -> bytes:
    if not path.is_file() and path.exists():  # a FIFO would hold the read for ever
        raise IsADirectoryError(21, 'no regular file')
    with path.open('rb') as file:
        source = file.read(_LARGEST + 1)
    if len(source) > _LARGEST:
        raise OSError(27, f'more than {_LARGEST} bytes')
    return source


def _copied(field: str, name: OwnName, directory: RunDirectory) -> OwnFunction:
    """Returns the function of the copy in a directory, in place of a file that is gone."""
    copy = _copy(field, name, directory) if directory.holds_run() else None
    if copy is None:
        raise UserError(f'config.{field}: there is no such file', received=name.file,
                        expected='a file, by its path from the working directory')
    if not _may_run(copy):
        raise UserError(
            f'config.{field}: {name.file} is gone', received='neither', expected='the file, or '
            f'--trust to go on with its copy {directory.path}/{CODE}/{name.stored}')
    return copy


def _copy(field: str, name: OwnName, directory: RunDirectory) -> OwnFunction | None:
    if name.is_of_process:
        return None
    source = directory.content(f'{CODE}/{name.stored}')
    if source is None:
        return None
    place = OwnName(f'{directory.path}/{CODE}/{name.stored}', name.function)
    return OwnFunction(field, place, hashlib.sha256(source).hexdigest(), source)


def _changed(function: OwnFunction, directory: RunDirectory) -> UserError | RunFailedError:
    name = function.name
    if name.file.startswith(f'{directory.path}/{CODE}/'):
        return RunFailedError(f'{name.file} is not the file that this run was begun with: its '
                              'sha256 is not that of the manifest; it is not run')
    return UserError(
        f'config.{function.field}: {"the function" if name.is_of_process else name.file} is not '
        f'what the run in {directory.path} was begun with', expected='the same code, or another '
        '--workdir', received=f'{name.function} with sha256 {function.sha256[:12]}')


def _check_names(functions: OwnFunctions) -> None:
    """Two files of one name would be one in the run directory."""
    sources: dict[str, OwnFunction] = {}
    for function in functions.values():
        if function.source is None:
            continue
        other = sources.setdefault(function.name.stored, function)
        if other.source != function.source:
            raise UserError('two files of code have the same name', expected='two names',
                            received=f'{other.name.file} and {function.name.file}')
