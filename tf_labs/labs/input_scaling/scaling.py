"""Columns brought to one scale, and what gradient descent on a line makes of them.

The cost is mean (U v - y)^2 with U = (x, 1) and v = (W, b). Its Hessian 2 U^T U / N does not depend
on v. Along each eigenvector a step of rate r multiplies the distance to the minimum by
1 - r times the eigenvalue: a rate above 2 / (largest eigenvalue) grows, and at any rate below, the
direction of the smallest eigenvalue is slower by the ratio of the two, the condition number.
"""

from collections.abc import Callable
import dataclasses

import numpy as np


def min_max(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the lowest value of each column [D] and the distance from it to the highest."""
    return columns.min(axis=0), np.ptp(columns, axis=0)


def standardisation(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the mean of each column [D] and its standard deviation."""
    return columns.mean(axis=0), columns.std(axis=0)


def unscaled(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns 0 and 1 for each column [D]."""
    return np.zeros(columns.shape[1]), np.ones(columns.shape[1])


# Columns [N, D] -> (shift, unit), each [D]: a column is fed as (value - shift) / unit.
WAYS: dict[str, Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]] = {
    'not scaled': unscaled, 'min-max': min_max, 'standardized': standardisation}


def scale(columns: np.ndarray, way: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns the scaled columns [N, D] and the unit of each [D].

    A column that is the same in all rows has no extent: its unit counts as 1, and it is fed as 0,
    where a division by its extent would give nan.
    """
    shift, unit = WAYS[way](columns)
    unit = np.where(unit > 0, unit, 1.0)
    return (columns - shift) / unit, unit


def hessian(x: np.ndarray) -> np.ndarray:
    """Returns the Hessian of the cost over (W, b) [D + 1, D + 1]: x [N, D]."""
    inputs = np.column_stack([x, np.ones(len(x))]).astype(np.float64)
    product: np.ndarray = 2 * inputs.T @ inputs / len(x)
    return product


@dataclasses.dataclass(frozen=True)
class Run:
    """What a descent came to.

    Attributes:
      costs: float32, before each update; the last one is nan if there was one, and ends the run.
      first_inf: the first step with an infinite cost, None without one.
      first_nan: the same of nan.
    """

    costs: np.ndarray
    first_inf: int | None
    first_nan: int | None


def descend(x: np.ndarray, y: np.ndarray, rate: float, steps: int) -> Run:
    """Gradient descent from W = 0, b = 0 in float32, as TensorFlow computes it: nothing is stopped.

    Args:
      x: [N, D].
      y: [N, 1].
      rate: of each step.
      steps: at most; the step whose cost is nan is the last one.
    """
    inputs = np.column_stack([x, np.ones(len(x))]).astype(np.float32)
    y, factor = y.astype(np.float32), np.float32(2 * rate / len(x))
    v = np.zeros((inputs.shape[1], 1), np.float32)
    costs = []
    with np.errstate(all='ignore'):
        for _ in range(steps):
            error = inputs @ v - y
            costs.append(np.mean(error**2))
            if np.isnan(costs[-1]):
                break
            v = v - factor * (inputs.T @ error)
    found = np.array(costs, np.float32)
    return Run(found, _first(np.isinf(found)), _first(np.isnan(found)))


def _first(is_so: np.ndarray) -> int | None:
    return int(np.argmax(is_so)) if is_so.any() else None
