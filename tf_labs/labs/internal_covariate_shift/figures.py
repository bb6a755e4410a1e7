"""The figures of distributions that move while a net trains."""

from collections.abc import Mapping

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

_NO_SHIFT = 1e-9  # below which the mean stays where it is, and has no place on the axis


def distributions(steps: np.ndarray, percentiles: Mapping[str, np.ndarray]) -> Figure:
    """Draws the 15th, 50th and 85th percentile of a unit's input by step, a row a layer.

    Args:
      steps: of the looks [R].
      percentiles: {arm: [R, L, 3]}, a column each.
    """
    layers = next(iter(percentiles.values())).shape[1]
    made, axes = plots.figure(layers, len(percentiles), width=3.5, height=2.0, sharex=True,
                              sharey='row', title='What the sigmoid of one unit is given while the '
                              'net trains: 15th, 50th and 85th percentile')
    for column, (arm, values) in enumerate(percentiles.items()):
        for layer in range(layers):
            one = axes[layer, column]
            low, middle, high = values[:, layer].T
            one.fill_between(steps, low, high, color=plots.COLOURS[column], alpha=0.3, linewidth=0)
            one.plot(steps, middle, color=plots.COLOURS[column])
            if column == 0:
                one.set_ylabel(f'layer {layer + 1}', fontsize=9)
        axes[0, column].set_title(arm, fontsize=10)
        axes[-1, column].set_xlabel('step', fontsize=9)
    return made


def losses(steps: np.ndarray, by_arm: Mapping[str, np.ndarray],
           shift: Mapping[str, np.ndarray]) -> Figure:
    """Draws the training loss by step beside the shift of each layer.

    Args:
      steps: of the looks [R].
      by_arm: {arm: losses [S, R]}.
      shift: {arm: [S, L]}.
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.0, height=3.6, title='Does the net with '
                                          'the larger shift train more slowly?')
    plots.curves(left, {arm: (steps.tolist(), values) for arm, values in by_arm.items()},
                 logarithmic=True, legend=False)
    plots.label(left, x='step', y='training loss')
    still = [arm for arm, values in shift.items() if values.mean() <= _NO_SHIFT]
    plots.curves(right, {arm: (range(1, values.shape[1] + 1), values)
                         for arm, values in shift.items() if arm not in still},
                 logarithmic=True, legend=False)
    right.set_xticks(range(1, next(iter(shift.values())).shape[1] + 1))
    plots.label(right, x='hidden layer', y='shift of the mean',
                title=f'no shift: {", ".join(still)}' if still else '')
    plots.legend_below(made, left)
    return made
