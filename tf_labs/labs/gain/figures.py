"""The figures of distributions and gains."""

from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
import numpy as np

from tf_labs.report import plots

Lines = Mapping[str, Mapping[str, np.ndarray]]
_BINS = 60


def distributions(draws: Mapping[str, np.ndarray], sd: float) -> Figure:
    """Draws a histogram of the weights from each distribution, a panel each.

    Args:
      draws: {distribution: weights [N]}.
      sd: that they share.
    """
    made, axes = plots.figure(1, len(draws), width=3.6, height=3.0, sharex=True, sharey=True,
                              title='Three distributions of weights with one standard deviation')
    edges = np.linspace(-4 * sd, 4 * sd, _BINS + 1)
    for index, (one, (name, values)) in enumerate(zip(axes[0], draws.items())):
        one.hist(values, bins=edges, density=True, color=plots.COLOURS[index], alpha=0.8)
        for side in (-sd, sd):
            one.axvline(side, color='black', linestyle='--', linewidth=1)
        plots.label(one, x='weight (dashed: one standard deviation)', y='', title=name)
    axes[0, 0].set_ylabel('density', fontsize=9)
    return made


def layers(forward: Lines, backward: Lines) -> Figure:
    """Draws the root mean square by layer, signals above gradients, a column an activation.

    Args:
      forward: {activation: {gain: of the sums [S, L]}}.
      backward: the same of the gradients.
    """
    made, axes = plots.figure(2, len(forward), width=3.5, height=2.7, sharex=True, sharey='row',
                              title='Root mean square of the sums z (above) and of their '
                              'gradients (below), by layer')
    for column, (activation, lines) in enumerate(forward.items()):
        for row, found in enumerate((lines, backward[activation])):
            depth = next(iter(found.values())).shape[-1]
            plots.curves(axes[row, column],
                         {name: (range(1, depth + 1), values) for name, values in found.items()},
                         logarithmic=True, legend=row == 0)
            axes[row, column].xaxis.set_major_locator(MaxNLocator(integer=True))
        axes[0, column].set_title(activation, fontsize=10)
        axes[1, column].set_xlabel('layer', fontsize=9)
    axes[0, 0].set_ylabel('rms of z', fontsize=9)
    axes[1, 0].set_ylabel('rms of the gradient', fontsize=9)
    return made


def training(losses: Lines) -> Figure:
    """Draws the training loss by step, a panel an activation.

    Args:
      losses: {activation: {gain: before each step [S, T]}}.
    """
    made, axes = plots.figure(1, len(losses), width=3.5, height=3.0, sharey=True,
                              title='Training loss with gain 1 and with the gain of PyTorch')
    for one, (activation, lines) in zip(axes[0], losses.items()):
        plots.curves(one, {name: (range(values.shape[1]), values)
                           for name, values in lines.items()}, logarithmic=True)
        plots.label(one, x='step', y='', title=activation)
    axes[0, 0].set_ylabel('cross-entropy', fontsize=9)
    return made
