"""Figures of nets on small tables: the cost, and what was learnt."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.data.small_tables import SmallTable
from tf_labs.report import plots

Outputs = Callable[[np.ndarray], np.ndarray]


def figure(lab: str, rows: list[dict[str, Any]], table: SmallTable, outputs: Outputs,
           classifies: bool) -> Figure:
    """Returns the cost over the steps and, beside it, the net's answer to the table.

    Args:
      lab: the title.
      rows: with `step` and `cost`.
      table: what was learnt.
      outputs: inputs [N, D] -> outputs [N, 1], of a classifier before the sigmoid.
      classifies: whether the targets are classes 0 and 1.
    """
    made, ((left, right),) = plots.figure(1, 2, title=lab)
    steps = np.array([row['step'] for row in rows])
    costs = [row['cost'] for row in rows]
    left.plot(steps + 1, costs, color=plots.COLOURS[0], marker='o', markersize=3)
    if max(costs) > 10 * min(costs):
        left.set_yscale('log')
    if steps[-1] > 100 and not classifies:
        left.set_xscale('log')
    plots.label(left, x='step', y='cost', title='cost before each logged step')
    if classifies:
        _surface(right, table, outputs, made)
    elif table.held_out is not None:
        _against(right, table.held_out, outputs)
    elif table.x.shape[1] == 1:
        _fitted_line(right, table, outputs)
    else:
        _against(right, (table.x, table.y), outputs)
    return made


def _surface(axes: Axes, table: SmallTable, outputs: Outputs, made: Figure) -> None:
    """The probability of class 1 over the square of the inputs."""
    ticks = np.linspace(-0.3, 1.3, 81, dtype=np.float32)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    probability = 1 / (1 + np.exp(-outputs(grid).reshape(81, 81)))
    shades = axes.contourf(ticks, ticks, probability, levels=np.linspace(0, 1, 11), cmap='gray')
    made.colorbar(shades, ax=axes, label='probability of class 1')
    if probability.min() < 0.5 < probability.max():
        axes.contour(ticks, ticks, probability, levels=[0.5], colors=plots.COLOURS[1],
                     linewidths=2)
    for wanted, marker, name in ((0, 's', 'class 0'), (1, 'o', 'class 1')):
        chosen = table.x[table.y[:, 0] == wanted]
        axes.scatter(chosen[:, 0], chosen[:, 1], marker=marker, s=90, label=name, zorder=3,
                     edgecolors='black', color=plots.COLOURS[4 if wanted else 5])
    axes.legend(fontsize=8, loc='center')
    plots.label(axes, x='x1', y='x2', title='orange line: probability 0.5')


def _fitted_line(axes: Axes, table: SmallTable, outputs: Outputs) -> None:
    x = np.linspace(table.x.min() - 0.5, table.x.max() + 0.5, 50, dtype=np.float32)[:, np.newaxis]
    axes.plot(x[:, 0], outputs(x)[:, 0], color=plots.COLOURS[0], label='learnt line')
    axes.scatter(table.x, table.y, color=plots.COLOURS[1], marker='s', label='table', zorder=3)
    axes.legend(fontsize=8, frameon=False)
    plots.label(axes, x='x', y='y', title='the last step')


def _against(axes: Axes, rows: tuple[np.ndarray, np.ndarray], outputs: Outputs) -> None:
    x, y = rows
    axes.scatter(y, outputs(x), color=plots.COLOURS[0], s=14)
    ends = [float(y.min()), float(y.max())]
    axes.plot(ends, ends, color='black', linestyle='--', linewidth=1, label='equal')
    axes.legend(fontsize=8, frameon=False)
    plots.label(axes, x='target', y='output', title=f'{len(y)} rows, the last step')
