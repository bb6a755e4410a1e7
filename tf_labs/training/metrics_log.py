"""metrics.jsonl and its mirror in TensorBoard: a row an evaluation, each step once."""

import hashlib
from typing import TYPE_CHECKING

from tf_labs.config import own_data
from tf_labs.console import warn_once
from tf_labs.training import stored_forms
from tf_labs.training.row_log import Row
from tf_labs.training.row_log import RowLog
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RunDirectory

if TYPE_CHECKING:  # a log is read without TensorFlow
    from tf_labs.training.tensorboard import TensorBoard


class MetricsLog(RowLog):
    """On resume keeps the rows up to the checkpoint and drops what came after.

    Attributes:
      is_whole: False if rows before the checkpoint were lost or changed since they were written.
    """

    def __init__(self, directory: RunDirectory, board: 'TensorBoard', *, last_step: int,
                 rows_sha256: str = ''):
        """Opens the log of a run that stands at `last_step`.

        Args:
          directory: of the run.
          board: is shown the rows.
          last_step: of the checkpoint.
          rows_sha256: of the rows as the checkpoint knows them; '' if it does not.
        """
        rows = [row for row in _sound(directory) if row['step'] <= last_step]
        content = b''.join(map(_line, rows))
        self._sha256 = hashlib.sha256(content)
        self.is_whole = not rows_sha256 or self.sha256() == rows_sha256
        if not self.is_whole:
            warn_once(f'{directory.path / METRICS} is not what this run has written: rows up to '
                      f'step {last_step} were lost or changed since; what is measured over all '
                      'rows is left out')
        directory.write_bytes(METRICS, content)
        super().__init__(directory, METRICS, rows, _line, board.metrics)

    @staticmethod
    def empty_sha256() -> str:
        """Returns the digest of no rows."""
        return hashlib.sha256().hexdigest()

    def append(self, row: Row) -> None:
        """See RowLog."""
        self._sha256.update(_line(row))
        super().append(row)

    def sha256(self) -> str:
        """Returns the digest of all rows, as bytes of the file."""
        return self._sha256.hexdigest()


def read(directory: RunDirectory) -> list[Row]:
    """Returns the rows up to the first that is none, with a line if there is such a one.

    A last row that a kill has cut is left out without a word: the run goes on before it. Another
    line tells of rows that were changed since the run has ended.
    """
    rows = _sound(directory)
    directory.check_as_written(METRICS)
    return rows


def encode(rows: list[Row]) -> bytes:
    """Returns the content of metrics.jsonl of the procedure of a lab.

    Raises:
      ValueError: they could not be read back: values of another form, or steps that do not ascend.
    """
    content = b''.join(map(_line, rows))
    if len(_leading_rows(content)) < len(rows):
        raise ValueError(f'row {len(_leading_rows(content)) + 1} is none of {METRICS}')
    return content


def _sound(directory: RunDirectory) -> list[Row]:
    """Returns the rows up to the first that is none."""
    content = directory.content(METRICS) or b''
    config = directory.config() if directory.holds_run() else None
    is_trained = config is not None and config.experiment == 'supervised'
    regression = is_trained and own_data.is_regression(config)
    rows = _leading_rows(content, of_classifier=is_trained and not regression,
                         of_regression=regression)
    others = content.splitlines(keepends=True)[len(rows):]
    if others and others[0].endswith(b'\n'):
        warn_once(f'{directory.path / METRICS} is damaged: line {len(rows) + 1} is not a row of '
                  f'this run; it and what follows are left out')
    return rows


def _leading_rows(content: bytes, *, of_classifier: bool = False,
                  of_regression: bool = False) -> list[Row]:
    rows: list[Row] = []
    for line in content.splitlines(keepends=True):
        try:
            row = stored_forms.loads(line)
        except ValueError:
            break
        is_row = stored_forms.is_row(
            row, of_classifier=of_classifier, of_regression=of_regression)
        if not is_row or rows and (
                row['step'] <= rows[-1]['step'] or row.keys() != rows[-1].keys()):
            break
        rows.append(row)
    return rows


def _line(row: Row) -> bytes:
    return f'{stored_forms.dumps(row)}\n'.encode()
