"""The figure of sparsity: accuracy and speed by the share of zeros."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import effects
from tf_labs.report import plots


def figure(made: Mapping[str, Any]) -> Figure:
    """Draws test accuracy and epochs to the target, a point a setting, over the share of zeros.

    Args:
      made: {net: tf_labs.labs.sparsity.lab.Outcome}; bars are 95% intervals of the means.
    """
    drawn, axes = plots.figure(1, 2, width=5.0, height=4.2)
    left, right = axes[0]
    for index, (name, one) in enumerate(made.items()):
        style = plots.line_style(index) | {'linestyle': 'none', 'markersize': 7}
        _point(left, 100 * one.zeros, 100 * one.accuracy, style, name)
        if not np.isnan(one.epochs).any():
            _point(right, 100 * one.zeros, one.epochs, style, name)
    left.text(0.02, 0.02, 'bars: 95% intervals of the means', fontsize=8, transform=left.transAxes)
    zeros = 'hidden activations that are 0, %'
    plots.label(left, x=zeros, y='test accuracy, %', title='Accuracy')
    plots.label(right, x=zeros, y='epochs to the target', title='Speed')
    plots.legend_below(drawn, left)
    return drawn


def _point(axes: Axes, x: np.ndarray, y: np.ndarray, style: dict[str, Any], name: str) -> None:
    zero = dict.fromkeys(range(len(y)), 0.0)
    half = effects.effect(dict(enumerate(y.tolist())), zero).half_width
    axes.errorbar(x.mean(), y.mean(), yerr=half, label=name, capsize=3, **style)
