"""Paths of users: ~ is a home directory, and a name that no disk takes is refused."""

import os
from pathlib import Path

from absl import flags

from tf_labs.errors import UserError

_NAME_BYTES = 255  # of a file's name, on every usual file system
_PATH_BYTES = 3900  # leaves room for the names of files in a directory; the kernel takes 4096


class PathParser(flags.ArgumentParser[str]):
    """One path."""

    syntactic_help = 'a path'

    def parse(self, argument: str) -> str:
        """Returns the path, checked."""
        return checked_path(argument)


class PathsParser(flags.ArgumentParser[list[str]]):
    """Paths with commas between them."""

    syntactic_help = 'paths with commas between them'

    def parse(self, argument: str) -> list[str]:
        """Returns the paths, checked."""
        return [checked_path(path) for path in split_paths(argument)]


def checked_path(text: str) -> str:
    """Returns a path with ~ expanded.

    Raises:
      UserError: no file can have it.
    """
    if not text or '\0' in text:
        raise UserError('a path is empty' if not text else 'a path holds the character 0',
                        expected='the name of a file or directory', received=text)
    path = expanded(text)
    if any(len(os.fsencode(name)) > _NAME_BYTES for name in path.split('/')):
        raise UserError('a name is too long', received=text,
                        expected=f'at most {_NAME_BYTES} bytes between two slashes')
    if len(os.fsencode(path)) + len(os.fsencode(Path.cwd())) > _PATH_BYTES:
        raise UserError('a path is too long', expected=f'at most {_PATH_BYTES} bytes',
                        received=text)
    return path


def expanded(text: str) -> str:
    """Returns a path with ~ in its place.

    Raises:
      UserError: nobody knows where that is.
    """
    path = os.path.expanduser(text)
    if path.startswith('~'):
        raise UserError('no such home directory', received=text,
                        expected='HOME to be set, or a path without ~')
    return path


def split_paths(text: str) -> list[str]:
    """Splits at commas, except within the name of something that exists: the longest name wins."""
    pieces, paths = text.split(','), []
    while pieces:
        taken = next((count for count in range(len(pieces), 1, -1)
                      if _exists(','.join(pieces[:count]))), 1)
        paths.append(','.join(pieces[:taken]))
        del pieces[:taken]
    return paths


def _exists(path: str) -> bool:
    try:
        return os.path.exists(os.path.expanduser(path))
    except ValueError:  # the character 0
        return False
