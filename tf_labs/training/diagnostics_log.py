"""diagnostics.jsonl.gz: a row each time the net was looked at.

Each row is a line of JSON in a gzip member of its own, so a row is appended without touching those
before it, a file that a kill has cut is sound up to the cut, and `zcat` shows all of it.
"""

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING
import zlib

from tf_labs.training.row_log import Row
from tf_labs.training.row_log import RowLog

if TYPE_CHECKING:  # a log is read without TensorFlow
    from tf_labs.training.tensorboard import TensorBoard

_GZIP = 31  # zlib's number for data in gzip members
_LEVEL = 6  # gzip's own; Python's 9 takes twice as long for nothing


class DiagnosticsLog(RowLog):
    """On resume keeps the rows up to the checkpoint and drops what came after.

    Attributes:
      damage: what was wrong with the end of the file, which is dropped as well; or None.
    """

    def __init__(self, path: Path, board: 'TensorBoard', *, last_step: int):
        """Opens the log of a run that stands at `last_step`."""
        members, self.damage = _members(path)
        kept = [(row, end) for row, end in members if row['step'] <= last_step]
        path.touch()
        with path.open('r+b') as file:
            file.truncate(kept[-1][1] if kept else 0)
        super().__init__(path, [row for row, _ in kept], _member, board.diagnostics)


def read(path: Path) -> tuple[list[Row], str | None]:
    """Returns the rows up to the first that is not whole, and what is wrong with the rest."""
    members, damage = _members(path)
    return [row for row, _ in members], damage


def _member(row: Row) -> bytes:
    """Without a time in it, so that equal rows are equal bytes."""
    return gzip.compress(f'{json.dumps(row)}\n'.encode(), _LEVEL, mtime=0)


def _members(path: Path) -> tuple[list[tuple[Row, int]], str | None]:
    """Returns (row, offset of its end in the file) of each sound row, and the damage."""
    content = path.read_bytes() if path.is_file() else b''
    found: list[tuple[Row, int]] = []
    place = 0
    while place < len(content):
        member = zlib.decompressobj(_GZIP)
        try:
            row = json.loads(member.decompress(content[place:]))
            is_whole = member.eof and isinstance(row['step'], int)
        except (zlib.error, ValueError, KeyError, TypeError):
            is_whole = False
        if not is_whole:
            return found, (f'{path} is damaged after row {len(found)}: the last '
                           f'{len(content) - place} of its {len(content)} bytes are left out')
        place = len(content) - len(member.unused_data)
        found.append((row, place))
    return found, None
