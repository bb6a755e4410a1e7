"""A file that rows are appended to while a run trains."""

from collections.abc import Callable
import os
from typing import Any

from tf_labs.training.run_directory import RunDirectory

Row = dict[str, Any]


class RowLog:
    """Appends rows to a file, and shows each to a mirror.

    A row that could not be written (disk full) is kept and written with the next one. As long as
    one waits, `flush` raises, and no checkpoint may be saved that lies behind it.

    Attributes:
      rows: all of the run so far, those that wait included.
    """

    def __init__(self, directory: RunDirectory, name: str, rows: list[Row],
                 encode: Callable[[Row], bytes], mirror: Callable[[Row], None]):
        """Goes on with a file.

        Args:
          directory: of the run.
          name: of the file, which holds `rows` and nothing else.
          rows: shown to the mirror anew.
          encode: row -> what is appended.
          mirror: is shown each row once.
        """
        self.rows = rows
        self._directory = directory
        self._name = name
        self._encode = encode
        self._mirror = mirror
        self._waiting: list[Row] = []
        for row in rows:
            mirror(row)

    def append(self, row: Row) -> None:
        """Adds a row and makes it durable.

        Raises:
          OSError: the row waits in memory.
          RunFailedError: the run directory is gone.
        """
        self.rows.append(row)
        self._waiting.append(row)
        self._mirror(row)
        self.flush()

    def flush(self) -> None:
        """Writes the rows that wait.

        Raises:
          OSError: they wait on.
          RunFailedError: the run directory is gone.
        """
        if not self._waiting:
            return
        self._directory.check_present()
        file = self._directory.files.open(self._name, os.O_WRONLY | os.O_APPEND)
        try:
            size = os.fstat(file).st_size
            try:
                _write_all(file, b''.join(map(self._encode, self._waiting)))
            except OSError:
                os.ftruncate(file, size)
                raise
        finally:
            os.close(file)
        self._waiting.clear()


def _write_all(file: int, content: bytes) -> None:
    """Writes all of it: a disk that is nearly full takes a part and says so by a number."""
    while content:
        content = content[os.write(file, content):]
