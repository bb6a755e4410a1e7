"""Accuracy of a linear classifier by the layer that it reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from tf_labs.report import plots


def layer_probe(rows: Sequence[Mapping[str, Any]], own: float) -> Figure:
    """Draws training and test accuracy by layer.

    Args:
      rows: in the order of the layers, each with `features of`, `training accuracy`,
        `test accuracy` and its `standard error`.
      own: test accuracy of the net itself.
    """
    figure, axes = plots.figure(1, 1, width=5.6, height=3.6,
                                title='A linear classifier on each layer')
    one, places = axes[0, 0], range(len(rows))
    one.plot(places, [row['training accuracy'] for row in rows], label='training examples',
             **plots.line_style(1))
    one.errorbar(places, [row['test accuracy'] for row in rows],
                 yerr=[1.96 * row['standard error'] for row in rows], capsize=3,
                 label='test examples, 95%', **plots.line_style(0))
    one.axhline(own, color='0.4', linewidth=1, label='the net itself, test examples')
    one.set_xticks(places, [f'{row["features of"]}\n{row["features"]:,}' for row in rows])
    one.legend(fontsize=8, frameon=False, loc='lower right')
    plots.label(one, x='layer, and number of its features', y='accuracy')
    return figure
