"""Tables as text: a header with names, then rows of numbers, with one separator between columns.

NumPy reads them, which takes seconds for a million rows. Where it finds something else than a
number the text is read again, row by row, to tell the line and the column.
"""

from collections.abc import Iterator
import csv
import io
import math

import numpy as np

from tf_labs.errors import UserError

SEPARATORS = (',', ';', '\t')
LONGEST = 64  # characters of a class
_FIELD = 2**17  # characters of a cell


class CsvText:
    """A table that is not read yet but for its header.

    Attributes:
      where: what it is called in an error.
      separator: that its header has most often.
      names: of the columns.
    """

    def __init__(self, text: str, where: str):
        self._text = text
        self.where = where
        header = next((line for line in io.StringIO(text) if line.strip()), None)
        if header is None:
            raise UserError(f'{where} is empty', expected='a header with the names of the columns, '
                            'then rows of numbers', received='nothing')
        self.separator = max(SEPARATORS, key=header.count)
        rows = self._rows()
        self._header_line, names = next(rows, (1, ['']))
        self.names = [name.strip() for name in names]
        self._check_names()
        if next(rows, None) is None:
            raise UserError(f'{where} has no rows', expected='rows below the header',
                            received='a header')

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yields (number of its line, cells) of each row that is not empty."""
        reader = csv.reader(io.StringIO(self._text), delimiter=self.separator)
        try:
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
        except csv.Error as error:
            raise UserError(f'{self.where}, line {reader.line_num} is not a row of a table',
                            expected=f'cells of at most {_FIELD} characters, quotes closed',
                            received=str(error)) from error

    def _check_names(self) -> None:
        names, where = self.names, f'{self.where}, line {self._header_line}'
        if 2 * sum(map(_is_number, names)) >= len(names):
            raise UserError(f'{where}: there is no header', received=', '.join(names)[:100],
                            expected='names of the columns in the first line')
        if '' in names:
            raise UserError(f'{where}: column {names.index("") + 1} has no name', received="''",
                            expected='a name for each column (of pandas: to_csv(index=False))')
        for name in names:
            if names.count(name) > 1:
                raise UserError(f'{where}: two columns have the same name', received=name,
                                expected='different names')

    def read(self, target: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns the other columns, float64 [N, D], and the target, float64 [N] or texts [N].

        Raises:
          UserError: a cell holds something else, or is missing.
        """
        try:
            whole = self._load(float)
        except ValueError:
            whole = None
        if whole is not None and whole.shape[1] == len(self.names):
            if np.isfinite(whole).all():
                return np.delete(whole, target, axis=1), whole[:, target]
            raise self._fault(target)
        kinds = [('', 'f8') if place != target else ('', f'U{LONGEST}')
                 for place in range(len(self.names))]
        try:
            rows = self._load(np.dtype(kinds))
        except ValueError as error:
            raise self._fault(target) from error
        columns = [rows[name] for name in rows.dtype.names or ()]
        texts = np.char.strip(columns.pop(target))
        x = np.column_stack(columns)
        if not np.isfinite(x).all() or (texts == '').any() or (
                np.char.str_len(texts).max() >= LONGEST):
            raise self._fault(target)
        return x, texts

    def _load(self, kind: type | np.dtype) -> np.ndarray:
        found: np.ndarray = np.loadtxt(
            io.StringIO(self._text), kind, delimiter=self.separator, skiprows=self._header_line,
            quotechar='"', comments=None, ndmin=2 if kind is float else 1)
        return found

    def _fault(self, target: int) -> UserError:
        """Returns what is wrong with the first row that has something wrong."""
        rows = self._rows()
        next(rows)
        for line, cells in rows:
            where = f'{self.where}, line {line}'
            if len(cells) != len(self.names):
                return UserError(f'{where} has a different number of cells from the header',
                                 expected=f'{len(self.names)}', received=len(cells))
            for place, (name, cell) in enumerate(zip(self.names, map(str.strip, cells))):
                if place != target and not _is_number(cell):
                    return self._no_number(f'{where}, column {name}', cell, place)
                if place == target and not 0 < len(cell) < LONGEST:
                    return UserError(f'{where}, column {name}: the target is missing or too long',
                                     expected=f'a class of 1 to {LONGEST - 1} characters, or a '
                                     'number', received=cell)
                if place == target and _is_special(cell):
                    return self._no_number(f'{where}, column {name}', cell, place)
        return UserError(f'{self.where} cannot be read as a table', received='something else',
                         expected='rows of numbers, with quotes around text only')

    def not_number(self, place: int, instead: str) -> UserError:
        """Returns what is wrong with the first cell of a column that is no number."""
        rows = self._rows()
        next(rows)
        line, cell = next((line, cells[place].strip()) for line, cells in rows
                          if not _is_number(cells[place].strip()))
        return UserError(f'{self.where}, line {line}, column {self.names[place]} holds no number',
                         expected=f'a number, or {instead}', received=cell)

    def _no_number(self, where: str, cell: str, place: int) -> UserError:
        if cell == '':
            return UserError(f'{where}: a number is missing', received="''",
                             expected='a number in every cell; leave the row or the column out')
        if _is_number(cell.replace(',', '.')) and self.separator != ',':
            return UserError(f'{where}: a decimal comma', received=cell,
                             expected=f'a point, as {cell.replace(",", ".")}')
        if _is_number(cell.replace(',', '')):
            return UserError(f'{where}: commas between thousands', received=cell,
                             expected=f'digits alone, as {cell.replace(",", "")}')
        if _is_special(cell):
            return UserError(f'{where}: not a finite number', received=cell,
                             expected='a number in every cell; leave the row or the column out')
        if _is_too_large(cell):
            return UserError(f'{where}: a number that is too large', received=cell,
                             expected='one that float64 holds, up to 1.8e308')
        return UserError(f'{where} holds text', received=cell, expected='numbers; a column '
                         'of texts can be the target, --config.data.target='
                         f'{self.names[place]}')


def _is_number(cell: str) -> bool:
    """True for what NumPy reads as a finite number."""
    try:
        return '_' not in cell and math.isfinite(float(cell))
    except ValueError:
        return False


def _is_too_large(cell: str) -> bool:
    """True for digits of a number that floats have no room for."""
    try:
        return '_' not in cell and math.isinf(float(cell))
    except ValueError:
        return False


def _is_special(cell: str) -> bool:
    """True for NaN and the infinities."""
    return cell.strip('+-').lower() in ('nan', 'inf', 'infinity')
