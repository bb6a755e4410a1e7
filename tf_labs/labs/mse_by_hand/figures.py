"""The figure of the squared error: a line with its errors, and the cost over the weight."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.labs.mse_by_hand.lines import named
from tf_labs.report import plots

Tangent = tuple[float, float, float]


def figure(x: np.ndarray, y: np.ndarray, line: tuple[float, float],
           curve: tuple[np.ndarray, np.ndarray], tangents: Sequence[Tangent]) -> Figure:
    """Draws both panels.

    Args:
      x, y: the examples [N].
      line: weight and bias of the line whose errors are drawn.
      curve: weights [P] and the cost of each [P], without a bias.
      tangents: (weight, cost, slope) where the curve is touched; the last one is its minimum.
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.4, height=4.2)
    _errors(left, x, y, line)
    _tangents(right, curve, tangents)
    return made


def lines(x: np.ndarray, y: np.ndarray, drawn: Sequence[tuple[float, float]]) -> Figure:
    """Draws the points, several lines through them, and the mean squared error of each line."""
    made, ((axes,),) = plots.figure(width=5.8, height=4.2)
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    costs = [np.mean((y - (weight * x + bias))**2) for weight, bias in drawn]
    best = int(np.argmin(costs))
    for index, ((weight, bias), cost) in enumerate(zip(drawn, costs)):
        style = {**plots.line_style(index), 'marker': ''}
        axes.plot(ends, weight * ends + bias, **style,
                  label=f'{named(weight, bias)}: mean squared error {cost:.4g}'
                  + (', the best' if index == best else ''))
    axes.scatter(x, y, color='black', marker='s', s=45, zorder=3)
    axes.legend(fontsize=8, frameon=False, loc='upper left')
    plots.label(axes, x='x', y='y', title=f'{len(x)} points, {len(drawn)} lines: which is best?')
    axes.set_ylim(top=1.25 * max(np.max(y), *(weight * ends[1] + bias for weight, bias in drawn)))
    return made


def _errors(axes: Axes, x: np.ndarray, y: np.ndarray, line: tuple[float, float]) -> None:
    weight, bias = line
    predicted = weight * x + bias
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    axes.plot(ends, weight * ends + bias, color=plots.COLOURS[0], label='prediction')
    axes.plot(x, predicted, color=plots.COLOURS[0], linestyle='', marker='o')
    axes.scatter(x, y, color=plots.COLOURS[1], marker='s', s=45, label='truth', zorder=3)
    for at, truth, prediction in zip(x, y, predicted):
        axes.plot([at, at], [truth, prediction], color='0.4', linestyle=':', linewidth=1.5)
        axes.annotate(f'{truth - prediction:+.0f}', (at, (truth + prediction) / 2), fontsize=9,
                      xytext=(6, 0), textcoords='offset points', va='center')
    axes.legend(fontsize=8, frameon=False, loc='upper left')
    mean = np.mean((y - predicted)**2)
    plots.label(axes, x='x', y='y', title=f'{weight:g} x + {bias:g}: truth minus prediction, '
                f'mean square {mean:g}')


def _tangents(axes: Axes, curve: tuple[np.ndarray, np.ndarray],
              tangents: Sequence[Tangent]) -> None:
    weights, costs = curve
    axes.plot(weights, costs, color='black', linewidth=1.5)
    reach = (weights[-1] - weights[0]) / 9
    for index, (weight, cost, slope) in enumerate(tangents):
        style = plots.line_style(index)
        half = reach / np.hypot(1, slope * (weights[-1] - weights[0]) / costs.max())
        ends = np.array([weight - half, weight + half])
        axes.plot(ends, cost + slope * (ends - weight), color=style['color'], linewidth=2)
        axes.plot(weight, cost, color=style['color'], linestyle=style['linestyle'], linewidth=2,
                  marker=style['marker'], markersize=7, label=f'W = {weight:.3g}: '
                  + (f'slope {slope:+.1f}' if index < len(tangents) - 1 else 'slope 0, minimum'))
    axes.set_ylim(bottom=min(0.0, -0.05 * costs.max()))
    axes.legend(fontsize=8, frameon=False, loc='upper center')
    plots.label(axes, x='W', y='mean squared error', title='the cost of W x, and its tangents')
