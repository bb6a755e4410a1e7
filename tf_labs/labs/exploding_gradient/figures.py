"""The figures of gradients that grow."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
import numpy as np

from tf_labs.report import plots

_LARGEST_LOSS = 1e9  # that is drawn


def depth(found: Mapping[str, Mapping[int, np.ndarray]]) -> Figure:
    """Draws the first layer's gradient by depth, and by layer in the deepest net.

    Args:
      found: {net: {depth: norms of dL/dW [S, depth + 1]}}.
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.0, height=3.6,
                                          title='Norm of the gradient before the first step')
    plots.curves(left, {net: (list(by_depth), np.stack(
        [norms[:, 0] for norms in by_depth.values()], axis=1))
        for net, by_depth in found.items()}, logarithmic=True, legend=False)
    plots.label(left, x='hidden layers', y='norm of dL/dW of the first layer',
                title='by depth of the net')
    deepest = max(next(iter(found.values())))
    plots.curves(right, {net: (range(1, deepest + 2), by_depth[deepest])
                         for net, by_depth in found.items()}, logarithmic=True, legend=False)
    plots.label(right, x='layer', y='norm of dL/dW', title=f'by layer, {deepest} hidden layers')
    for one in (left, right):
        one.xaxis.set_major_locator(MaxNLocator(integer=True))
    plots.legend_below(made, left)
    return made


def training(losses: Mapping[str, np.ndarray], accuracies: Mapping[str, Sequence[float]]) -> Figure:
    """Draws the loss by step and the test accuracy at the end, with each cure.

    Args:
      losses: {cure: before each step [S, T], NaN where there is none}.
      accuracies: {cure: [S]}.
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.0, height=3.6,
                                          title='Training from an exploding gradient, and cures')
    plots.curves(left, {name: (range(1, values.shape[1] + 1), values)
                        for name, values in losses.items()}, logarithmic=True, legend=False)
    left.set_ylim(top=_LARGEST_LOSS)  # what diverges leaves the panel within a few steps
    plots.label(left, x='step', y='cross-entropy of the batch',
                title=f'up to {_LARGEST_LOSS:.0e}')
    for place, (name, values) in enumerate(accuracies.items()):
        style = plots.line_style(place)
        right.bar(place, np.mean(values), color=style['color'], alpha=0.5)
        right.plot([place] * len(values), values, color='black', marker='_', linestyle='')
    right.set_xticks(range(len(accuracies)), [name.replace(' ', '\n') for name in accuracies],
                     fontsize=8)
    right.set_ylim(0, 1)
    plots.label(right, x='', y='test accuracy (marks: seeds)')
    plots.legend_below(made, left)
    return made
