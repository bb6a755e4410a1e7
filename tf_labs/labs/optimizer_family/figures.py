"""The family tree, and the way from each parent to its child."""

from collections.abc import Mapping

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
import numpy as np

from tf_labs.labs.optimizer_family.family import Edge
from tf_labs.labs.optimizer_family.family import EDGES
from tf_labs.labs.optimizer_family.family import YEARS
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.report import plots

# (column, row) of each box.
PLACES = {
    'sgd': (0, 5.0), 'momentum': (1, 0.5), 'nesterov': (2, 0), 'momentum_decay': (2, 1),
    'adagrad': (1, 5.0), 'rmsprop': (2, 5.0), 'adam': (3, 3.5), 'adadelta': (3, 6),
    'adamw': (4, 2), 'nadam': (4, 3), 'adamax': (4, 4), 'sparse_adam': (4, 5),
    'asgd': (1, 7), 'rprop': (1, 8), 'lbfgs': (1, 9)}
WIDTH, HALF_BOX = 3.6, 0.62  # of a column; of a box
COLUMNS_OF_STEPS = 5
SECOND_PARENT = ('momentum', 'adam')  # adam stands below rmsprop


def family() -> Figure:
    """Draws the tree: a box an optimizer, beside each edge the line of formula that is new."""
    drawn, ((axes,),) = plots.figure(width=16.5, height=8.6)
    boxes = {}
    for name, (column, row) in PLACES.items():
        boxes[name] = axes.text(
            column * WIDTH, row, f'{name}\n{YEARS[name]}', ha='center', va='center',
            fontsize=10, bbox={'boxstyle': 'round,pad=0.35', 'facecolor': 'white',
                               'edgecolor': plots.COLOURS[0]}, zorder=3)
    for edge in EDGES:
        draw = _second_parent if (edge.parent, edge.child) == SECOND_PARENT else _edge
        draw(axes, edge, boxes[edge.child])
    axes.set(xlim=(-0.9, 4 * WIDTH + 0.9), ylim=(9.6, -0.7))
    axes.set_axis_off()
    axes.set_title('What each optimizer added to its parent, and the line of formula that is new',
                   fontsize=12)
    drawn.set_label('Family tree of the optimizers. ' + ' '.join(
        f'{edge.parent} to {edge.child}: {edge.adds}, {edge.formula}.' for edge in EDGES))
    return drawn


def _edge(axes: Axes, edge: Edge, box: Text) -> None:
    """An elbow: along the row of the parent, to the row of the child, along it to the child."""
    (column, row), (to_column, to_row) = PLACES[edge.parent], PLACES[edge.child]
    turn = column * WIDTH + HALF_BOX + 0.12
    axes.plot([column * WIDTH, turn, turn], [row, row, to_row], color='0.45', linewidth=1.2,
              zorder=1)
    _arrow(axes, (turn, to_row), (to_column * WIDTH, to_row), box, '-')
    _words(axes, edge, (turn + to_column * WIDTH - HALF_BOX) / 2, to_row)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], box: Text,
           dash: str) -> None:
    """Ends at the border of a box around `end`."""
    axes.annotate('', end, start, arrowprops={
        'arrowstyle': '-|>', 'color': '0.45', 'linewidth': 1.2, 'linestyle': dash, 'shrinkA': 0,
        'shrinkB': 0, 'patchB': box.get_bbox_patch()}, zorder=2)


def _words(axes: Axes, edge: Edge, x: float, y: float) -> None:
    axes.text(x, y - 0.07, edge.formula, ha='center', va='bottom', fontsize=9)
    axes.text(x, y + 0.07, edge.adds, ha='center', va='top', fontsize=8, color='0.35')


def _second_parent(axes: Axes, edge: Edge, box: Text) -> None:
    """From below the parent to above the child, dashed."""
    (column, row), (to_column, to_row) = PLACES[edge.parent], PLACES[edge.child]
    x, to_x, between = column * WIDTH, to_column * WIDTH, 2.4
    axes.plot([x, x, to_x], [row, between, between], color='0.45', linewidth=1.2, linestyle='--',
              zorder=1)
    _arrow(axes, (to_x, between), (to_x, to_row), box, '--')
    _words(axes, edge, (x + to_x) / 2, between)


def steps(paths: Mapping[str, Mapping[float, np.ndarray]]) -> Figure:
    """Draws the way of each child with more and more of its term, over the contours.

    Args:
      paths: {name of an edge: {share of the term: points [steps + 1, 2]}}.
    """
    rows = -(-len(EDGES) // COLUMNS_OF_STEPS)
    drawn, axes = plots.figure(rows, COLUMNS_OF_STEPS, width=3.4, height=2.5)
    for one in axes.flat[len(EDGES):]:
        one.set_axis_off()
    valley = SURFACES['valley']
    x, y = np.meshgrid(np.linspace(-10, 4, 90), np.linspace(-3, 3, 60))
    for edge, one in zip(EDGES, axes.flat):
        one.contour(x, y, valley.function(x, y), levels=np.geomspace(0.02, 9, 7), colors='0.85',
                    linewidths=0.6)
        for share, points in paths[edge.name].items():
            one.plot(*points.T, color=colormaps[plots.COLOUR_MAP](0.9 * share), linewidth=1.3,
                     marker='o', markersize=2, label=f'{share:g}')
        one.plot(0, 0, '*', color='black', markersize=8, zorder=5)
        one.grid(False)
        one.set(xlim=(-10, 4), ylim=(-3, 3))
        plots.label(one, x='x', y='y', title=f'{edge.parent} → {edge.child}:\n{edge.formula}')
    drawn.legend(*axes[0, 0].get_legend_handles_labels(), ncols=8, fontsize=9, frameon=False,
                 title='share of the new term: 0 is the parent, 1 the child', title_fontsize=9,
                 loc='outside lower center')
    return drawn
