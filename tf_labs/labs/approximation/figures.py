"""The figures of fitted curves."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter
import numpy as np

from tf_labs.labs.approximation import fitting
from tf_labs.report import plots

_POINTS = 401


def fits(found: Mapping[str, Mapping[str, fitting.Function]]) -> Figure:
    """Draws each target and its fits: where they learnt, and below as far again on both sides.

    Args:
      found: {target: {fit: function}}.
    """
    made, axes = plots.figure(2, len(found), width=4.2, height=3.2,
                              title='Above: where the fits learnt; below: the same fits as far '
                              'again on both sides (grey)')
    for column, (key, functions) in enumerate(found.items()):
        target = fitting.TARGETS[key]
        for row, times in enumerate((1, 2)):
            _fits(axes[row, column], target, functions, times * target.end)
            plots.label(axes[row, column], x='x' if row else '', y='' if column else 'y',
                        title='' if row else target.title)
    plots.legend_below(made, axes[0, 0])
    return made


def _fits(axes: Axes, target: fitting.Target, functions: Mapping[str, fitting.Function],
          end: float) -> None:
    x = np.linspace(-end, end, _POINTS)
    y = target.function(x)
    for side in (-1, 1):
        axes.axvspan(side * target.end, side * end, color='0.93', zorder=0)
    axes.plot(x, y, color='black', linewidth=3, alpha=0.35, label='target')
    for index, (name, function) in enumerate(functions.items()):
        style = plots.line_style(index)
        axes.plot(x, function(x), label=name, color=style['color'],
                  linestyle=style['linestyle'], linewidth=3.0 if index == 0 else 1.5)
    room = 0.35 * float(np.ptp(y))
    axes.set(xlim=(-end, end), ylim=(float(y.min()) - room, float(y.max()) + room))


def widths(by_target: Mapping[str, Mapping[str, tuple[list[int], np.ndarray]]],
           lines: Mapping[str, float]) -> Figure:
    """Draws the error by the number of hidden units.

    Args:
      by_target: {target: {activation: (widths [W], errors [S, W])}}.
      lines: {target: error of the best line}.
    """
    made, axes = plots.figure(1, len(by_target), width=4.2, height=3.2, sharey=True,
                              title='Error by the width of one hidden layer: mean and standard '
                              'deviation over seeds; dashed: the best line')
    for one, (key, curves) in zip(axes[0], by_target.items()):
        plots.curves(one, curves, logarithmic=True, legend=one is axes[0, 0])
        one.axhline(lines[key], color='0.3', linestyle='--', linewidth=1)
        one.set_xscale('log', base=2)
        one.xaxis.set_major_formatter(StrMethodFormatter('{x:g}'))
        plots.label(one, x='hidden units', y='', title=fitting.TARGETS[key].title)
    axes[0, 0].set_ylabel('root mean squared error', fontsize=9)
    return made
