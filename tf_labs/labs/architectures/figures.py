"""Where the units, the parameters and the arithmetic of the nets are; what decay does alone."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

HATCHES = ('', '///', '...')
BAR = 0.27  # width, of a distance of 1 between layers


def figure(names: Sequence[str], panels: Mapping[str, Mapping[str, Sequence[int]]],
           decay: Mapping[str, np.ndarray]) -> Figure:
    """Returns a panel of bars for each quantity, and one of curves.

    Args:
      names: of the layers [L].
      panels: {quantity: {net: its value in each layer [L]}}.
      decay: {way: what is left of a weight of 1 after each step}.
    """
    made, axes = plots.figure(2, 2, width=5.4, height=3.3,
                              title='AlexNet and ZFNet: units at the bottom, parameters at the top')
    for one, (quantity, nets) in zip(axes.flat, panels.items()):
        _bars(one, names, nets)
        plots.label(one, x='', y='millions', title=quantity)
    axes[0, 0].legend(fontsize=8, frameon=False)
    last = axes[-1, -1]
    plots.curves(last, {way: (range(1, len(values) + 1), values)
                        for way, values in decay.items()})
    last.set_ylim(0, 1.02)
    plots.label(last, x='step', y='weight', title='Weight decay alone, from 1')
    return made


def _bars(axes: Axes, names: Sequence[str], nets: Mapping[str, Sequence[int]]) -> None:
    for index, (net, values) in enumerate(nets.items()):
        axes.bar(np.arange(len(names)) + (index - (len(nets) - 1) / 2) * BAR,
                 np.asarray(values) / 1e6, BAR, label=net, color=plots.COLOURS[index],
                 hatch=HATCHES[index], edgecolor='white', linewidth=0.5)
    axes.set_xticks(range(len(names)), names)
