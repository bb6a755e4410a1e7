"""Figures of the logic gates: what a perceptron draws through each, and its losses."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
import numpy as np

from tf_labs.report import plots

SQUARE = (-0.4, 1.4)  # both axes of a panel
GRID = 91
Line = tuple[float, float, float]


def gates(names: list[str], lines: Mapping[str, Line], x: np.ndarray,
          labels: Mapping[str, np.ndarray], titles: Mapping[str, str],
          without_line: set[str]) -> Figure:
    """Draws a panel a gate: probability as shading, the answer on each side of the decision line.

    Args:
      names: of the gates, one a panel.
      lines: (W_1, W_2, b) of each.
      x: the inputs [4, 2].
      labels: the outputs [4] of each.
      titles: of each panel.
      without_line: gates whose probability is 1/2 everywhere.
    """
    made, axes = plots.figure(1, len(names), width=3.4, height=3.9, sharey=True)
    for one, name in zip(axes[0], names):
        image = _shading(one, lines[name])
        if name in without_line:
            one.text(0.5, 0.5, 'p = 1/2 everywhere:\nno line', ha='center', va='center',
                     fontsize=9, transform=one.transAxes)
        for label, face, shown in ((0, 'white', '0'), (1, 'black', '1')):
            chosen = labels[name] == label
            one.scatter(*x[chosen].T, s=80, facecolor=face, edgecolor='black', linewidth=1.5,
                        label=shown, zorder=3)
        plots.label(one, x='$x_1$', y='$x_2$' if one is axes[0, 0] else '',
                    title=f'{name.upper()}: {titles[name]}')
        one.set_xticks([0, 1])
        one.set_yticks([0, 1])
        one.grid(False)
    made.colorbar(image, ax=axes[0, -1], label='probability of a 1').ax.set_ylim(0, 1)
    made.legend(*axes[0, 0].get_legend_handles_labels(), title='output of the gate', ncols=2,
                fontsize=9, title_fontsize=9, frameon=False, loc='outside lower center')
    return made


def _shading(axes: Axes, line: Line) -> AxesImage:
    ticks = np.linspace(*SQUARE, GRID)
    first, second = np.meshgrid(ticks, ticks)
    logit = line[0] * first + line[1] * second + line[2]
    image = axes.imshow(1 / (1 + np.exp(-logit)), origin='lower', extent=(*SQUARE, *SQUARE),
                        vmin=-0.4, vmax=1.4, cmap='cividis', aspect='auto')  # without its dark ends
    if logit.min() < -1e-3 and logit.max() > 1e-3:
        axes.contour(ticks, ticks, logit, levels=[0], colors='black', linewidths=2)
        for answer, place in ((0, logit.argmin()), (1, logit.argmax())):
            _answer(axes, answer, *np.unravel_index(place, logit.shape))
    return image


def _answer(axes: Axes, answer: int, row: np.intp, column: np.intp) -> None:
    """Writes what a unit answers into the corner where it is most sure of it."""
    x, y = (0.97 if place else 0.03 for place in (column, row))
    axes.text(x, y, f'answers {answer}', color='black' if answer else 'white', fontsize=9,
              ha='right' if column else 'left', va='top' if row else 'bottom',
              transform=axes.transAxes)


def losses(steps: np.ndarray, curves: Mapping[str, np.ndarray], floor: float) -> Figure:
    """Draws the loss of each gate over the steps, both axes logarithmic.

    Args:
      steps: [R], from 0.
      curves: {gate: [R]}.
      floor: drawn as a line: what no perceptron can fall below on XOR.
    """
    made, ((axes,),) = plots.figure(width=6.2, height=4)
    for index, (name, values) in enumerate(curves.items()):
        marks = np.unique(np.geomspace(1, len(steps), 9).astype(int)) - 1
        axes.plot(steps + 1, values, label=name.upper(), markevery=marks, **plots.line_style(index))
    axes.axhline(floor, color='0.5', linewidth=1, linestyle=':', zorder=1,
                 label=f'ln 2 = {floor:.6f}')
    axes.set_xscale('log')
    axes.set_yscale('log')
    axes.set_ylim(top=1.8)
    axes.legend(fontsize=8, frameon=False, loc='lower left')
    plots.label(axes, x='step', y='binary cross-entropy',
                title='AND, OR and NAND go on falling; XOR stays at ln 2')
    return made
