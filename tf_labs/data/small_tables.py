"""The small tables of the first labs: whole data sets of a few rows."""

from collections.abc import Callable
import dataclasses

import numpy as np
import numpy.typing as npt


@dataclasses.dataclass(frozen=True)
class SmallTable:
    """Rows to learn from, and rows that are held out where there are any.

    Attributes:
      x: float32 [N, D].
      y: float32 [N, 1].
      held_out: (x, y) of rows that training does not see, or None.
    """

    x: np.ndarray
    y: np.ndarray
    held_out: tuple[np.ndarray, np.ndarray] | None = None


def _table(x: npt.ArrayLike, y: npt.ArrayLike) -> SmallTable:
    rows = np.array(x, np.float32)
    return SmallTable(rows.reshape(len(rows), -1), np.array(y, np.float32).reshape(-1, 1))


# Course lab 07: opening price, highest, volume, lowest; the closing price is learnt.
STOCKS = (
    (828.659973, 833.450012, 908100, 828.349976, 831.659973),
    (823.02002, 828.070007, 1828100, 821.655029, 828.070007),
    (819.929993, 824.400024, 1438100, 818.97998, 824.159973),
    (816, 820.958984, 1008100, 815.48999, 819.23999),
    (819.359985, 823, 1188100, 818.469971, 818.97998),
    (819, 823, 1198100, 816, 820.450012),
    (811.700012, 815.25, 1098100, 809.780029, 813.669983),
    (809.51001, 816.659973, 1398100, 804.539978, 809.559998))
BITS = ((0, 0), (0, 1), (1, 0), (1, 1))


def _diabetes() -> SmallTable:
    """442 patients, 10 measurements, progression after a year (Efron et al., 2004).

    Every fourth row is held out. Columns and target have mean 0 and variance 1 over the others.
    """
    from sklearn import datasets  # a second of imports that the other tables do without
    x, y = datasets.load_diabetes(return_X_y=True, scaled=False)
    held_out = np.arange(len(y)) % 4 == 0
    columns = np.column_stack([x, y])
    mean, sd = columns[~held_out].mean(axis=0), columns[~held_out].std(axis=0)
    scaled = ((columns - mean) / sd).astype(np.float32)
    train, test = scaled[~held_out], scaled[held_out]
    return SmallTable(train[:, :-1], train[:, -1:], (test[:, :-1], test[:, -1:]))


# line: the notes on linear regression. quiz: three quiz marks and a final mark, from the same
# notes. identity: course lab 02-1. stocks: course lab 07. The gates: every pair of bits.
TABLES: dict[str, Callable[[], SmallTable]] = {
    'line': lambda: _table([1, 2, 3], [2, 4, 6]),
    'quiz': lambda: _table([[73, 80, 75], [93, 88, 93], [89, 91, 90], [96, 98, 100], [73, 66, 70]],
                           [152, 185, 180, 196, 142]),
    'identity': lambda: _table([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
    'stocks': lambda: _table([row[:-1] for row in STOCKS], [row[-1] for row in STOCKS]),
    'and': lambda: _table(BITS, [0, 0, 0, 1]),
    'or': lambda: _table(BITS, [0, 1, 1, 1]),
    'nand': lambda: _table(BITS, [1, 1, 1, 0]),
    'xor': lambda: _table(BITS, [0, 1, 1, 0]),
    'diabetes': _diabetes,
}
