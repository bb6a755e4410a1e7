"""The inputs that were reached, and how a unit falls off around the best of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.labs.activation_maximization.curvature import Fall
from tf_labs.report import plots

SHOWN = 3  # ascents of each kind of start


class LayerInputs(NamedTuple):
    """A layer: of each unit, by kind of start, what was reached, and how much of the best."""

    name: str
    maps: Sequence[int]
    inputs: Sequence[Mapping[str, np.ndarray]]
    reached: Sequence[Mapping[str, np.ndarray]]
    pictures: Sequence[np.ndarray]


def inputs(layers: Sequence[LayerInputs]) -> Figure:
    """Draws a row a layer, of its first unit: what was reached, and the strongest picture."""
    kinds = list(layers[0].inputs[0])
    shown = min(SHOWN, len(layers[0].inputs[0][kinds[0]]))
    figure, axes = plots.figure(
        len(layers), len(kinds) * shown + 1, width=1.25, height=1.5,
        title='Inputs that excite a unit most, by gradient ascent; above each its activation, as a '
        'share of the best')
    for row, layer in zip(axes, layers):
        places = iter(row)
        for kind in kinds:
            for index in range(shown):
                _image(next(places), layer.inputs[0][kind][index],
                       f'{kind}: {layer.reached[0][kind][index]:.2f}')
        _image(next(places), layer.pictures[0], 'picture')
        row[0].set_ylabel(f'{layer.name}, map {layer.maps[0]}', fontsize=8)
    return figure


def _image(axes: Axes, values: np.ndarray, title: str) -> None:
    limit = np.abs(values).max() or 1
    shown = 0.5 + values / (2 * limit)
    axes.imshow(shown if shown.shape[-1] == 3 else shown[..., 0], cmap='gray', vmin=0, vmax=1,
                interpolation='nearest')
    axes.set_title(title, fontsize=8)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)


def falls(angles: Sequence[float], layers: Mapping[str, Sequence[Fall]]) -> Figure:
    """Draws a panel a layer: activation by angle in each direction, and the prediction."""
    figure, axes = plots.figure(1, len(layers), width=2.9, height=3.0, sharey=True, title=(
        'Activation around the best input of a unit, and what the Hessian predicts'))
    x = np.array([0, *angles])
    for one, (name, of_layer) in zip(axes[0], layers.items()):
        measured = np.concatenate([fall.measured for fall in of_layer])
        quadratic = np.concatenate([fall.quadratic for fall in of_layer])
        lines = np.concatenate([np.ones((len(measured), 1)), measured], axis=1)
        one.plot(x, lines.T, color='0.75', linewidth=0.6)
        one.plot(x, lines.mean(axis=0), label='measured, mean', **plots.line_style(0))
        one.plot(x, [1, *quadratic.mean(axis=0)], label='by the Hessian, mean',
                 **plots.line_style(1))
        plots.label(one, x='angle from the best input, degrees', title=name,
                    y='activation / best' if one is axes[0][0] else '')
        one.set_ylim(bottom=0)
    plots.legend_below(figure, axes[0][0])
    return figure
