"""Distances and probabilities over each transformation, and the pictures transformed."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from matplotlib.ticker import NullLocator
import numpy as np

from tf_labs.labs.invariance.responses import Responses
from tf_labs.labs.invariance.transformations import SCALE
from tf_labs.labs.invariance.transformations import UNITS
from tf_labs.report import plots

SHOWN = 9  # pictures in a row


def curves(found: Mapping[str, Responses], layers: tuple[str, str], count: int,
           names: Sequence[str]) -> Figure:
    """Draws a row a transformation: first layer, last layer, probability of the true class.

    Args:
      found: by the name of the transformation, of `count` pictures and then of those with names.
      layers: the first and the last.
      count: pictures over which the thick line is the mean.
      names: of the others, a thin line each.
    """
    figure, axes = plots.figure(
        len(found), 3, width=3.5, height=2.5, sharey='col',
        title='How far the features move, and what is left of the right answer')
    for line, (kind, one) in zip(axes, found.items()):
        panels = [one.distances[layer] for layer in layers] + [one.probability]
        for panel, values in zip(line, panels):
            _draw(panel, one.values, values, count, names)
            panel.set_xlabel(f'{kind}: {UNITS[kind]}', fontsize=8)
            if kind == SCALE:
                _logarithmic(panel, one.values)
    for one in axes[0]:  # the rows share it
        one.set_ylim(bottom=0)
    for place, layer in enumerate(layers):
        axes[0, place].set_title(f'{layer}: distance to the original\n'
                                 '(1: two different pictures)', fontsize=9)
    axes[0, 2].set_title('probability of\nthe true class', fontsize=9)
    plots.legend_below(figure, axes[0, 0])
    return figure


def _draw(axes: Axes, x: np.ndarray, values: np.ndarray, count: int,
          names: Sequence[str]) -> None:
    for index, name in enumerate(names):
        style = plots.line_style(index)
        axes.plot(x, values[:, count + index], label=name, color=style['color'],
                  linestyle=style['linestyle'], linewidth=1.0, alpha=0.8)
    axes.plot(x, values[:, :count].mean(axis=1), label=f'mean of {count} pictures', color='black',
              linewidth=2.4)


def _logarithmic(axes: Axes, x: np.ndarray) -> None:
    """A half is as far from 1 as a double."""
    axes.set_xscale('log')
    step = max(1, len(x) // 5)
    axes.xaxis.set_major_locator(FixedLocator(x[::step].tolist()))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f'{value:g}')


def pictures(original: np.ndarray, rows: Mapping[str, Sequence[tuple[float, np.ndarray]]],
             pixel_max: int) -> Figure:
    """Draws one picture under each transformation, at some of its values.

    Args:
      original: uint8 [h, w, C].
      rows: (value, picture) by the name of the transformation, in the order of the values.
      pixel_max: the largest value of a pixel.
    """
    chosen = {kind: [made[place] for place in sorted(set(np.linspace(
        0, len(made) - 1, SHOWN).round().astype(int).tolist()))] for kind, made in rows.items()}
    columns = 1 + max(map(len, chosen.values()))
    figure, axes = plots.figure(len(rows), columns, width=1.1, height=1.3,
                                title='What the net is shown: the original, then transformed')
    for one in axes.flat:
        one.set_axis_off()
    for line, (kind, made) in zip(axes, chosen.items()):
        _show(line[0], original, kind, pixel_max)
        for one, (value, picture) in zip(line[1:], made):
            _show(one, picture, f'{value:g}', pixel_max)
    figure.set_label('. '.join(f'{kind}, {UNITS[kind]}: ' + ', '.join(
        f'{value:g}' for value, _ in made) for kind, made in chosen.items()) + '.')
    return figure


def _show(axes: Axes, image: np.ndarray, title: str, pixel_max: int) -> None:
    axes.imshow(image if image.shape[-1] == 3 else image[..., 0], cmap='gray', vmin=0,
                vmax=pixel_max, interpolation='nearest')
    axes.set_title(title, fontsize=8)
