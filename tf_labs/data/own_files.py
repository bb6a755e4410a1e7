"""Files of one's own data: whether one is there, and by what it is known again in a process."""

from pathlib import Path
import stat

from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError

State = tuple[int, int, int]


def state(path: Path, where: str) -> State:
    """Returns what changes with the content: size, time, number of the file.

    Raises:
      UserError: there is no path, or no file at it.
      DataNotAvailableError: nothing is there, or it cannot be looked at.
    """
    if not path.name:
        raise UserError('no file is given', expected='KIND:FILE', received=where)
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, 'strerror', None) or str(error)
        raise DataNotAvailableError(f'{path} cannot be read; expected a file that is there; '
                                    f'received {reason}') from error
    if not stat.S_ISREG(found.st_mode):
        raise UserError(f'{path} is no file', expected='a file',
                        received='a directory' if path.is_dir() else 'something else')
    return found.st_size, found.st_mtime_ns, found.st_ino
