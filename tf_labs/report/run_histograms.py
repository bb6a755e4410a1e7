"""How the activations of a layer are spread, over time: a column of shares a look."""

from collections.abc import Sequence

import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.looks import Looks
from tf_labs.report.looks import short
from tf_labs.report.looks import time_axis
from tf_labs.report.run_style import colour_bar
from tf_labs.report.run_style import frame
from tf_labs.report.run_style import logarithm

BINS = 48
TAIL = 0.002  # of the values, at each end, that may lie beyond the axis
SMALLEST = -4  # log10 of a share that is still drawn
Histogram = tuple[float, float, Sequence[int]]


def activations(looks: Looks, layer: int) -> Picture:
    """The activations of layer number `layer`, from 0, at each look."""
    found = looks.histograms('activations', layer)
    edges = common_edges(found)
    shares = np.array([rebinned(one, edges) for one in found]).T  # [bins, looks]
    name = looks.name(layer)
    figure, (axes,) = frame(f'Activations of {name}', 2.7)
    image = axes.imshow(
        logarithm(np.where(shares < 10**SMALLEST, 0, shares)), cmap=plots.COLOUR_MAP,
        aspect='auto', origin='lower', interpolation='nearest', vmin=SMALLEST, vmax=0,
        extent=(-0.5, len(found) - 0.5, edges[0], edges[-1]))
    axes.grid(False)
    time_axis(axes, looks)
    axes.set_ylabel('activation', fontsize=9)
    colour_bar(figure, image, 'log10 of the share')
    middle, spread = looks.values('activation_mean')[layer], looks.values('activation_sd')[layer]
    said = [f'mean {short(middle[place])} and sd {short(spread[place])} at step {step}'
            for place, step in ((0, looks.steps[0]), (-1, looks.steps[-1]))]
    return html.picture(
        f'activations_layer_{layer + 1}', figure,
        f'Histograms of the activations of {name} over time: {", then ".join(said)}.',
        'Each column is a histogram; its outermost bins hold what lies beyond them.')


def common_edges(found: Sequence[Histogram], bins: int = BINS) -> np.ndarray:
    """Returns the edges [bins + 1] of an axis that shows most of the values of most looks.

    One look at which a net blew up must not press all others into a line: the axis spans the
    values of each look but for its tails, as far as they lie within four times of what is usual.
    """
    spans = np.array([_quantiles(one) for one in found if sum(one[2])] or [(0.0, 1.0)])
    centre = float(np.median(spans.mean(axis=1)))
    reach = 4 * float(np.median(np.abs(spans - centre).max(axis=1)))
    low, high = max(spans[:, 0].min(), centre - reach), min(spans[:, 1].max(), centre + reach)
    if not low < high:
        low, high = low - 0.5, low + 0.5
    return np.linspace(low, high, bins + 1)


def _quantiles(one: Histogram) -> tuple[float, float]:
    places, rising = _distribution(one)
    low, high = np.interp((TAIL, 1 - TAIL), rising, places)
    return float(low), float(high)


def rebinned(one: Histogram, edges: np.ndarray) -> np.ndarray:
    """Returns the share of a histogram in each bin between `edges`; zeros of an empty one.

    Within a bin of the histogram values count as spread evenly. The outer bins also take what
    lies beyond them.
    """
    if not sum(one[2]):
        return np.zeros(len(edges) - 1)
    places, rising = _distribution(one)
    below = np.interp(edges, places, rising)
    below[0], below[-1] = 0.0, 1.0
    return np.diff(below)


def _distribution(one: Histogram) -> tuple[np.ndarray, np.ndarray]:
    """Returns edges and the share of values below each; equal values have a bin of no width."""
    low, high, counts = one
    rising = np.concatenate([[0.0], np.cumsum(counts)]) / sum(counts)
    if not low < high:  # all are in the first bin
        width = 1e-9 * max(1.0, abs(low))
        return np.array([low - width, low + width]), np.array([0.0, 1.0])
    return np.linspace(low, high, len(counts) + 1), rising
