"""The figure of the biases: the training loss from each start."""

from collections.abc import Mapping

from matplotlib import ticker
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def figure(made: Mapping[tuple[float, float], np.ndarray]) -> Figure:
    """Draws a panel for each gain: loss by epoch, [epochs + 1, S], with biases of 0 and of 1.

    Args:
      made: {(gain, bias): losses}.
    """
    gains = list(dict.fromkeys(gain for gain, _ in made))
    drawn, axes = plots.figure(1, len(gains), width=3.8, height=3.6, sharey=True)
    for gain, one in zip(gains, axes[0]):
        lines = {f'bias {bias:g}': (np.arange(len(losses)), losses.T)
                 for (of_gain, bias), losses in made.items() if of_gain == gain}
        plots.curves(one, lines, logarithmic=True, legend=False)
        one.xaxis.set_major_locator(ticker.MaxNLocator(5, integer=True))
        plots.label(one, x='epoch', y='training cross-entropy' if one is axes[0, 0] else '',
                    title=f'Kernels of He times {gain:g}')
    plots.legend_below(drawn, axes[0, 0])
    return drawn
