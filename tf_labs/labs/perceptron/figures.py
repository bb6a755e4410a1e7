"""Figures of threshold units: mistakes on gates, mistakes beside their bound, nets with a step."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
import numpy as np

from tf_labs.labs.perceptron import by_hand
from tf_labs.labs.perceptron.threshold import Learning
from tf_labs.report import plots

PASSES = 15  # that are drawn
SQUARE = np.array([-0.4, 1.4])
GRID = 181
LAST = '#d55e00'


def gates(learnt: Mapping[str, Learning]) -> Figure:
    """Draws the lines of each gate pass by pass, and below them the mistakes of each pass."""
    made, axes = plots.figure(2, len(learnt), width=3.2, height=2.9)
    for (name, one), top, bottom in zip(learnt.items(), axes[0], axes[1]):
        x, y = by_hand.gate(name)
        drawn = one.weights[1:PASSES + 1]
        for index, v in enumerate(drawn, start=1):
            is_last = index == len(drawn)
            _line(top, v, LAST if is_last else '0.7', 2 if is_last else 1)
        _ones(top, drawn[-1])
        for label, face in ((0, 'white'), (1, 'black')):
            top.scatter(*x[y == label].T, s=70, facecolor=face, edgecolor='black', linewidth=1.5,
                        label=f'gate says {label}', zorder=3)
        top.set(xlim=SQUARE, ylim=SQUARE, xticks=[0, 1], yticks=[0, 1])
        plots.label(top, x='$x_1$', y='$x_2$', title=f'{name.upper()}: ' + (
            f'learnt in {len(one.mistakes)} passes' if one.has_learnt else 'never learnt'))
        count = min(len(one.mistakes), PASSES)
        bottom.bar(range(1, count + 1), one.mistakes[:count], color=plots.COLOURS[0])
        bottom.set(xlim=(0.4, PASSES + 0.6), ylim=(0, 4.3))
        for axis in (bottom.xaxis, bottom.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True))
        plots.label(bottom, x='pass over the four rows', y='mistakes')
    made.legend(*axes[0, 0].get_legend_handles_labels(), ncols=2, fontsize=9, frameon=False,
                loc='outside lower center', title_fontsize=9,
                title=f'orange: the line after the last pass drawn (at most {PASSES}), shaded '
                'where the unit answers 1, as on the line itself; grey: after the passes before it')
    return made


def _line(axes: Axes, v: np.ndarray, colour: str, width: float) -> None:
    """Draws where v u = 0, if that is a line that crosses the square."""
    first, second, b = v
    if second:
        axes.plot(SQUARE, -(first * SQUARE + b) / second, color=colour, linewidth=width)
    elif first:
        axes.plot([-b / first] * 2, SQUARE, color=colour, linewidth=width)


def _ones(axes: Axes, v: np.ndarray) -> None:
    """Shades where v u reaches 0: there the unit answers 1."""
    ticks = np.linspace(SQUARE[0], SQUARE[1], GRID)
    first, second = np.meshgrid(ticks, ticks)
    reaches = v[0] * first + v[1] * second + v[2] >= 0
    axes.imshow(reaches, origin='lower', extent=(*SQUARE, *SQUARE), aspect='auto', zorder=0,
                cmap=ListedColormap(['white', LAST]), vmin=0, vmax=1, alpha=0.15)


def bound(sets: Mapping[float, Sequence[tuple[float, int]]]) -> Figure:
    """Draws the mistakes of each made-up set over its bound, and the bound as a line."""
    made, ((axes,),) = plots.figure(width=6.2, height=4.4)
    for index, (margin, found) in enumerate(sets.items()):
        bounds, mistakes = np.array(found).T
        style = plots.line_style(index)
        axes.scatter(bounds, np.maximum(mistakes, 1), s=22, color=style['color'],
                     marker=style['marker'], label=f'margin {margin:g}')
    ends = np.array(axes.get_xlim())
    ends[0] = max(ends[0], 1)
    axes.plot(ends, ends, color='black', linewidth=1.5, label='the bound: no set above this line')
    axes.set(xscale='log', yscale='log')
    axes.legend(fontsize=8, frameon=False, loc='upper left')
    plots.label(axes, x='bound (R / margin)$^2$', y='mistakes until all examples are right',
                title='Novikoff: the wider the margin, the fewer mistakes')
    return made


def nets(losses: Mapping[str, np.ndarray], every: int) -> Figure:
    """Draws the training loss of the nets over the steps."""
    made, ((axes,),) = plots.figure(width=6.0, height=3.8)
    plots.curves(axes, {name: (range(0, every * len(values), every), values)
                        for name, values in losses.items()})
    axes.set_ylim(bottom=0)
    plots.label(axes, x='step of the descent', y='training loss (cross-entropy)',
                title='Heaviside step or sigmoid in the hidden layer')
    return made
