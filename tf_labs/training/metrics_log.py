"""metrics.jsonl and its mirror in TensorBoard: a row an evaluation, each step once."""

import json
from pathlib import Path
from typing import Any, TYPE_CHECKING

if TYPE_CHECKING:  # a log is read without TensorFlow
    from tf_labs.training.tensorboard import TensorBoard

Row = dict[str, Any]


class MetricsLog:
    """Appends rows; on resume keeps those up to the checkpoint and drops what came after.

    A row that could not be written (disk full) is kept and written with the next one. As long as
    one waits, `append` raises, and no checkpoint may be saved that lies behind it.
    """

    def __init__(self, path: Path, board: 'TensorBoard', *, last_step: int):
        """Opens the log of a run that stands at `last_step`."""
        self._path = path
        self.rows = [row for row in read(path) if row['step'] <= last_step]
        _rewrite(path, self.rows)
        self._waiting: list[Row] = []
        self._board = board
        for row in self.rows:
            board.metrics(row)

    def append(self, row: Row) -> None:
        """Adds a row and makes it durable.

        Raises:
          OSError: the row waits in memory.
        """
        self.rows.append(row)
        self._waiting.append(row)
        self._board.metrics(row)
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
            with self._path.open('a', encoding='utf-8') as file:
                file.writelines(f'{json.dumps(row)}\n' for row in self._waiting)
        except OSError:
            with self._path.open('r+b') as file:
                file.truncate(size)
            raise
        self._waiting.clear()


def read(path: Path) -> list[Row]:
    """Returns the rows up to the first that is not whole: a kill may cut the last one."""
    rows: list[Row] = []
    if not path.is_file():
        return rows
    for line in path.read_text('utf-8', errors='replace').splitlines():
        try:
            row = json.loads(line)
            row['step']
        except (ValueError, KeyError, TypeError):
            break
        rows.append(row)
    return rows


def _rewrite(path: Path, rows: list[Row]) -> None:
    temporary = path.with_suffix('.jsonl.new')
    temporary.write_text(''.join(f'{json.dumps(row)}\n' for row in rows), encoding='utf-8')
    temporary.replace(path)
