"""diagnostics.jsonl.gz: a row each time the net was looked at.

Each row is a line of JSON in a gzip member of its own, so a row is appended without touching those
before it, a file that a kill has cut is sound up to the cut, and `zcat` shows all of it.
"""

import gzip
from typing import TYPE_CHECKING
import zlib

from tf_labs.training import finite
from tf_labs.training import stored_forms
from tf_labs.training.row_log import Row
from tf_labs.training.row_log import RowLog
from tf_labs.training.run_directory import DIAGNOSTICS
from tf_labs.training.run_directory import RunDirectory

if TYPE_CHECKING:  # a log is read without TensorFlow
    from tf_labs.training.tensorboard import TensorBoard

_GZIP = 31  # zlib's number for data in gzip members
_LEVEL = 6  # gzip's own; Python's 9 takes twice as long for nothing
_PIECE = 2**14  # bytes that are unpacked at once: a row has a few thousand
_LARGEST_ROW = 2**26  # bytes, unpacked
# What is null in the file if it is not finite: of a net that diverges.
_NUMBERS = frozenset({'loss', 'kernel_sd', 'weight_norm', 'gradient_norm', 'update_norm',
                      'activation_mean', 'activation_sd', 'mean', 'sd'})


class DiagnosticsLog(RowLog):
    """On resume keeps the rows up to the checkpoint and drops what came after.

    Attributes:
      rows: those that were there; once one is added the first alone, as a long run has more than
        fit into memory.
      damage: what was wrong with the end of the file, which is dropped as well; or None.
    """

    def __init__(self, directory: RunDirectory, board: 'TensorBoard', *, last_step: int):
        """Opens the log of a run that stands at `last_step`."""
        content = directory.content(DIAGNOSTICS) or b''
        members, self.damage = _members(content, directory)
        kept = [(row, end) for row, end in members if row['step'] <= last_step]
        directory.write_bytes(DIAGNOSTICS, content[:kept[-1][1] if kept else 0])
        super().__init__(directory, DIAGNOSTICS, [row for row, _ in kept], _member,
                         board.diagnostics)

    def append(self, row: Row) -> None:
        """Adds a row and makes it durable; of many only the first is kept in memory."""
        super().append(row)
        del self.rows[1:]


def read(directory: RunDirectory) -> tuple[list[Row], str | None]:
    """Returns the rows up to the first that is not whole, and what is wrong with the rest."""
    members, damage = _members(directory.content(DIAGNOSTICS) or b'', directory)
    return [row for row, _ in members], damage


def _member(row: Row) -> bytes:
    """Without a time in it, so that equal rows are equal bytes; what is not finite is null."""
    line = stored_forms.dumps(stored_forms.finite(row))
    return gzip.compress(f'{line}\n'.encode(), _LEVEL, mtime=0)


def _members(content: bytes, directory: RunDirectory) -> tuple[
        list[tuple[Row, int]], str | None]:
    """Returns (row, offset of its end in the file) of each sound row, and the damage."""
    found: list[tuple[Row, int]] = []
    place = 0
    while place < len(content):
        try:
            text, end = _unpacked(memoryview(content), place)
            row = stored_forms.loads(text, strict=False)  # 0.4.0 wrote NaN of a net that diverged
        except (zlib.error, ValueError):
            row = None
        if not stored_forms.is_diagnostics_row(row):
            return found, (f'{directory.path / DIAGNOSTICS} is damaged after row {len(found)}: '
                           f'the last {len(content) - place} of its {len(content)} bytes are left '
                           'out')
        place = end
        found.append((finite.from_json(row, _NUMBERS), place))
    return found, None


def _unpacked(content: memoryview, place: int) -> tuple[bytes, int]:
    """Returns the text of the member that begins at a place, and where it ends.

    Piece by piece: what zlib is given beyond the end of a member it copies.

    Raises:
      ValueError, zlib.error: it is cut, damaged, or too large to be a row.
    """
    member = zlib.decompressobj(_GZIP)
    text, at = bytearray(), place
    while not member.eof and at < len(content):
        piece = content[at:at + _PIECE]
        text += member.decompress(piece, _LARGEST_ROW)
        at += len(piece)
        if len(text) >= _LARGEST_ROW or member.unconsumed_tail:
            raise ValueError('too large')
    if not member.eof:
        raise ValueError('cut')
    return bytes(text), at - len(member.unused_data)
