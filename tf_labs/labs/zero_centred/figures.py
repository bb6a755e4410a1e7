"""The figure of the moved sigmoids: epochs by rate, and the loss with the best one."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import ticker
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def figure(made: Mapping[str, Any], rates: Sequence[float], target: str) -> Figure:
    """Draws how many epochs each function takes with each rate, and its loss with the best.

    Args:
      made: {function: tf_labs.training.rate_grid.Attempt}.
      rates: learning rates.
      target: what the epochs lead to, for people.
    """
    drawn, axes = plots.figure(1, 2, width=5.4, height=4.2)
    left, right = axes[0]
    got_there = any(np.isfinite(one.epochs).any() for one in made.values())
    plots.curves(left, {name: (rates, one.epochs.T) for name, one in made.items()},
                 logarithmic=got_there, legend=False)
    left.set_xscale('log')
    left.set_xticks(rates, [f'{rate:g}' for rate in rates])
    left.minorticks_off()
    if got_there:
        left.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        left.yaxis.set_major_formatter(ticker.StrMethodFormatter('{x:g}'))
        left.yaxis.set_minor_locator(ticker.NullLocator())
    else:
        left.text(0.5, 0.5, 'no net gets there', ha='center', transform=left.transAxes)
    plots.label(left, x='learning rate', y='epochs',
                title=f'Epochs to {target}: mean over the seeds that get there')
    epochs = np.arange(len(next(iter(made.values())).curve))
    plots.curves(right, {name: (epochs, one.curve.T) for name, one in made.items()},
                 logarithmic=True, legend=False)
    plots.label(right, x='epoch', y='cross-entropy', title='Training loss with the best rate')
    plots.legend_below(drawn, left)
    return drawn
