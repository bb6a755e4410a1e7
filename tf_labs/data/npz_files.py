"""`npz:FILE`: arrays of NumPy, as Keras's mnist.npz has them. Nothing in the file is run."""

import functools
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.config import data_names
from tf_labs.data import array_rules
from tf_labs.data import arrays
from tf_labs.data import own_files
from tf_labs.data.array_rules import OwnData
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError

_WHOLE = ('x_train', 'y_train', 'x_test', 'y_test')
_EXPECTED = f'{", ".join(_WHOLE)}, or x, y'


def describe(data: ConfigDict) -> DataSet:
    """Returns the facts; see data_sets."""
    return _of(data).facts


def load(data: ConfigDict, splits: tuple[str, ...]) -> dict[str, Examples]:
    """Returns the splits; see data_sets."""
    whole = _of(data)
    return {split: whole.splits[split] for split in splits}


def _of(data: ConfigDict) -> OwnData:
    path = Path(data_names.place(data.name))
    return _read(path, own_files.state(path, data.name), data.get('labels') == 'numbers')


@functools.lru_cache(maxsize=2)  # it is described more often than loaded
def _read(path: Path, state: own_files.State, numbers: bool) -> OwnData:
    try:
        found = arrays.read_arrays(path)
    except arrays.UnreadableArraysError as error:
        if arrays.OBJECTS in str(error):
            raise UserError(f'{path} holds objects, which could be code: they are not read',
                            expected='arrays of numbers or texts, all rows of one length',
                            received='an array of dtype object') from error
        raise DataNotAvailableError(f'{path} cannot be read as .npz; expected a file of '
                                    f'numpy.savez; received {error}') from error
    if set(found) == set(_WHOLE):
        parts = {split: (found[f'x_{split}'], found[f'y_{split}']) for split in ('train', 'test')}
    elif set(found) == {'x', 'y'}:
        parts = {'train': (found['x'], found['y'])}
    else:
        raise UserError(f'{path} does not hold the expected arrays', expected=_EXPECTED,
                        received=', '.join(sorted(found)) or 'none')
    return array_rules.checked(parts, numbers=numbers, where=path.name)
