"""Files below one directory, by their names: no links, no patterns, written whole or not at all.

A directory may come from somebody else. A link in it would lead a write out of it, a FIFO would
hold a read for ever, and a name is never a pattern: everything is opened from the directory down,
one name at a time, with O_NOFOLLOW.
"""

from collections.abc import Iterable, Iterator
import contextlib
import os
from pathlib import Path
import re
import shutil
import stat

from tf_labs import processes
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError

_SAFELY = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
LARGEST = 2**30  # bytes that are read of one file
_BEING_WRITTEN = re.compile(r'(?P<name>.+)\.(?P<process>\d+)\.new')


class Folder:
    """A directory that need not exist yet."""

    def __init__(self, root: Path):
        self.root = root
        self._pinned: int | None = None

    def pin(self) -> None:
        """Stays with the directory that has the name now, wherever it is moved."""
        self._pinned = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def unpin(self) -> None:
        """Goes by the name again."""
        if self._pinned is not None:
            os.close(self._pinned)
            self._pinned = None

    @property
    def place(self) -> str:
        """A path of the directory: of the one it is pinned to where the system has such a path."""
        pinned = f'/proc/self/fd/{self._pinned}'
        return pinned if self._pinned is not None and os.path.isdir(pinned) else str(self.root)

    def open(self, name: str, flags: int) -> int:
        """Returns a file descriptor of a regular file.

        Args:
          name: relative, with `/` between its parts.
          flags: of os.open.

        Raises:
          UserError: it, or a directory on the way to it, is a link or nothing that holds bytes.
          OSError: it cannot be opened.
        """
        with self._parent(name) as (above, last):
            descriptor = _open(above, last, flags, self.root / name)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise IsADirectoryError(21, 'no regular file', str(self.root / name))
        return descriptor

    def read(self, name: str, largest: int = LARGEST) -> bytes:
        """Returns what is in a file.

        Raises:
          UserError: as `open`.
          RunFailedError: it is larger than anything that is written here.
          OSError: it is missing or cannot be read.
        """
        with os.fdopen(self.open(name, os.O_RDONLY), 'rb') as file:
            size = os.fstat(file.fileno()).st_size
            if size > largest:
                raise RunFailedError(f'{self.root / name} is too large to be read: {size} bytes, '
                                     f'at most {largest} are expected')
            return file.read()

    def write(self, name: str, content: bytes) -> None:
        """Puts content in the place of a file, whole or not at all; its directory is made.

        Raises:
          OSError: the disk takes no file; what was there before is intact.
        """
        with self._parent(name, make=True) as (above, last):
            temporary = f'{last}.{os.getpid()}.new'
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            try:
                with _named(self.root / name):
                    with os.fdopen(_open(above, temporary, flags, self.root / name), 'wb') as file:
                        file.write(content)
                    os.replace(temporary, last, src_dir_fd=above, dst_dir_fd=above)
            except BaseException:  # an interruption leaves nothing behind either
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=above)
                raise

    def move(self, old: str, new: str) -> None:
        """Gives a file another name; what had that name is gone."""
        with (self._parent(old) as (source, first), self._parent(new, make=True) as (target, last),
              _named(self.root / new)):
            os.replace(first, last, src_dir_fd=source, dst_dir_fd=target)

    def remove(self, name: str) -> None:
        """Takes a file or a link away, if it is there.

        Raises:
          OSError: it is a directory, or cannot be removed.
        """
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            with self._parent(name) as (above, last):
                os.unlink(last, dir_fd=above)

    def is_directory(self, name: str) -> bool:
        """True if there is a directory."""
        try:
            with self._parent(f'{name}/.'):
                return True
        except (OSError, UserError):
            return False

    def remove_directory(self, name: str) -> None:
        """Takes an empty directory away.

        Raises:
          OSError: it is not empty, or not there.
        """
        with self._parent(name) as (above, last):
            os.rmdir(last, dir_fd=above)

    def make(self, name: str) -> None:
        """Makes a directory, if it is not there.

        Raises:
          UserError: a link is there.
        """
        with self._parent(f'{name}/.', make=True):
            pass

    def names(self, directory: str = '') -> list[str]:
        """Returns the names in a directory, sorted; none of one that is not there.

        Raises:
          UserError: it is a link.
        """
        try:
            with self._parent(f'{directory}/.' if directory else '.') as (above, _):
                return sorted(os.listdir(above))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def has(self, name: str) -> bool:
        """True if there is a regular file.

        Raises:
          UserError: it is a link.
        """
        try:
            os.close(self.open(name, os.O_RDONLY))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        except PermissionError:
            return True
        return True

    @contextlib.contextmanager
    def _parent(self, name: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """Yields (descriptor of the directory a name is in, last part of the name)."""
        *above, last = name.split('/')
        descriptor = (os.open(self.root, os.O_RDONLY | os.O_DIRECTORY) if self._pinned is None
                      else os.dup(self._pinned))
        place = self.root
        try:
            for part in above:
                place /= part
                if make:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(part, dir_fd=descriptor)
                inner = _open(descriptor, part, os.O_RDONLY | os.O_DIRECTORY, place)
                os.close(descriptor)
                descriptor = inner
            yield descriptor, last
        finally:
            os.close(descriptor)


def being_written(name: str) -> tuple[str, int] | None:
    """Returns (name, number of the process) if a name is that of a file while it is written."""
    match = _BEING_WRITTEN.fullmatch(name)
    return (match['name'], int(match['process'])) if match else None


@contextlib.contextmanager
def _named(place: Path) -> Iterator[None]:
    """Gives an error the one name that says something: that of the file which was to be written."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error


def write(path: Path, content: bytes) -> None:
    """Writes a file that a user has named, whole or not at all.

    Raises:
      OSError: the disk takes no file.
    """
    remove_unfinished(path)
    Folder(path.parent).write(path.name, content)


def unfinished(path: Path) -> Path:
    """Returns where a file or a directory is made before it gets the name that a user wants."""
    return path.with_name(f'{path.name}.{os.getpid()}.new')


def remove_unfinished(path: Path) -> None:
    """Removes what processes have left that were killed while they made `path`."""
    files = Folder(path.parent)
    for name in files.names():
        begun = being_written(name)
        if begun is None or begun[0] != path.name or processes.is_alive(begun[1]):
            continue
        if files.is_directory(name):
            shutil.rmtree(path.with_name(name), ignore_errors=True)
        else:
            files.remove(name)


def _open(above: int, name: str, flags: int, place: Path) -> int:
    try:
        return os.open(name, flags | _SAFELY, 0o666, dir_fd=above)
    except OSError as error:
        if _is_link(above, name):
            raise UserError('a link in a run directory is not followed',
                            expected='a file or directory of its own', received=place) from error
        error.filename = str(place)
        raise


def _is_link(above: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode)
    except OSError:
        return False


def remove_empty(made: Iterable[Path]) -> None:
    """Removes directories that were made and are empty."""
    for path in made:
        with contextlib.suppress(OSError):
            path.rmdir()
