"""Figures of gradient descent: a walk on a parabola with its tangents, a way over a surface."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.labs.descent import walk
from tf_labs.labs.mse_by_hand import squared_error
from tf_labs.report import plots

PATH, TANGENT = plots.COLOURS[1], plots.COLOURS[2]
GRID = 301
WIDE = 1.25  # width by height of the part of the surface that is drawn


def curve(x: np.ndarray, y: np.ndarray, walks: Mapping[float, np.ndarray],
          tangents: int) -> Figure:
    """Draws the cost over W with the walk at each rate, a panel a rate.

    Args:
      x, y: the examples.
      walks: {rate: W before the first step and after each}.
      tangents: points of each walk, from the start on, whose tangent is drawn.
    """
    made, axes = plots.figure(1, len(walks), width=3.5, height=3.9, sharey=True)
    best = squared_error.minimum(x, y)
    reach = 1.25 * max(1e-3, *(abs(weights[:3] - best).max() for weights in walks.values()))
    ticks = np.linspace(best - reach, best + reach, GRID)
    top = float(squared_error.cost(ticks, x, y).max())
    for one, (rate, weights) in zip(axes[0], walks.items()):
        one.plot(ticks, squared_error.cost(ticks, x, y), color='black', linewidth=1.5,
                 label='cost')
        _tangents(one, x, y, weights[:tangents], 0.3 * reach)
        costs = squared_error.cost(weights, x, y)
        one.plot(weights, costs, color=PATH, marker='o', markersize=4, linewidth=1,
                 label='walk, from the square on')
        one.plot(weights[0], costs[0], color=PATH, marker='s', markersize=8)
        one.set(xlim=(ticks[0], ticks[-1]), ylim=(-0.05 * top, 1.08 * top))
        plots.label(one, x='W', y='mean squared error' if one is axes[0, 0] else '',
                    title=f'rate {rate:g}: a step leaves {1 - rate * walk.curvature(x):+.2f}')
    made.legend(*axes[0, 0].get_legend_handles_labels(), fontsize=9, frameon=False, ncols=3,
                loc='outside lower center')
    return made


def _tangents(axes: Axes, x: np.ndarray, y: np.ndarray, weights: np.ndarray,
              half: float) -> None:
    for index, weight in enumerate(weights):
        ends = np.array([weight - half, weight + half])
        slope = squared_error.slope(float(weight), x, y)
        axes.plot(ends, squared_error.cost(weight, x, y) + slope * (ends - weight), color=TANGENT,
                  linestyle='--', linewidth=1.5, label='' if index else 'tangent')


def surface(x: np.ndarray, y: np.ndarray, path: np.ndarray) -> Figure:
    """Draws the way over the cost of W and b, seen from above and from the side."""
    made, axes = plots.figure(1, 2, width=5.6, height=4.8)
    best = np.polyfit(x, y, 1)
    _from_above(axes[0, 0], x, y, path, best)
    place = axes[0, 1].get_subplotspec()
    axes[0, 1].remove()
    side = made.add_subplot(place, projection='3d')
    reach = 1.3 * np.maximum(np.abs(path - best).max(axis=0), 1e-3)
    grid = _grid(best, reach)
    costs = walk.cost(grid, x, y)
    side.plot_surface(grid[..., 0], grid[..., 1], costs, cmap=plots.COLOUR_MAP, alpha=0.6,
                      linewidth=0, rcount=40, ccount=40)
    lifted = walk.cost(path, x, y) + 0.01 * costs.max()
    side.plot(path[:, 0], path[:, 1], lifted, color=PATH, linewidth=2, zorder=5)
    side.set_xlabel('W', fontsize=9)
    side.set_ylabel('b', fontsize=9)
    side.set_zlabel('mean squared error', fontsize=9)
    side.tick_params(labelsize=8)
    side.view_init(elev=48, azim=-60)
    side.set_title('from the side: both walls of the valley', fontsize=10)
    return made


def _grid(middle: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Returns points (W, b) as far as `reach` about the middle, [GRID, GRID, 2]."""
    return np.stack(np.meshgrid(*(np.linspace(one - half, one + half, GRID)
                                  for one, half in zip(middle, reach))), axis=-1)


def _from_above(axes: Axes, x: np.ndarray, y: np.ndarray, path: np.ndarray,
                best: np.ndarray) -> None:
    """Contours, each four times as high as the one below it, and the way.

    W and b have one scale, so that the way is seen to begin at a right angle to the contours.
    """
    points = np.vstack([path, best])
    width, height = np.ptp(points, axis=0)
    half = 0.65 * max(1e-3, width, WIDE * height)
    grid = _grid((points.min(axis=0) + points.max(axis=0)) / 2, np.array([half, half / WIDE]))
    costs = walk.cost(grid, x, y)
    levels = costs.max() / 4.0 ** np.arange(7)[::-1]
    shades = axes.contour(grid[..., 0], grid[..., 1], costs, levels=levels, cmap=plots.COLOUR_MAP)
    axes.set_aspect('equal')
    axes.clabel(shades, levels[3:], fmt='%.2g', fontsize=7)
    marked = np.unique(np.minimum(np.r_[0:10, np.geomspace(10, len(path), 12).astype(int)],
                                  len(path) - 1))
    axes.plot(path[:, 0], path[:, 1], color=PATH, linewidth=2, label='way of the descent')
    axes.plot(*path[marked].T, color=PATH, linestyle='', marker='o', markersize=3)
    axes.plot(*path[0], color=PATH, linestyle='', marker='s', markersize=8, label='start')
    axes.plot(*best, color='black', linestyle='', marker='*', markersize=12, label='lowest cost')
    axes.legend(fontsize=8, frameon=True, loc='upper right')
    plots.label(axes, x='W', y='b', title='from above: lines of equal cost')
