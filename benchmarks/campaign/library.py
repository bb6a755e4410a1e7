"""The library that counts file operations, compiled for the machine it runs on."""

import ctypes
from pathlib import Path
import shutil
import subprocess

SOURCE = Path(__file__).with_name('file_operations.c')
MODES = {'before': 1, 'middle': 2, 'after': 3, 'full': 4}  # enum mode of the source
NEVER = 2 ** 62  # no run has so many operations: they are counted and nothing more


class NoCompilerError(Exception):
    """The machine has no C compiler, or it refuses the source."""


def compiled(directory: Path) -> Path:
    """Compiles the library into a directory; returns its path.

    Raises:
      NoCompilerError: there is no `cc`, or it fails.
    """
    compiler = shutil.which('cc')
    if compiler is None:
        raise NoCompilerError('no C compiler; expected `cc` on the PATH')
    library = directory / 'file_operations.so'
    done = subprocess.run(
        [compiler, '-shared', '-fPIC', '-O2', '-o', str(library), str(SOURCE), '-ldl'],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoCompilerError(f'cc refuses {SOURCE.name}: {done.stderr.strip()}')
    return library


def arm(prefix: str, number: int, mode: str, log: int) -> None:
    """Arms the library that is preloaded into this process.

    Args:
      prefix: the directory below which operations count.
      number: of the operation, from 1.
      mode: a name of MODES.
      log: file descriptor that gets a line for each operation.
    """
    ctypes.CDLL(None).campaign_arm(prefix.encode(), ctypes.c_long(number), MODES[mode], log)


def order(prefix: str, number: int, mode: str, log: int) -> str:
    """Returns the value of CAMPAIGN_ARM that arms a process from its start."""
    return f'{number} {MODES[mode]} {log} {prefix}'
