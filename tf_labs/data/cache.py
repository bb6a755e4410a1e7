"""What was computed from large data once and is kept for the next run.

Every file can be missing, damaged or refused by the disk: then it is computed again.
"""

from collections.abc import Callable, Mapping, Sequence
import errno
import os
from pathlib import Path
import re
import shutil
from typing import Any
import zlib

import numpy as np

from tf_labs import processes
from tf_labs.data import regular_files
from tf_labs.data.arrays import Form
from tf_labs.data.arrays import read_arrays
from tf_labs.data.arrays import UnreadableArraysError

ROOM = 4  # times what is written must be free: the disk is there for runs
_UNFINISHED = re.compile(r'\.(?P<name>.+)\.(?P<process>\d+)\.(npz|mapped)')
_CHECKSUM = 4  # bytes at the end of a file that is mapped: the CRC-32 of all before


def directory() -> Path | None:
    """Returns where the files are kept, which need not exist; None if nobody has a home here."""
    try:
        return Path(os.environ.get('XDG_CACHE_HOME') or '~/.cache').expanduser() / 'tf_labs'
    except RuntimeError:  # no HOME, and a user of whom the system knows nothing
        return None


def read(name: str, forms: Mapping[str, Form]) -> dict[str, np.ndarray] | None:
    """Returns the arrays kept under a name, None if there are none of these forms."""
    place = directory()
    try:
        return None if place is None else read_arrays(place / f'{name}.npz', forms)
    except UnreadableArraysError:
        return None


def write(name: str, arrays: Mapping[str, Any]) -> None:
    """Keeps arrays under a name, if the disk takes them."""
    _put(name, 'npz', lambda path: np.savez(path, **arrays))


def map_bytes(name: str, mark: bytes, size: int) -> np.ndarray | None:
    """Returns so many bytes kept under a name, uint8, which cannot be written.

    They are those of the file, in the memory that all processes share. It was read once, so that a
    bit that has changed is found.

    Args:
      name: of `write_bytes`.
      mark: what it was given.
      size: bytes.

    Returns:
      None if nothing sound of this mark and size is there.
    """
    place = directory()
    if place is None:
        return None
    try:
        with open(regular_files.open_regular(place / f'{name}.mapped'), 'rb') as file:
            if os.fstat(file.fileno()).st_size != size + len(mark) + _CHECKSUM:
                return None
            whole = np.asarray(np.memmap(file, np.uint8, 'r'))
    except (OSError, ValueError):
        return None
    content, stored = whole[:-_CHECKSUM], int.from_bytes(whole[-_CHECKSUM:].tobytes(), 'little')
    is_sound = content[size:].tobytes() == mark and zlib.crc32(content.data) == stored
    return content[:size] if is_sound else None


def write_bytes(name: str, mark: bytes, parts: Sequence[np.ndarray]) -> None:
    """Keeps the bytes of arrays under a name, if there is room for them.

    Args:
      name: of a file, in the place of what it holds.
      mark: tells whether it holds what is wanted.
      parts: one after the other.
    """
    def fill(path: Path) -> None:
        if shutil.disk_usage(path.parent).free < ROOM * sum(part.nbytes for part in parts):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        checksum = 0
        with path.open('wb') as file:
            for part in (*map(np.ascontiguousarray, parts), np.frombuffer(mark, np.uint8)):
                checksum = zlib.crc32(part.data, checksum)
                file.write(part.data)
            file.write(checksum.to_bytes(_CHECKSUM, 'little'))

    _put(name, 'mapped', fill)


def _put(name: str, suffix: str, fill: Callable[[Path], None]) -> None:
    """Puts a file that is written whole in the place of another; nothing where it cannot be."""
    place = directory()
    if place is None:
        return
    whole = place / f'.{name}.{os.getpid()}.{suffix}'
    try:
        place.mkdir(parents=True, exist_ok=True)
        fill(whole)
        os.replace(whole, place / f'{name}.{suffix}')
        _remove_unfinished(place, name)
    except OSError:
        pass  # it only costs the time to compute it again
    finally:
        _remove(whole)


def _remove_unfinished(place: Path, name: str) -> None:
    """Removes what processes have left that were killed while they wrote under a name."""
    for entry in os.listdir(place):
        match = _UNFINISHED.fullmatch(entry)
        if match and match['name'] == name and not processes.is_alive(int(match['process'])):
            _remove(place / entry)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass
