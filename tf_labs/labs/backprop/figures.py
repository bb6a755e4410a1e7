"""Figures of backpropagation by hand: where XOR ends, the printed plateau, what pixels mean."""

from collections.abc import Mapping
import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

LEVELS = {'ln 2': math.log(2), 'ln(2) / 2': math.log(2) / 2}
FEATURE_COLUMNS = 10


def xor(final: Mapping[str, np.ndarray], steps: np.ndarray, ours: np.ndarray,
        printed: np.ndarray) -> Figure:
    """Draws the last cost of every seed, and the printed costs upon ours.

    Args:
      final: {name of the update: the last cost of each seed [S]}.
      steps: of the printed costs [R].
      ours: costs at these steps [R].
      printed: in the notes [R].
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.2, height=3.9)
    _sorted_costs(left, final)
    distance = np.log(2) / 2
    right.plot(steps, ours - distance, label='the notes\' update, continued',
               color=plots.COLOURS[0])
    right.plot(steps[:len(printed)], printed - distance, linestyle='', marker='x', markersize=7,
               color=plots.COLOURS[1], label='printed in the notes')
    right.ticklabel_format(axis='y', style='sci', scilimits=(0, 0))
    right.set_ylim(bottom=0)
    right.legend(fontsize=8, frameon=False, loc='lower left')
    plots.label(right, x='step of the printed log', y='cost - ln(2) / 2',
                title='the plateau: slower and slower towards ln(2) / 2')
    return made


def _sorted_costs(axes: Axes, final: Mapping[str, np.ndarray]) -> None:
    for index, (name, costs) in enumerate(final.items()):
        share = (np.arange(len(costs)) + 0.5) / len(costs)
        axes.plot(share, np.sort(costs), label=name, markevery=max(1, len(costs) // 8),
                  **plots.line_style(index))
    for name, level in LEVELS.items():
        axes.axhline(level, color='0.6', linewidth=1, zorder=1)
        axes.text(0.01, level * 0.94, name, fontsize=8, va='top')
    axes.set_yscale('log')
    axes.set_ylim(top=1.2)
    axes.legend(fontsize=8, frameon=False, loc='center left')
    plots.label(axes, x='share of the seeds', y='cost at the end',
                title=f'XOR, 2-2-1: the last costs of {len(costs)} seeds, sorted')


def features(kernel: np.ndarray, image_shape: tuple[int, int]) -> Figure:
    """Draws the weights into each hidden unit as an image; kernel [H W, units]."""
    rows = -(-kernel.shape[1] // FEATURE_COLUMNS)
    made, axes = plots.figure(rows, FEATURE_COLUMNS, width=1.0, height=1.0)
    made.suptitle('weights of each hidden unit: grey 0, white positive, black negative',
                  fontsize=10)
    plots.images(list(axes.flat), [one.reshape(image_shape) for one in kernel.T], symmetric=True)
    return made
