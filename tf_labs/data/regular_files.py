"""Files that may be anything: a pipe would be waited for without an end, a device never ends."""

import os
from pathlib import Path
import stat


def open_regular(path: Path) -> int:
    """Returns a descriptor to read a file by; links to files are followed.

    Raises:
      OSError: it is missing, no regular file, or not readable.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError('not a regular file')
    return descriptor


def read_bytes(path: Path, limit: int) -> bytes:
    """Returns the content of a file.

    Raises:
      OSError: it is missing, no regular file, not readable, or of more bytes than the limit.
    """
    with open(open_regular(path), 'rb') as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise OSError(f'more than {limit} bytes')
    return content


def reason(error: OSError) -> str:
    """Returns what is wrong, without the path."""
    return error.strerror or str(error)
