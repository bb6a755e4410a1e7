"""Columns of numbers with mean 0 and standard deviation 1 over the training rows."""

from collections.abc import Sequence
import math

import numpy as np

from tf_labs.data.catalog import Column
from tf_labs.errors import UserError

DIGITS = 6  # significant ones of a standard deviation


def columns(rows: np.ndarray, names: Sequence[str], where: str) -> tuple[Column, ...]:
    """Returns the statistics of the columns of training rows, float64 [N, D].

    They are rounded, the mean to what is DIGITS digits of the standard deviation, so that the last
    bit of a sum, which depends on the processor, is not that of the data.

    Raises:
      UserError: the numbers are too large to be squared.
    """
    with np.errstate(all='ignore'):
        means, sds = rows.mean(axis=0), rows.std(axis=0)
    for name, mean, sd in zip(names, means, sds):
        if not (math.isfinite(mean) and math.isfinite(sd)):
            raise UserError(f'{where}: the numbers of {name} are too large', received=f'{mean:g}',
                            expected='numbers whose squares can be summed up')
    return tuple(_column(name, float(mean), float(sd), float(first))
                 for name, mean, sd, first in zip(names, means, sds, rows[0]))


def _column(name: str, mean: float, sd: float, first: float) -> Column:
    if sd <= 1e-12 * abs(mean):  # what is left of a sum of equal numbers
        return Column(name, first, 1.0)
    place = DIGITS - 1 - math.floor(math.log10(sd))
    return Column(name, round(mean, place), round(sd, place))


def constant(found: Sequence[Column], rows: np.ndarray) -> list[str]:
    """Returns the names of the columns that are the same in all rows."""
    return [column.name for column, same in zip(found, (rows == rows[0]).all(axis=0)) if same]


def standardised(rows: np.ndarray, found: Sequence[Column], where: str) -> np.ndarray:
    """Returns (value - mean) / sd, float32 [N, D].

    Raises:
      UserError: a number is too large for that.
    """
    means, sds = np.array([(one.mean, one.sd) for one in found]).T
    with np.errstate(over='ignore'):
        scaled: np.ndarray = ((rows - means) / sds).astype(np.float32)
    if not np.isfinite(scaled).all():
        row, place = np.argwhere(~np.isfinite(scaled))[0]
        raise UserError(f'{where}: a number of {found[place].name} is too large',
                        expected='numbers near those of the training rows',
                        received=f'{rows[row, place]:g} in row {row}')
    return scaled


def in_own_unit(scaled: np.ndarray, found: Sequence[Column]) -> np.ndarray:
    """Inverse of `standardised`, float64 [N, D]."""
    means, sds = np.array([(one.mean, one.sd) for one in found]).T
    values: np.ndarray = scaled.astype(np.float64) * sds + means
    return values
