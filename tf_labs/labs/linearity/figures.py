"""The figure of XOR: what a linear net learns, and the same net with an activation."""

from collections.abc import Mapping
import math

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

SQUARE = (-0.5, 1.5)  # both axes of the surfaces
GRID = 101  # points along each


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
