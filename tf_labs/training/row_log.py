"""A file that rows are appended to while a run trains."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class RowLog:
    """Appends rows to a file, and shows each to a mirror.

    A row that could not be written (disk full) is kept and written with the next one. As long as
    one waits, `flush` raises, and no checkpoint may be saved that lies behind it.

    Attributes:
      rows: all of the run so far, those that wait included.
    """

    def __init__(self, path: Path, rows: list[Row], encode: Callable[[Row], bytes],
                 mirror: Callable[[Row], None]):
        """Goes on with a file.

        Args:
          path: of the file, which holds `rows` and nothing else.
          rows: shown to the mirror anew.
          encode: row -> what is appended.
          mirror: is shown each row once.
        """
        self.rows = rows
        self._path = path
        self._encode = encode
        self._mirror = mirror
        self._waiting: list[Row] = []
        for row in rows:
            mirror(row)

    def append(self, row: Row) -> None:
        """Adds a row and makes it durable.

        Raises:
          OSError: the row waits in memory.
        """
        self.rows.append(row)
        self._waiting.append(row)
        self._mirror(row)
        self.flush()

    def flush(self) -> None:
        """Writes the rows that wait.

        Raises:
          OSError: they wait on.
        """
        if not self._waiting:
            return
        size = self._path.stat().st_size
        try:
            with self._path.open('ab') as file:
                file.writelines(map(self._encode, self._waiting))
        except OSError:
            with self._path.open('r+b') as file:
                file.truncate(size)
            raise
        self._waiting.clear()
