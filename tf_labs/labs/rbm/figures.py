"""Restricted Boltzmann machines in pictures: learning curves, filters, reconstructions, dreams."""

from collections.abc import Mapping, Sequence
import math
from typing import Any

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

PANELS = (('reconstruction_error', 'mean squared error of a visible unit'),
          ('free_energy_gap', 'mean free energy, test - train'))


def epochs(stack: Sequence[Sequence[Mapping[str, Any]]]) -> Figure:
    """Draws reconstruction error and free-energy gap by epoch; each machine has a row an epoch."""
    figure, axes = plots.figure(1, 2, width=4.6, title='Contrastive divergence')
    for one, (key, name) in zip(axes.flat, PANELS):
        plots.curves(one, {f'machine {rows[0]["layer"]}': (
            [row['epoch'] for row in rows], np.array([row[key] for row in rows]))
            for rows in stack})
        plots.label(one, x='epoch', y=name)
        one.set_xticks([row['epoch'] for row in stack[0]])
    return figure


def filters(kernels: np.ndarray, shape: tuple[int, int]) -> Figure:
    """Draws the kernel of each hidden unit [F, V] as an image; grey is 0, white switches it on."""
    columns = min(16, len(kernels))
    rows = math.ceil(len(kernels) / columns)
    figure, axes = plots.figure(rows, columns, width=0.62, height=0.66,
                                title='What each hidden unit of the first machine looks for')
    plots.images(list(axes.flat), list(kernels.reshape(-1, *shape)), symmetric=True)
    return figure


def samples(rows: Mapping[str, np.ndarray], shape: tuple[int, int]) -> Figure:
    """Draws named rows of images [D, V], those of one column belonging together."""
    columns = len(next(iter(rows.values())))
    figure, axes = plots.figure(len(rows), columns, width=0.75, height=0.8,
                                title='Test digits, reconstructed from hidden bits, and Gibbs '
                                'chains that begin with them')
    for line, (name, images) in zip(axes, rows.items()):
        plots.images(list(line), list(images.reshape(-1, *shape)))
        line[0].text(-0.15, 0.5, name, transform=line[0].transAxes, ha='right', va='center',
                     fontsize=9)
    return figure
