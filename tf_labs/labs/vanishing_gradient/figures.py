"""The figures of gradients: by depth, by layer, and of units that die."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
import numpy as np

from tf_labs.report import plots

ByName = Mapping[str, np.ndarray]
TITLES = {'small_normal': 'small normal', 'xavier': 'Xavier', 'he': 'He',
          'batch_norm': 'batch norm (Xavier)', 'healthy': 'healthy',
          'large_rate': 'learning rate too large', 'negative_bias': 'biases too negative'}


def by_depth(depths: Sequence[int], ratios: Mapping[str, ByName]) -> Figure:
    """Draws log10(first layer's gradient / last layer's) by depth, a panel a start.

    Args:
      depths: hidden layers [D].
      ratios: {start: {activation: [D]}}.
    """
    made, axes = plots.figure(1, len(ratios), width=3.6, height=3.4, sharey=True, title='How '
                              'much smaller the first layer\'s gradient is than the last one\'s')
    for one, (start, lines) in zip(axes[0], ratios.items()):
        plots.curves(one, {name: (depths, values) for name, values in lines.items()})
        one.set_xticks(depths)
        _only_first_legend(one, axes[0, 0])
        plots.label(one, x='hidden layers', y='', title=TITLES[start])
    axes[0, 0].set_ylabel('log10 (first / last norm of dL/dW)', fontsize=9)
    return made


def by_layer(norms: Mapping[str, ByName]) -> Figure:
    """Draws the gradient's norm layer by layer, a panel a start.

    Args:
      norms: {start: {activation: [layers]}}, first layer first.
    """
    made, axes = plots.figure(1, len(norms), width=3.6, height=3.4, sharey=True,
                              title='Norm of dL/dW of each layer: the first is the farthest '
                              'from the loss')
    for one, (start, lines) in zip(axes[0], norms.items()):
        plots.curves(one, {name: (range(1, len(values) + 1), values)
                           for name, values in lines.items()}, logarithmic=True)
        one.xaxis.set_major_locator(MaxNLocator(integer=True))
        _only_first_legend(one, axes[0, 0])
        plots.label(one, x='layer', y='', title=TITLES[start])
    axes[0, 0].set_ylabel('norm of dL/dW', fontsize=9)
    return made


def dying(logs: Mapping[str, Mapping[str, ByName]]) -> Figure:
    """Draws the share of silent units and the accuracy by epoch, a column a case.

    Args:
      logs: {case: {activation: {'epoch', 'silent', 'accuracy': [R]}}}.
    """
    made, axes = plots.figure(2, len(logs), width=4.2, height=2.9, sharex=True, sharey=True,
                              title='Dying ReLU, and leaky ReLU from the same initial weights')
    for column, (case, lines) in enumerate(logs.items()):
        for one, key in zip(axes[:, column], ('silent', 'accuracy')):
            plots.curves(one, {
                name: (log['epoch'].tolist(), log[key]) for name, log in lines.items()})
            one.set_xscale('log')
            one.set_ylim(-0.05, 1.05)
            _only_first_legend(one, axes[0, 0])
        axes[0, column].set_title(TITLES[case], fontsize=10)
        axes[1, column].set_xlabel('epoch', fontsize=9)
    axes[0, 0].set_ylabel('share of units negative on all digits', fontsize=9)
    axes[1, 0].set_ylabel('test accuracy', fontsize=9)
    return made


def _only_first_legend(axes: Axes, first: Axes) -> None:
    legend = axes.get_legend()
    if legend is not None and axes is not first:
        legend.remove()
