"""How much colour the filters of a first layer see, and whether the towers have shared it out.

A filter that weighs red, green and blue alike sees grey. What is left of its weights without their
mean over the channels answers to colour alone; the share of its power that lies there is 0 of a
grey filter, 2/3 of white noise in three channels, and 1 of one that sees nothing of grey.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS = 2000  # of the filters into groups at random
LEVEL = 0.95  # share of the draws whose gap is smaller than `by_chance`


class ColourGap(NamedTuple):
    """Whether one tower holds the coloured filters, and the other the grey ones.

    Attributes:
      shares: mean share of colour of the filters of each tower.
      gap: largest less smallest of them.
      by_chance: the gap below which 95% of the random groups of the same filters stay.
    """

    shares: tuple[float, ...]
    gap: float
    by_chance: float

    @property
    def is_shared_out(self) -> bool:
        """True if the towers differ by more than chance does."""
        return self.gap > self.by_chance


def shares(kernel: np.ndarray) -> np.ndarray:
    """Returns the share of colour of each filter of a kernel [h, w, C, n]; 0 of one of zeros."""
    weights = np.asarray(kernel, np.float64)
    power = np.square(weights).sum(axis=(0, 1, 2))
    grey = np.square(weights.mean(axis=2)).sum(axis=(0, 1)) * weights.shape[2]
    found: np.ndarray = np.where(power > 0, 1 - grey / np.where(power > 0, power, 1), 0)
    return found.clip(0, 1)


def gap_between(kernels: Sequence[np.ndarray], seed: int = 0) -> ColourGap:
    """Compares the first layers of towers with random groups of all of their filters.

    Args:
      kernels: of each tower, [h, w, C, n].
      seed: of the draws.
    """
    of_towers = [shares(kernel) for kernel in kernels]
    means = [float(one.mean()) for one in of_towers]
    every, ends = np.concatenate(of_towers), np.cumsum([len(one) for one in of_towers])[:-1]
    generator = np.random.default_rng(seed)
    drawn = [[part.mean() for part in np.split(generator.permutation(every), ends)]
             for _ in range(DRAWS)]
    return ColourGap(tuple(means), max(means) - min(means),
                     float(np.quantile(np.ptp(drawn, axis=1), LEVEL)))
