"""metrics.jsonl and its mirror in TensorBoard: a row an evaluation, each step once."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tf_labs.training.row_log import Row
from tf_labs.training.row_log import RowLog

if TYPE_CHECKING:  # a log is read without TensorFlow
    from tf_labs.training.tensorboard import TensorBoard


class MetricsLog(RowLog):
    """On resume keeps the rows up to the checkpoint and drops what came after."""

    def __init__(self, path: Path, board: 'TensorBoard', *, last_step: int):
        """Opens the log of a run that stands at `last_step`."""
        rows = [row for row in read(path) if row['step'] <= last_step]
        _rewrite(path, rows)
        super().__init__(path, rows, _line, board.metrics)


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


def _line(row: Row) -> bytes:
    return f'{json.dumps(row)}\n'.encode()


def _rewrite(path: Path, rows: list[Row]) -> None:
    temporary = path.with_suffix('.jsonl.new')
    temporary.write_bytes(b''.join(map(_line, rows)))
    temporary.replace(path)
