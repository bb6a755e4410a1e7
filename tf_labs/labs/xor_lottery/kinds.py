"""Costs over the steps of runs of one kind: those that get stuck, and those that drop late.

A printed log is one run. It is held against the runs of its own kind: the costs of runs that end
somewhere else say nothing about it, and a mean over both kinds is the cost of neither.
"""

import numpy as np

DROPPED = 0.1  # a cost below it has left the plateau for good
BEFORE, AFTER = 5, 35  # logged steps around the drop that are told
Spread = list[float]


def spread(costs: np.ndarray) -> Spread:
    """Returns [2.5th percentile, 97.5th, smallest, largest, runs] of costs [S]."""
    if not costs.size:
        return [0.0, 0.0, 0.0, 0.0, 0]
    low, high = np.percentile(costs, [2.5, 97.5])
    return [float(low), float(high), float(costs.min()), float(costs.max()), int(costs.size)]


def by_step(costs: np.ndarray, chosen: np.ndarray) -> list[Spread]:
    """Returns a spread for each logged step.

    Args:
      costs: [R, S], a row a logged step.
      chosen: bool [R, S], which runs are of the kind at that step; or [S].
    """
    rows = np.broadcast_to(chosen, costs.shape)
    return [spread(row[one]) for row, one in zip(costs, rows)]


def drops(costs: np.ndarray) -> np.ndarray:
    """Returns the first logged row of each run with a low cost, [S]; R where there is none."""
    low = costs < DROPPED
    return np.where(low.any(axis=0), low.argmax(axis=0), len(costs))


def on_plateau(costs: np.ndarray) -> np.ndarray:
    """Returns bool [R, S]: the run drops, and not within the next BEFORE logged steps."""
    at = drops(costs)
    return (np.arange(len(costs))[:, np.newaxis] < at - BEFORE) & (at < len(costs))


def from_drop(costs: np.ndarray) -> dict[int, Spread]:
    """Returns spreads by the number of logged steps since the drop, from -BEFORE to AFTER."""
    at = drops(costs)
    runs = np.flatnonzero(at < len(costs))
    found = {}
    for shift in range(-BEFORE, AFTER + 1):
        there = runs[(at[runs] + shift >= 0) & (at[runs] + shift < len(costs))]
        found[shift] = spread(costs[at[there] + shift, there])
    return found
