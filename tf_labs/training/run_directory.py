"""A run directory: everything that made the numbers of a run, in one place.

    config.json      the config; written last when a run is made, so its presence makes it a run
    manifest.json    versions, devices, threads, fingerprint of the data, sessions
    ckpt-*           checkpoints (see checkpoints.py); kept/ckpt-*: those that stay for good
    preparation.npz  mean and colours of the training images, if the net is fed with them
    metrics.jsonl    a line an evaluation (see metrics_log.py)
    diagnostics.jsonl.gz   the inside of the net over time (see diagnostics_log.py)
    probe.json       activations and gradients before the first step, if they were asked for
    result.json      of a run that has ended
    diverged.json    of a run that has diverged, until it goes on
    report.html      of `tf-labs report`
    tensorboard/     the same numbers as TensorBoard events
    figures/, tables/, report.txt   what a lab shows
    partial.npz      what a lab has found that is not done yet (see partial_results.py)
    lock             held by the process that trains
"""

import contextlib
import fcntl
import json
import os
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs import config_values
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError

# What a run leaves behind that was killed before it became one.
_UNFINISHED = ('ckpt-*', 'checkpoint', 'manifest.json*', 'config.json.*', 'lock', 'tensorboard',
               'figures', 'tables', 'report.txt*', 'result.json*', 'probe.json*',
               'metrics.jsonl*', 'diagnostics.jsonl.gz', 'diverged.json*', 'report.html*',
               'kept', 'preparation.npz*', 'partial.npz*')


class RunDirectory:
    """Paths and small files of one run."""

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)
        self.metrics = self.path / 'metrics.jsonl'
        self.diagnostics = self.path / 'diagnostics.jsonl.gz'
        self.tensorboard = self.path / 'tensorboard'
        self._lock: int | None = None

    @property
    def is_locked(self) -> bool:
        """True while this object holds the lock."""
        return self._lock is not None

    def holds_run(self) -> bool:
        """True if a run was begun here and has its first checkpoint."""
        return (self.path / 'config.json').is_file()

    def config(self) -> ConfigDict:
        """Returns the config of the run.

        Raises:
          UserError: no run is here.
          RunFailedError: its config.json cannot be read.
        """
        try:
            return config_values.from_json((self.path / 'config.json').read_text('utf-8'))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UserError('no run in this directory', expected='a directory that '
                            '`tf-labs run --workdir=DIR` has made', received=self.path) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunFailedError(
                f'{self.path / "config.json"} cannot be read '
                f'({type(error).__name__}: {error})') from error

    def check_usable(self) -> None:
        """Raises `UserError` if a run could not live here; writes nothing."""
        place = next(path for path in (self.path, *self.path.absolute().parents) if path.exists())
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            raise _unwritable(self.path, f'{place} is not a directory that can be written')
        if self.path.is_dir():
            self._refuse_foreign_files()

    @contextlib.contextmanager
    def locked(self):
        """Makes the directory and holds its lock, while a run starts or resumes and trains.

        Raises:
          UserError: it cannot be written, holds other things, or another process trains here.
        """
        made = [path for path in (self.path, *self.path.parents) if not path.exists()]
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._refuse_foreign_files()
            self._take_lock()
        except OSError as error:
            raise _unwritable(self.path, error.strerror or type(error).__name__) from error
        try:
            yield
        finally:
            self._release()
            if made and {file.name for file in self.path.iterdir()} == {'lock'}:
                (self.path / 'lock').unlink()  # it came to nothing: no trace of it stays
                for path in made:
                    path.rmdir()

    def _refuse_foreign_files(self) -> None:
        if self.holds_run():
            return
        known = {file for pattern in _UNFINISHED for file in self.path.glob(pattern)}
        foreign = sorted(set(self.path.iterdir()) - known)
        if foreign:
            raise UserError('workdir is neither empty nor a run', expected='a new or empty '
                            'directory, or one that holds a run',
                            received=f'{self.path}, which holds {foreign[0].name}')

    def _take_lock(self) -> None:
        """Locks for the life of the process: the kernel lets go however the process ends."""
        self._lock = os.open(self.path / 'lock', os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(self._lock, 32).decode() or 'unknown'
            self._release()
            raise UserError('another run trains in this workdir', expected='one run a directory',
                            received=f'{self.path}, in use by process {owner}') from error
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write_config(self, config: ConfigDict) -> None:
        """Stores the config; from now on the directory holds a run."""
        _write_atomically(self.path / 'config.json', config_values.to_json(config))

    def write_json(self, name: str, content: dict[str, Any]) -> None:
        """Writes `name`.json, whole or not at all."""
        _write_atomically(self.path / f'{name}.json', json.dumps(content, indent=2))

    def write_text(self, name: str, text: str) -> None:
        """Writes a text file, whole or not at all; its directory is made."""
        (self.path / name).parent.mkdir(exist_ok=True)
        _write_atomically(self.path / name, text.removesuffix('\n'))

    def write_bytes(self, name: str, content: bytes) -> None:
        """Writes a file, whole or not at all; its directory is made."""
        (self.path / name).parent.mkdir(exist_ok=True)
        _write_bytes_atomically(self.path / name, content)

    def read_json(self, name: str) -> dict[str, Any] | None:
        """Returns `name`.json; None if it is missing or unreadable."""
        try:
            return json.loads((self.path / f'{name}.json').read_text('utf-8'))
        except (OSError, ValueError):
            return None

    def remove(self, name: str) -> None:
        """Takes away `name`.json: the result of a run that goes on, say."""
        (self.path / f'{name}.json').unlink(missing_ok=True)


def check_same_run(directory: RunDirectory, config: ConfigDict) -> None:
    """Raises `UserError` if a run of another config is here; names each field that differs."""
    if not directory.holds_run():
        return
    refused = config_values.refused_on_resume(directory.config(), config)
    if refused:
        changes = ', '.join(f'{path} {old} -> {new}' for path, (old, new) in refused.items())
        raise UserError(f'{directory.path} holds a run with another config',
                        expected='the config it was begun with, or another --workdir',
                        received=f'changes of {changes}')


def _unwritable(path: Path, reason: str) -> UserError:
    return UserError('workdir cannot be written', expected='a directory that can be made or '
                     'written', received=f'{path} ({reason})')


def _write_atomically(path: Path, text: str) -> None:
    _write_bytes_atomically(path, f'{text}\n'.encode())


def _write_bytes_atomically(path: Path, content: bytes) -> None:
    temporary = path.with_name(f'{path.name}.{os.getpid()}')
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
