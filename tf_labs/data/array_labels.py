"""Labels of arrays of one's own: classes, or numbers to be learnt."""

from collections.abc import Mapping, Sequence

import numpy as np

from tf_labs.data import standardising
from tf_labs.data.catalog import Column
from tf_labs.errors import UserError

_EXPECTED = 'whole numbers 0 to K - 1 or texts for K classes'
_LINEAR = '--config.model.output=linear to predict numbers'
LARGEST = 10_000  # classes


def classes(labels: Mapping[str, np.ndarray],
            named: Mapping[str, str]) -> tuple[tuple[str, ...], dict[str, np.ndarray]]:
    """Returns the names of the classes, and the labels of each split as int64 [N].

    Args:
      labels: of each split, [N] or [N, 1].
      named: what each is called in an error.

    Raises:
      UserError: they are no classes.
    """
    flat = {split: _column(y, named[split]) for split, y in labels.items()}
    kinds = {y.dtype.kind for y in flat.values()}
    first = next(iter(named.values()))
    whole = np.concatenate(list(flat.values())) if kinds == {'U'} or 'U' not in kinds else None
    if whole is None:
        raise UserError(f'{first} and the labels of the other split differ in type',
                        expected=_EXPECTED, received='texts and numbers')
    found, numbers = np.unique(whole, return_inverse=True)
    if kinds != {'U'} and not np.array_equal(found, np.arange(len(found))):
        raise UserError(f'{first}: the classes are not numbered from 0 without gaps',
                        expected=_EXPECTED, received=_shown(found))
    if len(found) < 2:
        raise UserError(f'{first}: there is one class', expected='at least two',
                        received=_shown(found))
    if len(found) > LARGEST:
        raise UserError(f'{first}: there are too many classes',
                        expected=f'at most {LARGEST}, or {_LINEAR}', received=len(found))
    if kinds == {'U'}:
        check_names(first, found)
    parts = np.split(numbers.astype(np.int64), np.cumsum([len(y) for y in flat.values()])[:-1])
    _check_learnt(first, found, dict(zip(flat, parts)))
    names = found if kinds == {'U'} else found.astype(np.int64)
    return tuple(str(name) for name in names.tolist()), dict(zip(flat, parts))


def check_names(named: str, names: np.ndarray) -> None:
    """Raises `UserError` for a class whose name would not be one line."""
    for name in names.tolist():
        if not name.isprintable():
            raise UserError(f'{named}: a class has a name with control characters',
                            expected='names of letters, digits and signs', received=repr(name))


def _check_learnt(named: str, found: np.ndarray, labels: Mapping[str, np.ndarray]) -> None:
    """A class that only the test has cannot be learnt."""
    known = set(labels['train']) if 'train' in labels else None
    if known is not None and (unknown := set(labels.get('test', ())) - known):
        raise UserError(f'{named}: the test split has a class that the training split lacks',
                        expected='examples of each class to train on',
                        received=found[min(unknown)])


def _shown(found: np.ndarray) -> str:
    values = [str(value) for value in found[:8].tolist()]
    return ', '.join(values) + (f', ... ({len(found)} of them)' if len(found) > 8 else '')


def _column(y: np.ndarray, named: str) -> np.ndarray:
    """Returns labels [N] of a kind that can be classes."""
    flat = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if flat.ndim != 1:
        raise UserError(f'{named} has another shape', received=list(y.shape),
                        expected='[N], a class number or a text for each example')
    if flat.dtype.kind == 'f':
        raise UserError(f'{named} holds floats, which are not class numbers',
                        expected=f'{_EXPECTED}, or {_LINEAR}', received=_shown(np.unique(flat)))
    if flat.dtype.kind not in 'buiU':
        raise UserError(f'{named} holds no labels', expected=_EXPECTED, received=flat.dtype)
    return flat


def numbers(y: np.ndarray, named: str) -> np.ndarray:
    """Returns numbers to be learnt, float64 [N, T].

    Raises:
      UserError: they are none.
    """
    if y.dtype.kind not in 'buif':
        raise UserError(f'{named} holds no numbers to predict', received=y.dtype,
                        expected='numbers, or --config.model.output=classes for classes')
    if y.ndim not in (1, 2) or 0 in y.shape:
        raise UserError(f'{named} has another shape', received=list(y.shape),
                        expected='[N], or [N, T] for T numbers an example')
    if not np.isfinite(y).all():
        row = int(np.argmax(~np.isfinite(y).reshape(len(y), -1).all(axis=1)))
        raise UserError(f'{named} has numbers that are not finite', expected='finite numbers',
                        received=f'NaN or an infinity in example {row}')
    return y.astype(np.float64).reshape(len(y), -1)


def learnt(labels: Mapping[str, np.ndarray], names: Sequence[str],
           where: str) -> tuple[tuple[Column, ...], dict[str, np.ndarray]]:
    """Returns the columns that are learnt, and each split standardized, float32 [N, T].

    Raises:
      UserError: one is the same in all rows of a split, which leaves nothing to explain.
    """
    train = labels['train']
    count = train.shape[1]
    if any(y.shape[1] != count for y in labels.values()):
        raise UserError(f'{where}: training and test differ in the number of targets',
                        expected=f'{count} per example',
                        received=labels['test'].shape[1])
    found = standardising.columns(
        train, names or (['y'] if count == 1 else [f'y{place}' for place in range(count)]), where)
    for split, y in labels.items():
        if same := standardising.constant(found, y):
            raise UserError(f'{where}: {same[0]} is the same in every {split} row',
                            expected='numbers that differ', received=f'{y[0, 0]:g} {len(y)} times')
    return found, {split: standardising.standardised(y, found, where)
                   for split, y in labels.items()}
