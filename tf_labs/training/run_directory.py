"""A run directory: everything that made the numbers of a run, in one place.

What is in it stands in run_files.py. It is read and written through `RunDirectory` alone, which
follows no link, takes no name for a pattern, writes a file whole or not at all, and believes of
what it reads only what has the form that it wrote (see stored_forms.py).
"""

from collections.abc import Iterator, Mapping
import contextlib
import errno
import os
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.console import warn_once
from tf_labs.data import data_sets
from tf_labs.data.catalog import DataSet
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import code_digests
from tf_labs.training import folder
from tf_labs.training import identity
from tf_labs.training import leftovers
from tf_labs.training import run_files
from tf_labs.training import seal
from tf_labs.training import stored_config
from tf_labs.training import stored_forms
from tf_labs.training.directory_lock import DirectoryLock
from tf_labs.training.folder import Folder

METRICS, DIAGNOSTICS, RESULT, MANIFEST, PREPARATION = (
    'metrics.jsonl', 'diagnostics.jsonl.gz', 'result.json', 'manifest.json', 'preparation.npz')
_CONFIG, _DATA = 'config.json', 'data.json'
_DAMAGES = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class RunDirectory:
    """Paths and files of one run."""

    def __init__(self, path: str | os.PathLike[str]):
        self.path = Path(path)
        self.files = Folder(self.path)
        self._lock = DirectoryLock(self.files)

    @property
    def tensorboard(self) -> Path:
        """Where TensorBoard's files are.

        Raises:
          UserError: a link is there.
        """
        self.files.make(run_files.TENSORBOARD)
        return self.path / run_files.TENSORBOARD

    @property
    def is_locked(self) -> bool:
        """True while this object holds the lock."""
        return self._lock.is_held

    def holds_run(self) -> bool:
        """True if a run was begun here and has its first checkpoint."""
        return self.files.has(_CONFIG)

    def config(self) -> ConfigDict:
        """Returns the config of the run, once all its values are possible.

        Raises:
          UserError: no run is here.
          RunFailedError: its config.json cannot be used.
        """
        try:
            return stored_config.parse(self.files.read(_CONFIG), self._facts)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UserError('no run in this directory', expected='a directory that a run has '
                            'made', received=self.path) from error
        except UserError as error:
            raise RunFailedError(f'{self.path / _CONFIG} cannot be used: {error}') from error
        except _DAMAGES as error:
            what = (f'it has no {error}' if isinstance(error, KeyError) else
                    f'{type(error).__name__}: {error}')
            raise RunFailedError(f'{self.path / _CONFIG} cannot be read ({what}); expected the '
                                 'config that a run has written') from error

    def identity(self) -> identity.Identity:
        """Returns the identity of the run that config.json and manifest.json tell of."""
        config, manifest = self.config(), self.read_json('manifest')
        return identity.of(config, (manifest or {}).get('data_sha256'),
                           code_digests.of_run(config, manifest, self.content))

    def code_sha256(self) -> dict[str, str]:
        """Returns {field: sha256} of the code of one's own that the run was begun with."""
        return code_digests.of_run(self.config(), self.read_json('manifest'), self.content)

    def check_usable(self) -> None:
        """Raises `UserError` if a run could not live here; writes nothing."""
        place = next(path for path in (self.path, *self.path.absolute().parents) if path.exists())
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            raise _unwritable(self.path, f'{place} is not a directory that can be written')
        if self.path.is_dir():
            self._refuse_foreign_files()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Makes the directory and holds its lock, while a run starts or resumes and trains.

        Raises:
          UserError: it cannot be written, holds other things, or another process trains here.
        """
        made = [path for path in (self.path, *self.path.parents) if not path.exists()]
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._refuse_foreign_files()
            self._lock.take()
        except OSError as error:
            folder.remove_empty(made)
            if error.errno == errno.ENOSPC:
                raise RunFailedError(f'{self.path} cannot be written: {error.strerror}') from error
            name = f'{os.path.basename(error.filename)}: ' if error.filename else ''
            raise _unwritable(self.path, f'{name}{error.strerror or error}') from error
        try:
            leftovers.remove(self.files)
            yield
        finally:
            self._lock.release(made)

    def check_present(self) -> None:
        """Raises `RunFailedError` if the directory was removed, or moved, under this process."""
        self._lock.check_present()

    def _refuse_foreign_files(self) -> None:
        if self.holds_run():
            return
        names = self.files.names()
        foreign = [name for name in names if not run_files.is_known(name)]
        if foreign:
            raise UserError('workdir is neither empty nor a run', expected='a new or empty '
                            'directory, or one that holds a run',
                            received=f'{self.path}, which holds {foreign[0]}')
        if names and 'lock' not in names:  # which a run writes before anything else
            raise UserError('workdir is neither empty nor a run', expected='a new or empty '
                            'directory, or one that holds a run',
                            received=f'{self.path}, which holds {names[0]}')
        lost = [name for name in (*names, *(f'kept/{name}' for name in self.files.names('kept')))
                if name.endswith('.index') and name not in ('ckpt-0.index', 'kept/ckpt-0.index')]
        if lost:
            raise UserError('workdir holds checkpoints of a run whose config.json is lost',
                            expected='a new or empty directory, or one that holds a run',
                            received=f'{self.path}, which holds {lost[-1]}')

    def data(self, config: ConfigDict) -> DataSet:
        """Returns the facts of the data set of the run: as it was begun, if it was.

        Args:
          config: of the run, or of one of its variants.

        Raises:
          RunFailedError: those of one's own data are lost.
          UserError, DataNotAvailableError: there is no run, and the data cannot be described.
        """
        if not self.holds_run():
            return data_sets.describe(config.data)
        return self._facts(config.data)

    def _facts(self, data: ConfigDict) -> DataSet:
        if not data_sets.is_own(data):
            return data_sets.describe(data)
        stored = (self.read_json('data') or {}).get(data.name)
        if stored is not None:
            return data_sets.from_json(stored)
        lost = f'{self.path / _DATA} is lost, or does not tell of {data.name}'
        try:
            found = data_sets.describe(data)
        except LabError as error:
            raise RunFailedError(f'{lost}, which is not there either') from error
        warn_once(f'{lost}: the data found there now is taken as that of the run')
        return found

    def write_config(self, config: ConfigDict) -> None:
        """Stores the config; from now on the directory holds a run."""
        sets = [one.data for one in config_values.every(config)
                if 'data' in one and 'name' in one.data]
        if own := {data.name: data_sets.to_json(data_sets.describe(data))
                   for data in sets if data_sets.is_own(data)}:
            self.write_json('data', own)
        self.write_text(_CONFIG, config_values.to_json(config))

    def write_json(self, name: str, content: dict[str, Any]) -> None:
        """Writes `name`.json, whole or not at all."""
        self.write_text(f'{name}.json', stored_forms.dumps(content, indent=2))

    def write_text(self, name: str, text: str) -> None:
        """Writes a text file, whole or not at all; its directory is made."""
        self.write_bytes(name, (text.removesuffix('\n') + '\n').encode())

    def write_bytes(self, name: str, content: bytes) -> None:
        """Writes a file, whole or not at all; its directory is made.

        Raises:
          RunFailedError: the run directory is gone.
          OSError: the disk takes no file.
        """
        self.check_present()
        self.files.write(name, content)

    def seal(self, manifest: dict[str, Any], rows_sha256: str | None = None) -> None:
        """Writes manifest.json with the digests of the rows and the result of a run that has ended.

        Args:
          manifest: of the run.
          rows_sha256: of the rows as they were written; None: of those that are there.
        """
        found = {name: seal.sha256(content) for name in (METRICS, RESULT)
                 if (content := self.content(name)) is not None}
        self.write_json('manifest', {
            **manifest, 'written': found | ({METRICS: rows_sha256} if rows_sha256 else {})})

    def is_sealed(self, name: str) -> bool:
        """True if the manifest tells of just this content of metrics.jsonl or result.json."""
        return seal.is_whole(self.read_json('manifest'), name, self.content(name))

    def check_as_written(self, name: str) -> None:
        """Warns of rows or a result that may not be what the run has written."""
        if RESULT not in self.files.names() or self.is_sealed(name):
            return
        manifest, names = self.read_json('manifest'), self.files.names()
        if name in (manifest or {}).get('written', {}) and name not in names:
            warn_once(f'{self.path / name} is missing: its content is left out')
            return
        is_comparison = not {METRICS, run_files.REPORT_TEXT} & set(names)
        line = seal.doubt(manifest, name, self.path)
        if line and not is_comparison:
            warn_once(line)

    def older_checkpoints(self) -> dict[str, str] | None:
        """Returns {name: digest of the index} of those that were there before the identity.

        None of a run that has no identity yet.
        """
        manifest = self.read_json('manifest') or {}
        return manifest.get('older_checkpoints') or {} if manifest.get('identity') else None

    def read_json(self, name: str) -> dict[str, Any] | None:
        """Returns `name`.json; None if it is missing, or with a line if it cannot be used."""
        file = f'{name}.json'
        content = self.content(file)
        if content is None:
            return None
        try:
            value: dict[str, Any] = stored_forms.loads(content)
        except ValueError as error:
            warn_once(f'{self.path / file} cannot be read ({error}); it is left out')
            return None
        if not stored_forms.FORMS[file].fits(value):
            warn_once(f'{self.path / file} cannot be used: it does not hold what a run writes; '
                      'it is left out')
            return None
        return value

    def result(self) -> dict[str, Any] | None:
        """Returns result.json, with a line if it was changed, or belongs to another run."""
        found = self.read_json('result')
        if found is None:
            return None
        self.check_as_written(RESULT)
        if not stored_forms.is_result(found, self.config()):
            warn_once(f'{self.path / RESULT} cannot be used: it does not hold what a run writes; '
                      'it is left out')
            return None
        if not self.is_own(found):
            warn_once(f'{self.path / RESULT} belongs to another run than config.json: identity '
                      f'{found["identity"]} in place of {self.identity()}')
        return found

    def is_own(self, result: Mapping[str, Any]) -> bool:
        """False of a result that has the identity of another run."""
        stated = identity.parse(result.get('identity'))
        return stated is None or not stated.difference(self.identity())

    def content(self, name: str) -> bytes | None:
        """Returns what is in a file; None if it is missing, or with a line if it is unreadable."""
        try:
            return self.files.read(name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            warn_once(f'{self.path / name} cannot be read ({error.strerror}); it is left out')
            return None

    def remove(self, name: str) -> None:
        """Takes away `name`.json: the result of a run that goes on, say."""
        self.files.remove(f'{name}.json')


def _unwritable(path: Path, reason: str) -> UserError:
    return UserError('workdir cannot be written', expected='a directory that can be made or '
                     'written', received=f'{path} ({reason})')
