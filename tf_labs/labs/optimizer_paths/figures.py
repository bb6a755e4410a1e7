"""Paths of optimizers over contours, standing and as a race."""

from collections.abc import Mapping
from typing import Any

from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.labs.optimizer_paths.surfaces import Surface
from tf_labs.report import plots

GRID, LEVELS = 240, 18

Paths = Mapping[str, Mapping[str, np.ndarray]]


def figures(surfaces: Mapping[str, Surface], paths: Paths) -> dict[str, Figure]:
    """Returns `paths`, every path over the contours, and `heights`, f over the steps.

    Args:
      surfaces: {name: tf_labs.labs.optimizer_paths.surfaces.Surface}.
      paths: {name of the surface: {optimizer: points [steps + 1, 2]}}.
    """
    ground, places = plots.figure(2, -(-len(surfaces) // 2), width=5.2, height=4.0)
    fall, heights = plots.figure(2, -(-len(surfaces) // 2), width=5.2, height=3.6)
    for (name, surface), place, height in zip(surfaces.items(), places.flat, heights.flat):
        _contours(place, surface)
        for index, (rule, points) in enumerate(paths[name].items()):
            place.plot(*points.T, label=rule, markevery=[-1], **_line_style(index))
            height.plot(_above_lowest(surface, points), label=rule,
                        markevery=max(1, len(points) // 6), **_line_style(index))
        height.set(yscale='log', ylim=(1e-9, None))
        plots.label(height, x='step', y='f - lowest f', title=surface.title)
    for made, axes in ((ground, places), (fall, heights)):
        made.legend(*axes[0, 0].get_legend_handles_labels(), loc='outside lower center',
                    fontsize=9, frameon=False, ncols=5)
    return {'paths': ground, 'heights': fall}


def animation(surfaces: Mapping[str, Surface], paths: Paths, *, frames: int) -> FuncAnimation:
    """Returns the race, all optimizers at the same step; the first steps are shown slowest.

    Args:
      surfaces, paths: as for `figures`.
      frames: pictures, the last of which stands for a while.
    """
    made, axes = plots.figure(2, -(-len(surfaces) // 2), width=3.3, height=2.6)
    moving = []
    for one, (name, surface) in zip(axes.flat, surfaces.items()):
        _contours(one, surface)
        one.set(xticks=[], yticks=[], xlabel='', ylabel='')  # numbers cost most of a frame's time
        for index, points in enumerate(paths[name].values()):
            style = _line_style(index) | {'linestyle': '-', 'linewidth': 1.2, 'markersize': 5}
            line, = one.plot([], [], markevery=[-1], **style)
            moving.append((line, points))
    made.legend(handles=[line for line, _ in moving[:len(paths[name])]], labels=list(paths[name]),
                loc='outside lower center', fontsize=8, frameon=False, ncols=5)
    text = made.text(0.01, 0.01, '', fontsize=9)
    steps = len(moving[0][1]) - 1
    shown = np.unique(np.round(steps * np.linspace(0, 1, frames) ** 2).astype(int))
    shown = np.concatenate([shown, np.full(frames // 6, steps)])

    def draw(step: int) -> list[Artist]:
        for line, points in moving:
            line.set_data(*points[:step + 1].T)
        text.set_text(f'step {step}')
        return [line for line, _ in moving]

    return FuncAnimation(made, draw, frames=shown, blit=False)


def _contours(axes: Axes, surface: Surface) -> None:
    """Contours whose heights above the lowest f grow by a constant factor."""
    left, right, bottom, top = surface.window
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    height = surface.function(x, y) - surface.lowest
    levels = np.geomspace(max(height.min(), height.max() * 1e-5), height.max(), LEVELS)
    axes.contour(x, y, height, levels=levels, norm='log', cmap=plots.COLOUR_MAP, linewidths=0.6,
                 alpha=0.6)
    axes.grid(False)
    axes.set(xlim=(left, right), ylim=(bottom, top))
    axes.plot(*surface.start, 'o', color='black', markersize=8, markerfacecolor='none', zorder=5)
    for minimum in surface.minima:
        axes.plot(*minimum, '*', color='black', markersize=11, zorder=5)
    plots.label(axes, x='x', y='y', title=surface.title)


def _above_lowest(surface: Surface, points: np.ndarray) -> np.ndarray:
    with np.errstate(all='ignore'):  # of a path that diverged
        heights: np.ndarray = surface.function(*points.T.astype(np.float64))
        return np.maximum(heights - surface.lowest, 1e-12)


def _line_style(index: int) -> dict[str, Any]:
    """The ninth line is grey, as its colour would be that of the first."""
    return plots.line_style(index) | ({'color': '0.5'} if index >= len(plots.COLOURS) else {})
