"""Paths for TensorFlow, which takes some of them for patterns."""

from collections.abc import Iterator
import contextlib
import os
from pathlib import Path
import tempfile

from tf_labs.training.folder import Folder

_PATTERN_CHARACTERS = frozenset('*?[]\\')


@contextlib.contextmanager
def literal(files: Folder) -> Iterator[str]:
    """Yields a path of a directory that TensorFlow does not take for a pattern.

    It looks for the files of a checkpoint with a glob, in which `[`, `*`, `?` and a backslash of
    somebody's directory mean other files, or none.
    """
    directory = Path(files.place)
    if not _PATTERN_CHARACTERS & set(str(directory)):
        yield str(directory)
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if os.path.isdir(f'/proc/self/fd/{descriptor}'):
            yield f'/proc/self/fd/{descriptor}'
            return
        with tempfile.TemporaryDirectory() as place:
            link = Path(place) / 'run'
            link.symlink_to(directory.absolute())
            yield str(link)
    finally:
        os.close(descriptor)
