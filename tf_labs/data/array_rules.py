"""What arrays of one's own must be: pictures or a table, and classes or numbers to be learnt.

uint8, or whole numbers 0..255, in [N, H, W] or [N, H, W, C] are pixels; floats in these shapes are
numbers that are fed as they are; [N, D] is a table, standardized by its training rows.
"""

from collections.abc import Mapping, Sequence
import dataclasses

import numpy as np

from tf_labs.console import warn_once
from tf_labs.data import array_labels
from tf_labs.data import hash_split
from tf_labs.data import standardising
from tf_labs.data.catalog import Column
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.errors import UserError

PIXEL_MAX = 255
SHAPES = '[N, H, W], [N, H, W, C] with C of 1, 3 or 4, or [N, D]'
Pair = tuple[np.ndarray, np.ndarray]  # x, y


@dataclasses.dataclass(frozen=True)
class OwnData:
    """The facts of a data set of one's own, and its splits."""

    facts: DataSet
    splits: Mapping[str, Examples]


def checked(parts: Mapping[str, Pair], *, numbers: bool, where: str,
            columns: Sequence[str] = (), targets: Sequence[str] = (), about: str = '') -> OwnData:
    """Returns what arrays are as a data set.

    Args:
      parts: `train` and `test`; of `train` alone one sixth becomes the test, by a hash of x.
      numbers: y is numbers to be learnt, else classes.
      where: what the arrays come from, for people.
      columns: names of the columns of a table.
      targets: names of the numbers to be learnt.
      about: said of the data besides.

    Raises:
      UserError: they are no data set.
    """
    inputs = {split: _inputs(x, f'{where}: {_name("x", split, parts)}')
              for split, (x, _) in parts.items()}
    for split, (_, y) in parts.items():
        _check_lengths(inputs[split], np.asarray(y), where, split, parts)
    _check_alike(inputs, where)
    labels = {split: np.asarray(y) for split, (_, y) in parts.items()}
    named = {split: f'{where}: {_name("y", split, parts)}' for split in parts}
    names: tuple[str, ...] = ()
    if numbers:
        labels = {split: array_labels.numbers(y, named[split]) for split, y in labels.items()}
    else:
        names, labels = array_labels.classes(labels, named)
    if 'test' not in parts:
        inputs, labels = _split(inputs['train'], labels['train'], where)
    return _data_set(inputs, labels, names, where, columns, targets, about)


def _name(letter: str, split: str, parts: Mapping[str, Pair]) -> str:
    return f'{letter}_{split}' if 'test' in parts else letter


def _check_lengths(x: np.ndarray, y: np.ndarray, where: str, split: str,
                   parts: Mapping[str, Pair]) -> None:
    own, other = _name('x', split, parts), _name('y', split, parts)
    if not len(x):
        raise UserError(f'{where}: {own} is empty', expected='at least one example',
                        received=f'{list(x.shape)}')
    if y.ndim == 0 or len(y) != len(x):
        raise UserError(f'{where}: {own} and {other} differ in length',
                        expected=f'{len(x)} of {other}',
                        received=len(y) if y.ndim else 'a single number')


def _inputs(x: object, named: str) -> np.ndarray:
    """Returns pixels uint8 [N, H, W, C], numbers float32 [N, H, W, C] or a table float64 [N, D]."""
    try:
        array = np.asarray(x)
    except ValueError as error:  # lists of different lengths
        raise UserError(f'{named} is not an array', expected=SHAPES,
                        received='rows of different lengths') from error
    if array.dtype.kind not in 'buif' or (array.dtype.kind == 'b' and array.ndim != 2):
        raise UserError(f'{named} holds no numbers', expected='whole numbers or floats',
                        received=array.dtype)
    is_shape = array.ndim in (2, 3) or (array.ndim == 4 and array.shape[3] in (1, 3, 4))
    if not is_shape or 0 in array.shape[1:]:
        raise UserError(f'{named} has another shape', expected=SHAPES, received=list(array.shape))
    _check_finite(array, named)
    if array.ndim == 2:
        return array.astype(np.float64) + 0.0  # of -0.0 and 0.0 the hash is to be the same
    pictures = array[..., np.newaxis] if array.ndim == 3 else array
    return _pixels(pictures, named) if array.dtype.kind in 'ui' else _numbers(pictures, named)


def _check_finite(array: np.ndarray, named: str) -> None:
    if array.dtype.kind != 'f' or np.isfinite(array).all():
        return
    row = int(np.argmax(~np.isfinite(array).reshape(len(array), -1).all(axis=1)))
    raise UserError(f'{named} has numbers that are not finite', expected='finite numbers',
                    received=f'NaN or an infinity in example {row}')


def _pixels(pictures: np.ndarray, named: str) -> np.ndarray:
    if pictures.size and not (0 <= pictures.min() and pictures.max() <= PIXEL_MAX):
        raise UserError(f'{named} holds whole numbers that are not pixel values',
                        expected='0 to 255, or floats, which are fed as they are',
                        received=f'{pictures.min()} to {pictures.max()}')
    pixels = pictures.astype(np.uint8)
    if pixels.shape[3] < 4:
        return pixels
    alpha = pixels[..., 3:].astype(np.float64) / PIXEL_MAX
    white: np.ndarray = np.rint(pixels[..., :3] * alpha + PIXEL_MAX * (1 - alpha))
    return white.astype(np.uint8)


def _numbers(pictures: np.ndarray, named: str) -> np.ndarray:
    if pictures.shape[3] == 4:
        raise UserError(f'{named} holds floats of 4 channels', expected='1 or 3 of floats; 4, the '
                        'last of them alpha, of whole numbers 0 to 255',
                        received=list(pictures.shape))
    with np.errstate(over='ignore'):
        numbers = pictures.astype(np.float32)
    _check_finite(numbers, named)
    return numbers


def _check_alike(inputs: Mapping[str, np.ndarray], where: str) -> None:
    forms = {split: (x.dtype, x.shape[1:]) for split, x in inputs.items()}
    if len(set(forms.values())) > 1:
        told = ', '.join(f'{split} {_words(x)}' for split, x in inputs.items())
        raise UserError(f'{where}: training and test differ in shape or type',
                        expected='the same shape and the same kind of numbers', received=told)


def _words(x: np.ndarray) -> str:
    kind = 'pixels' if x.dtype == np.uint8 else 'floats'
    return f'{kind} [{", ".join(map(str, ("N", *x.shape[1:])))}]'


def _split(x: np.ndarray, y: np.ndarray,
           where: str) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Returns the inputs and the labels of train and test, by a hash of the inputs."""
    test = hash_split.of_rows(x)
    if test.all() or not test.any():
        raise UserError(f'{where}: splitting off a sixth by the hash of the content leaves no '
                        f'{"training" if test.all() else "test"} examples',
                        expected='more examples that differ, or a separate test split',
                        received=f'{len(x)} examples')
    return {'train': x[~test], 'test': x[test]}, {'train': y[~test], 'test': y[test]}


def _data_set(inputs: Mapping[str, np.ndarray], labels: Mapping[str, np.ndarray],
              names: tuple[str, ...], where: str, columns: Sequence[str], targets: Sequence[str],
              about: str) -> OwnData:
    train = inputs['train']
    found: tuple[Column, ...] = ()
    if train.ndim == 2:
        found = _columns(train, columns or [f'x{place}' for place in range(train.shape[1])], where)
        inputs = {split: standardising.standardised(x, found, where)[:, np.newaxis, np.newaxis]
                  for split, x in inputs.items()}
    learnt: tuple[Column, ...] = ()
    if not names:
        learnt, labels = array_labels.learnt(labels, targets, where)
    facts = DataSet(
        title='', source='own', version='', image_shape=inputs['train'].shape[1:], names=names,
        examples={split: len(x) for split, x in inputs.items()}, pixel_max=PIXEL_MAX,
        values='pixels' if train.dtype == np.uint8 else 'numbers', columns=found, targets=learnt)
    units = ', '.join(map(str, (*found, *learnt)))
    return OwnData(dataclasses.replace(facts, title=f'{where}: {_title(facts)}{about}'), {
        split: Examples(inputs[split], labels[split], units) for split in inputs})


def _columns(train: np.ndarray, names: Sequence[str], where: str) -> tuple[Column, ...]:
    found = standardising.columns(train, names, where)
    if same := standardising.constant(found, train):
        shown = ', '.join(same[:5]) + (', ...' if len(same) > 5 else '')
        warn_once(f'{where}: {len(same)} of {len(found)} columns carry no information, as they '
                  f'are constant in the training rows: {shown}; they are fed as value - mean')
    return found


def _title(facts: DataSet) -> str:
    """Returns in words what the facts say."""
    height, width, channels = facts.image_shape
    count = sum(facts.examples.values())
    if facts.columns:
        what = f'{count:,} rows of {channels} numbers'
    else:
        kind = 'pictures' if facts.values == 'pixels' else 'arrays'
        what = f'{count:,} {kind} of {height}x{width}, {channels} channel{"s" * (channels > 1)}'
    if facts.targets:
        return f'{what}, to learn {", ".join(one.name for one in facts.targets)[:200]}'
    return f'{what}, {len(facts.names)} classes'
