"""The lock of a run directory: one process trains in it, and knows when it is taken away."""

import fcntl
import os
from pathlib import Path

from tf_labs import processes
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training.folder import Folder
from tf_labs.training.folder import remove_empty

NAME = 'lock'


class WorkdirInUseError(UserError):
    """Another process trains in the directory."""


class DirectoryLock:
    """An exclusive lock on a file of a directory, for as long as the process lives."""

    def __init__(self, files: Folder):
        self._files = files
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """True while this object holds it."""
        return self._descriptor is not None

    def take(self) -> None:
        """Locks; the kernel lets go however the process ends.

        Raises:
          WorkdirInUseError: another process holds it.
          UserError: it is a link.
          OSError: it cannot be written.
        """
        while self._descriptor is None:
            lock = self._files.open(NAME, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                owner = os.read(lock, 32).decode('ascii', 'replace')
                os.close(lock)
                raise WorkdirInUseError(
                    'another run trains in this workdir', expected='one run a directory',
                    received=f'{self._files.root}, in use by process '
                    f'{owner if owner.isdecimal() else "unknown"}') from error
            if self._is_found(lock):
                self._descriptor = lock
            else:  # who held it until now has just taken the file away
                os.close(lock)
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)
        except OSError:  # a disk that is full
            self.release(made=[], is_new=True)
            raise
        self._files.pin()

    def release(self, made: list[Path], *, is_new: bool = False) -> None:
        """Lets go; directories that were made for nothing go too.

        The file is taken away before it is let go: afterwards somebody else may hold it.

        Args:
          made: directories that were made for the lock.
          is_new: the file itself was made for nothing.
        """
        if self._descriptor is None:
            return
        self._files.unpin()
        if (made or is_new) and self._is_found(self._descriptor) and (
                self._files.names() == [NAME]):
            self._files.remove(NAME)
            remove_empty(made)  # another run may have begun beside this one
        os.close(self._descriptor)
        self._descriptor = None

    def check_present(self) -> None:
        """Raises `RunFailedError` if the directory was removed or moved while it was locked."""
        if self._descriptor is not None and not self._is_found(self._descriptor):
            raise RunFailedError(f'{self._files.root} is gone: it was removed or moved while a '
                                 'run was in it; nothing more can be saved')

    def _is_found(self, lock: int) -> bool:
        """True if an open lock is the one that others find in the directory."""
        try:
            found = os.stat(self._files.root / NAME, follow_symlinks=False)
        except OSError:
            return False
        return os.path.samestat(found, os.fstat(lock))


def is_held(files: Folder) -> bool:
    """True if a process of this machine trains in a directory.

    The lock is tried, for a moment, only if the process lives that it names: a run that begins
    just then would be refused.
    """
    try:
        lock = files.open(NAME, os.O_RDONLY)
    except (OSError, UserError):
        return False
    try:
        owner = os.read(lock, 32)
        if not owner.isdigit() or not (
                int(owner) == os.getpid() or processes.is_alive(int(owner))):
            return False
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(lock)
    return False
