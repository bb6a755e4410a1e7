"""Test accuracy by the number of examples, for each way to learn from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def transfer(rows: Sequence[Mapping[str, Any]], ways: Sequence[str], source: str,
             target: str) -> Figure:
    """Draws the mean over draws in a band of +- 1 sd.

    Args:
      rows: one a draw and number of examples: `draw`, `examples a class`, an accuracy for each way.
      ways: their names.
      source: data set that the net was trained on.
      target: data set of the examples.
    """
    counts = sorted({row['examples a class'] for row in rows})
    figure, axes = plots.figure(1, 1, width=5.6, height=3.6,
                                title=f'{target} from few examples, with a net trained on {source}')
    plots.curves(axes[0, 0], {way: (counts, np.array([
        [row[way] for row in sorted(rows, key=lambda row: row['examples a class'])
         if row['draw'] == draw] for draw in sorted({row['draw'] for row in rows})]))
        for way in ways})
    axes[0, 0].set_xscale('log')
    axes[0, 0].set_xticks(counts, map(str, counts))
    axes[0, 0].minorticks_off()
    plots.label(axes[0, 0], x='training examples per class', y='test accuracy')
    return figure
