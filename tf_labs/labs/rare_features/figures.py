"""The figure of rare features: what is learnt of each weight, by its frequency."""

from collections.abc import Mapping

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def figure(frequencies: np.ndarray, learnt: Mapping[str, np.ndarray], examples: int) -> Figure:
    """Draws the share of each weight that is learnt, mean and sd over the data sets.

    Args:
      frequencies: [D].
      learnt: {optimizer: [S, D]}.
      examples: that each data set has.
    """
    drawn, ((axes,),) = plots.figure(width=6.6, height=4.4)
    plots.curves(axes, {name: (frequencies, shares) for name, shares in learnt.items()},
                 legend=False)
    axes.set_xscale('log')
    axes.axhline(1, color='0.6', linewidth=1, zorder=1)
    axes.set_ylim(min(0, axes.get_ylim()[0]), 1.08)
    plots.label(axes, x='share of the examples that have the feature',
                y='share of the weight that is learnt',
                title=f'After {examples:,} examples: mean and standard deviation over data sets')
    plots.legend_below(drawn, axes)
    return drawn
