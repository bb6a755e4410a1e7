"""The heat map of the XOR lottery."""

from typing import Any

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def figure(rows: list[dict[str, Any]], tickets: int) -> Figure:
    """Returns a heat map for each activation and initializer: depth by width, share solved.

    Args:
      rows: activation, initializer, depth, width, solved.
      tickets: seeds behind each share.
    """
    def names(key: str) -> list[Any]:
        return list(dict.fromkeys(row[key] for row in rows))

    activations, initializers = names('activation'), names('initializer')
    depths, widths = names('depth'), names('width')
    made, axes = plots.figure(
        len(activations), len(initializers), width=3.0, height=2.3,
        title=f'Share of {tickets} seeds that solve XOR')
    solved = {tuple(row[key] for key in ('activation', 'initializer', 'depth', 'width')):
              row['solved'] for row in rows}
    for line, activation in zip(axes, activations):
        for one, initializer in zip(line, initializers):
            shares = np.array([[solved[activation, initializer, depth, width]
                                for width in widths] for depth in depths])
            plots.heat_map(one, shares, low=0, high=1, rows=[f'{depth}' for depth in depths],
                           columns=[f'{width}' for width in widths])
            plots.label(one, x='width', y='hidden layers', title=f'{activation}, {initializer}')
    return made
