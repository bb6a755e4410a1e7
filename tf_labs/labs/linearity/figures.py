"""The figures of XOR and of a chain of units: with linear units, and with tanh."""

from collections.abc import Mapping
import math

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

SQUARE = (-0.5, 1.5)  # both axes of the surfaces
GRID = 101  # points along each
LEAST_LOSS = 1e-12  # that a logarithmic axis shows


def xor(losses: Mapping[str, tuple[np.ndarray, np.ndarray]], surfaces: Mapping[str, np.ndarray],
        x: np.ndarray, y: np.ndarray) -> Figure:
    """Draws the losses in one panel and a surface in one panel each.

    Args:
      losses: {name: (steps [R], losses [R])}.
      surfaces: {name: probability of a 1 over the square [GRID, GRID], rows along x2}.
      x: the four inputs [4, 2].
      y: their labels [4, 1].
    """
    made, axes = plots.figure(1, 1 + len(surfaces), width=4.3, height=3.7,
                              title='XOR: one net, without and with tanh between its layers')
    plots.curves(axes[0, 0], {name: (steps.tolist(), values)
                              for name, (steps, values) in losses.items()})
    axes[0, 0].axhline(math.log(2), color='0.4', linewidth=1)
    axes[0, 0].text(0.98, math.log(2) * 1.15, 'ln 2 = 0.693147', fontsize=8, ha='right',
                    transform=axes[0, 0].get_yaxis_transform())
    axes[0, 0].set_yscale('log')
    axes[0, 0].set_ylim(top=2)
    axes[0, 0].legend(fontsize=8, frameon=False, loc='lower left')
    plots.label(axes[0, 0], x='step', y='binary cross-entropy')
    for one, (name, surface) in zip(axes[0, 1:], surfaces.items()):
        image = one.imshow(surface, origin='lower', extent=(*SQUARE, *SQUARE), vmin=0, vmax=1,
                           cmap=plots.COLOUR_MAP)
        one.grid(False)
        one.set_xticks([0, 1])
        one.set_yticks([0, 1])
        for label, marker in ((0, 'o'), (1, '^')):
            chosen = y[:, 0] == label
            one.scatter(*x[chosen].T, marker=marker, s=70, color='white', edgecolor='black',
                        label=f'label {label}', zorder=3)
        one.legend(fontsize=8, loc='upper right')
        plots.label(one, x='x1', y='x2', title=f'{name}: probability of a 1')
    made.colorbar(image, ax=axes[0, -1], shrink=0.85)
    return made


def chain(cases: Mapping[str, Mapping[str, tuple[np.ndarray, np.ndarray]]]) -> Figure:
    """Draws the loss of a chain of three units above the product of its weights, a column a case.

    Args:
      cases: {units and target: {trained weights: (losses [T], w1 w2 w3 [T])}}.
    """
    made, axes = plots.figure(2, len(cases), width=4.2, height=2.7, sharex=True,
                              title='y = f(w3 f(w2 f(w1 x))): w1 trained alone, and all three')
    for column, (case, runs) in enumerate(cases.items()):
        for row, one in enumerate(axes[:, column]):
            lines = {name: (range(1, len(run[row]) + 1), np.maximum(run[row], LEAST_LOSS)
                            if row == 0 else run[row]) for name, run in runs.items()}
            plots.curves(one, lines, legend=column == 0 and row == 0)
            one.set_xscale('log')
        axes[0, column].set_yscale('log')
        axes[0, column].set_title(case, fontsize=10)
        axes[1, column].set_xlabel('step', fontsize=9)
    axes[0, 0].set_ylabel('mean squared error', fontsize=9)
    axes[1, 0].set_ylabel('w1 w2 w3', fontsize=9)
    return made
