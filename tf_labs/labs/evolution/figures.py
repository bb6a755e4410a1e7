"""Feature maps over the epochs: what they project to, and how near they are to the end."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.labs.deconvnet.figures import contrast
from tf_labs.labs.deconvnet.figures import square
from tf_labs.report import plots

ACROSS = 2  # layers side by side


def projections(epochs: Sequence[float], maps: Mapping[str, Sequence[int]],
                projected: Mapping[str, np.ndarray]) -> Figure:
    """Draws a panel a layer: a row a feature map, a column an epoch.

    Args:
      epochs: E of them.
      maps: by layer, the numbers of M feature maps.
      projected: by layer, float32 [M, E, h, w, C]; 0 becomes grey, and each has its own contrast.
    """
    most = max(map(len, maps.values()))
    rows = -(-len(projected) // ACROSS)
    figure, axes = plots.figure(
        rows, min(ACROSS, len(projected)), width=0.3 + 0.62 * len(epochs),
        height=0.55 + 0.62 * most,
        title='The strongest activation of a feature map, projected to the pixels, by epoch')
    for one in axes.flat[len(projected):]:
        one.set_axis_off()
    for one, (name, values) in zip(axes.flat, projected.items()):
        count, _, height, width, _ = values.shape
        flat = values.reshape(-1, *values.shape[2:])
        sheet = square(contrast(flat), columns=len(epochs))
        one.imshow(sheet, interpolation='nearest', extent=(0, len(epochs), count, 0),
                   aspect=height / width)
        one.grid(False)
        one.spines[:].set_visible(False)
        one.tick_params(length=0)
        one.set_xticks(np.arange(len(epochs)) + 0.5, [f'{epoch:g}' for epoch in epochs])
        one.set_yticks(np.arange(count) + 0.5, list(map(str, maps[name])))
        plots.label(one, x='', y='map', title=f'{name}, by epoch')
    return figure


def correlation(epochs: Sequence[float], near: Mapping[str, Sequence[float]],
                ways: Mapping[str, Sequence[float]], settled: float) -> Figure:
    """Draws correlations with the end, and the share of the way that was gone by each epoch.

    Args:
      epochs: E of them.
      near: by layer, E mean correlations of its feature maps with those of the end.
      ways: by layer, and by `LAYER random` of its random control, E shares of the way.
      settled: the share from which on a layer counts as settled.
    """
    figure, axes = plots.figure(1, 2, width=5.2, height=3.8,
                                title='Feature maps during training, compared with the end')
    left, right = axes.flat
    plots.curves(left, {name: (epochs, np.array(values)) for name, values in near.items()})
    for index, name in enumerate(near):
        style = plots.line_style(index)
        right.plot(epochs, ways[name], label=name, **style)
        if f'{name} random' in ways:
            style |= {'linestyle': ':', 'linewidth': 1.0, 'markerfacecolor': 'white'}
            right.plot(epochs, ways[f'{name} random'], label=f'{name}, random weights', **style)
    right.axhline(settled, color='0.4', linewidth=1)
    right.legend(fontsize=8, frameon=False)
    for one in (left, right):
        one.set_xscale('symlog', linthresh=1)
        one.set_xticks(epochs, [f'{epoch:g}' for epoch in epochs])
        one.set_xticks([], minor=True)
        one.set_xlim(epochs[0] - 0.1, 1.1 * epochs[-1])
        one.set_ylim(None, 1.03)
    plots.label(left, x='epoch', y='correlation of feature maps with those of the end')
    plots.label(right, x='epoch', y=f'share of the way from epoch {epochs[0]:g} to the end')
    return figure
