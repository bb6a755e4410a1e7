"""Sparse against dense: who moves, what it costs, what it is worth."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def figure(*, strays: Mapping[str, np.ndarray], watched: Mapping[str, np.ndarray],
           occurrences: np.ndarray, accuracies: Mapping[str, Sequence[float]],
           sizes: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> Figure:
    """Returns four panels, each with a line for each optimizer.

    Args:
      strays: share of absent rows that moved, [steps].
      watched: one weight of a rare token, [steps].
      occurrences: the steps at which that token occurred.
      accuracies: on the test examples, [epochs].
      sizes: rows of the tables that were timed.
      seconds: a step of each size.
    """
    made, axes = plots.figure(2, 2, width=5.2, height=3.5,
                              title='SparseAdam and dense Adam on bags of tokens')
    (who, weight), (score, cost) = axes
    plots.curves(who, {name: (range(len(one)), one) for name, one in strays.items()})
    who.set_ylim(-0.05, 1.05)
    plots.label(who, x='step', y='share', title='absent rows that moved anyway')
    plots.curves(weight, {name: (range(len(one)), one) for name, one in watched.items()})
    for index, step in enumerate(occurrences):
        weight.axvline(step, color='0.6', linewidth=0.8, zorder=0,
                       label='it occurs' if index == 0 else None)
    weight.legend(fontsize=8, frameon=False)
    plots.label(weight, x='step', y='weight', title='one weight of a rare token')
    plots.curves(score, {name: (range(1, len(one) + 1), np.asarray(one))
                         for name, one in accuracies.items()})
    score.xaxis.get_major_locator().set_params(integer=True)
    plots.label(score, x='epoch', y='test accuracy', title='test accuracy by epoch')
    plots.curves(cost, {name: (sizes, 1e3 * np.asarray(one)) for name, one in seconds.items()})
    cost.set(xscale='log', yscale='log')
    plots.label(cost, x='rows of the table', y='ms a step', title='what a step costs')
    return made
