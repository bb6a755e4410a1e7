"""`csv:FILE`: a table of numbers with one column to be learnt, a class or a number."""

import dataclasses
import functools
from pathlib import Path

from ml_collections import ConfigDict
import numpy as np

from tf_labs.config import data_names
from tf_labs.data import array_labels
from tf_labs.data import array_rules
from tf_labs.data import arrays
from tf_labs.data import csv_text
from tf_labs.data import own_files
from tf_labs.data.array_rules import OwnData
from tf_labs.data.catalog import DataSet
from tf_labs.data.csv_text import CsvText
from tf_labs.data.examples import Examples
from tf_labs.data.regular_files import read_bytes
from tf_labs.data.regular_files import reason
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

ROWS_A_CLASS = 4  # on average; with fewer a column is more likely a number
_SEPARATORS = {',': 'commas', ';': 'semicolons', '\t': 'tabs'}


def describe(data: ConfigDict) -> DataSet:
    """Returns the facts; see data_sets."""
    return _of(data).facts


def load(data: ConfigDict, splits: tuple[str, ...]) -> dict[str, Examples]:
    """Returns the splits; see data_sets."""
    whole = _of(data)
    return {split: whole.splits[split] for split in splits}


def _of(data: ConfigDict) -> OwnData:
    path = Path(data_names.place(data.name))
    return _read(path, own_files.state(path, data.name), data.target, data.labels == 'numbers')


@functools.lru_cache(maxsize=2)  # it is described more often than loaded
def _read(path: Path, state: own_files.State, target: str | None, numbers: bool) -> OwnData:
    try:
        text = read_bytes(path, arrays.LIMIT).decode('utf-8-sig')
    except OSError as error:
        raise DataNotAvailableError(f'{path} cannot be read; expected a file with a table; '
                                    f'received {reason(error)}') from error
    except UnicodeDecodeError as error:
        raise UserError(f'{path} is not UTF-8 text', expected='a table in UTF-8, as a spreadsheet '
                        'saves it as "CSV UTF-8"', received=f'{error.reason} at byte '
                        f'{error.start}') from error
    table = csv_text.CsvText(text, str(path))
    if target is not None and target not in table.names:
        raise unknown_name('config.data.target', target, table.names)
    place = len(table.names) - 1 if target is None else table.names.index(target)
    if len(table.names) == 1:
        raise UserError(f'{path} has one column', expected='columns of numbers and a target, with '
                        'commas, semicolons or tabs between them', received=table.names[0])
    x, y = table.read(place)
    name = table.names[place]
    columns = [one for one in table.names if one != name]
    told = f'; {_SEPARATORS[table.separator]} between the columns'
    if numbers:
        return array_rules.checked(
            {'train': (x, _numbers(y, table, place))}, numbers=True, where=path.name,
            columns=columns, targets=[name], about=told)
    names, labels = _classes(y, table, place)
    found = array_rules.checked({'train': (x, labels)}, numbers=False, where=path.name,
                                columns=columns, about=f' of {name}{told}')
    return dataclasses.replace(found, facts=dataclasses.replace(found.facts, names=names))


def _numbers(y: np.ndarray, table: CsvText, place: int) -> np.ndarray:
    if y.dtype.kind == 'U':
        raise table.not_number(place, '--config.model.output=classes, which learns texts')
    return y


def _classes(y: np.ndarray, table: CsvText, place: int) -> tuple[tuple[str, ...], np.ndarray]:
    """Returns the names of the classes, texts or whole numbers in their order, and the labels."""
    name = table.names[place]
    found, labels = np.unique(y, return_inverse=True)
    linear = '--config.model.output=linear for a number, or another --config.data.target'
    if y.dtype.kind == 'f' and not np.array_equal(found, np.rint(found)):
        raise UserError(f'{table.where}: the target {name} has fractions, so it cannot be a class',
                        expected=linear, received=', '.join(f'{one:g}' for one in found[:4]))
    if len(found) > array_labels.LARGEST or len(found) * ROWS_A_CLASS > max(len(y), 12):
        raise UserError(f'{table.where}: the target {name} has too many values for classes',
                        expected=f'at least {ROWS_A_CLASS} rows a class; or {linear}',
                        received=f'{len(found)} values in {len(y)} rows')
    if len(found) < 2:
        raise UserError(f'{table.where}: the target {name} has one class',
                        expected='at least two', received=str(found[0]))
    if y.dtype.kind == 'U':
        array_labels.check_names(f'{table.where}: the target {name}', found)
    names = found if y.dtype.kind == 'U' else found.astype(np.int64)
    return tuple(map(str, names.tolist())), labels
