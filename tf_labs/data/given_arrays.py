"""`python`: data that a call from Python was given, for as long as the call lasts."""

from collections.abc import Iterator
import contextlib
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data import array_rules
from tf_labs.data.array_rules import OwnData
from tf_labs.data.array_rules import Pair
from tf_labs.data.arrays import LIMIT
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError

WHERE = 'data'
ELEMENTS = 2**20  # of a tf.data.Dataset; more examples come in batches
_EXPECTED = ('((x, y), (x_test, y_test)) or ((x, y),), each pair of NumPy arrays or one '
             'tf.data.Dataset')


class _Given:
    """The data of one call, converted once, and checked once as classes or as numbers."""

    def __init__(self, parts: dict[str, Pair]):
        self._parts = parts
        self._checked: dict[bool, OwnData] = {}

    def of(self, numbers: bool) -> OwnData:
        if numbers not in self._checked:
            self._checked[numbers] = array_rules.checked(
                self._parts, numbers=numbers, where=WHERE)
        return self._checked[numbers]


_given: list[_Given] = []  # the last is that of the innermost call


@contextlib.contextmanager
def held(data: Any) -> Iterator[None]:
    """While entered, `python` is the name of this data; None: there is none.

    Raises:
      UserError: it is no data.
    """
    if data is None:
        yield
        return
    _given.append(_Given(_parts(data)))
    try:
        yield
    finally:
        _given.pop()


def describe(data: ConfigDict) -> DataSet:
    """Returns the facts; see data_sets."""
    return _now(data).facts


def load(data: ConfigDict, splits: tuple[str, ...]) -> dict[str, Examples]:
    """Returns the splits; see data_sets."""
    whole = _now(data)
    return {split: whole.splits[split] for split in splits}


def _now(data: ConfigDict) -> OwnData:
    if not _given:
        raise DataNotAvailableError('the data of this run was given from Python: give it again, as '
                                    'tf_labs.run(config, data=...) or Run.evaluate(data=...)')
    return _given[-1].of(data.labels == 'numbers')


def _parts(data: Any) -> dict[str, Pair]:
    if not isinstance(data, (tuple, list)) or not 1 <= len(data) <= 2 or any(
            hasattr(part, '__array__') for part in data):
        raise UserError('data is not possible', expected=_EXPECTED, received=_word(data))
    return {split: _pair(part, split) for split, part in zip(('train', 'test'), data)}


def _word(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return f'a {type(value).__name__} of {", ".join(type(one).__name__ for one in value[:4])}'
    return f'a {type(value).__name__}'


def _pair(part: Any, split: str) -> Pair:
    if hasattr(part, 'element_spec') and hasattr(part, 'as_numpy_iterator'):
        return _materialised(part, split)
    if not isinstance(part, (tuple, list)) or len(part) != 2:
        raise UserError(f'the {split} data is not possible', expected=_EXPECTED,
                        received=_word(part))
    for name, value in zip('xy', part):
        if not hasattr(value, '__array__') and not isinstance(value, (list, tuple)):
            raise UserError(f'{name} of the {split} data is not an array', received=_word(value),
                            expected='a NumPy array, or lists of numbers')
    try:
        return np.array(part[0]), np.array(part[1])  # copies: the caller may change his own
    except ValueError as error:
        raise UserError(f'the {split} data is not an array', expected=array_rules.SHAPES,
                        received='rows of different lengths') from error


def _materialised(dataset: Any, split: str) -> Pair:
    """Returns all examples of a tf.data.Dataset of (x, y), single ones or batches of them."""
    spec = dataset.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2 or not all(
            hasattr(one, 'dtype') and hasattr(one, 'shape') for one in spec):
        raise UserError(f'the tf.data.Dataset of the {split} data is not possible',
                        expected='elements (x, y), both tensors', received=spec)
    if dataset.cardinality() == -1:  # tf.data.INFINITE_CARDINALITY
        raise UserError(f'the tf.data.Dataset of the {split} data is infinite',
                        expected='a finite one; without repeat()', received='infinitely many')
    inputs: list[np.ndarray] = []
    labels: list[np.ndarray] = []
    size = 0
    for x, y in dataset.as_numpy_iterator():
        x, y = np.asarray(x), np.asarray(y)
        size += x.nbytes + y.nbytes
        if size > LIMIT or len(labels) > ELEMENTS:
            raise UserError(f'the tf.data.Dataset of the {split} data is too large',
                            expected=f'at most {LIMIT} bytes and {ELEMENTS} elements (batch() it)',
                            received='more')
        inputs.append(x)
        labels.append(y)
    if not labels:
        raise UserError(f'the tf.data.Dataset of the {split} data is empty',
                        expected='at least one example', received='none')
    return _joined(inputs, labels, split)


def _joined(inputs: list[np.ndarray], labels: list[np.ndarray], split: str) -> Pair:
    """Returns single examples, which have labels without a dimension, or batches, as one array."""
    join = np.stack if labels[0].ndim == 0 else np.concatenate
    try:
        x, y = join(inputs), join(labels)
    except ValueError as error:
        raise UserError(f'the examples of the {split} data differ in shape', received=str(error),
                        expected='the same shape for all') from error
    return x, np.char.decode(y.astype(bytes), 'utf-8') if y.dtype.kind in 'SO' else y
