"""Dropout over every mask there is: halving at test, and doubling in training."""

from collections.abc import Callable, Sequence
import itertools
from typing import Any

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]
WAYS = ('halved at test', 'doubled in training')


def every(units: int, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Returns all masks of 0 and 1 [2^units, units] and how likely each is [2^units].

    Args:
      units: that can be dropped.
      rate: with which each is dropped, on its own.
    """
    masks = np.array(list(itertools.product((0.0, 1.0), repeat=units)))
    kept = masks.sum(axis=1)
    return masks, (1 - rate)**kept * rate**(units - kept)


def in_training(way: str, rate: float, x: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """Returns what dropout makes of x [units] under each mask, [M, units]."""
    kept: np.ndarray = masks * x / (1 - rate if way == 'doubled in training' else 1)
    return kept


def at_test(way: str, rate: float, x: np.ndarray) -> np.ndarray:
    """Returns what it makes of x when the net is tested."""
    return x if way == 'doubled in training' else (1 - rate) * x


def halving_factor(found: Sequence[dict[str, Any]]) -> float:
    """Returns the output at test of dropout halved at test over that of doubling, of `rows`."""
    halved, doubled = (next(row['test'] for row in found if row['dropout'] == way)
                       for way in WAYS)
    return float(halved / doubled)


def rows(x: np.ndarray, weights: np.ndarray, rate: float) -> list[dict[str, Any]]:
    """Returns for both ways the mean over all masks and the output at test.

    Args:
      x: what the units give [units].
      weights: from them to the layer above [units, K]; its outputs are added up.
      rate: of dropout.
    """
    masks, likely = every(len(x), rate)
    above: dict[str, Function] = {
        'linear': lambda z: z, 'ReLU': lambda z: np.maximum(0, z)}
    made = []
    for way, (name, function) in itertools.product(WAYS, above.items()):
        trained = function(in_training(way, rate, x, masks) @ weights).sum(axis=1)
        tested = float(function(at_test(way, rate, x) @ weights).sum())
        mean = float(likely @ trained)
        made.append({'dropout': way, 'layer above': name, 'training, mean': mean,
                     'sd': float(np.sqrt(likely @ (trained - mean)**2)), 'test': tested,
                     'test - mean': tested - mean})
    return made
