"""Logic gates out of threshold units whose weights are set by hand."""

import itertools

import numpy as np

from tf_labs.data.small_tables import TABLES
from tf_labs.labs.perceptron import threshold

GATES = ('and', 'or', 'nand', 'xor')
# (w1, w2, threshold): a unit says 1 where w1 x1 + w2 x2 >= threshold.
UNITS = {'and': (1.0, 1.0, 1.5), 'or': (1.0, 1.0, 0.5), 'nand': (-1.0, -1.0, -1.5)}
_WEIGHTS = (-1.0, 0.0, 1.0)
_THRESHOLDS = (-1.5, -0.5, 0.5, 1.5)


def gate(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns the four inputs [4, 2] and what the gate says to each, int [4]."""
    table = TABLES[name]()
    return table.x.astype(np.float64), table.y[:, 0].astype(np.int64)


def unit(name: str, x: np.ndarray) -> np.ndarray:
    """Returns what the unit set by hand says: x [N, 2] -> [N]."""
    first, second, level = UNITS[name]
    return threshold.answers(x, np.array([first, second, -level]))


def xor(x: np.ndarray) -> np.ndarray:
    """XOR of two layers: AND of what an OR unit and a NAND unit say, x [N, 2] -> [N]."""
    return unit('and', np.column_stack([unit('or', x), unit('nand', x)]))


def functions_of_one_unit() -> set[tuple[int, ...]]:
    """Returns which of the 16 functions of two bits single units compute, as their outputs [4].

    Weights of -1, 0 and 1 with four thresholds give all that any single unit gives. XOR and its
    opposite are out of reach: the sums at 00 and 11 add up to w1 + w2 + 2 b, and so do those at 01
    and 10, but one pair would have to be below 0 and the other not.
    """
    x, _ = gate('and')
    return {tuple(threshold.answers(x, np.array([first, second, -level])).tolist())
            for first, second, level in itertools.product(_WEIGHTS, _WEIGHTS, _THRESHOLDS)}
