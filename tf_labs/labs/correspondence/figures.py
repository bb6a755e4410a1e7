"""Parts on pictures of a class, and how alike the net's features change when they are covered."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
import numpy as np

from tf_labs.report import plots

HATCHES = ('', '///', '...')


class Picture(NamedTuple):
    """A picture [h, w, C] with the parts on it by name, (top, left, height, width)."""

    pixels: np.ndarray
    parts: Mapping[str, tuple[int, int, int, int]]


def correspondence(drawn: Mapping[str, Picture], rows: Sequence[Mapping[str, Any]],
                   covers: Sequence[str]) -> Figure:
    """Draws the parts on pictures, and a panel of bars a layer.

    Args:
      drawn: by title.
      rows: each with `layer`, `class`, `part`, and for each cover its mean and '... (error)'.
      covers: what was covered, a bar each.
    """
    layers = list(dict.fromkeys(row['layer'] for row in rows))
    figure = Figure(figsize=(2.9 + 3.6 * len(layers), 2.2 + 1.6 * len(drawn)),
                    layout='constrained', dpi=plots.DPI)
    figure.suptitle('Do features change consistently where the same part is occluded?', fontsize=12)
    pictures, bars = figure.subfigures(1, 2, squeeze=False, width_ratios=[
        2.9, 3.6 * len(layers)])[0]
    for axes, (title, picture) in zip(
            pictures.subplots(len(drawn), 1, squeeze=False).flat, drawn.items()):
        _picture(axes, title, picture)
    panels = bars.subplots(1, len(layers), squeeze=False, sharey=True)[0]
    for axes, layer in zip(panels, layers):
        _bars(axes, [row for row in rows if row['layer'] == layer], covers)
        plots.label(axes, x='mean Hamming distance of the signs', y='', title=layer)
    handles, names = panels[0].get_legend_handles_labels()
    bars.legend(handles, names, loc='outside lower center', fontsize=8, frameon=False,
                ncols=len(covers))
    return figure


def _picture(axes: Axes, title: str, picture: Picture) -> None:
    grey = picture.pixels.shape[-1] == 1
    pixels = picture.pixels / picture.pixels.max()
    axes.imshow(pixels[..., 0] if grey else pixels, cmap='gray' if grey else None)
    for index, (part, (top, left, height, width)) in enumerate(picture.parts.items()):
        colour = plots.COLOURS[(index + 1) % len(plots.COLOURS)]
        axes.add_patch(Rectangle((left - 0.5, top - 0.5), width, height, fill=False,
                                 edgecolor=colour, linewidth=2))
        axes.text(left + width / 2 - 0.5, top + height / 2 - 0.5, part, fontsize=8, ha='center',
                  va='center', color='black',
                  bbox={'facecolor': 'white', 'alpha': 0.75, 'linewidth': 0, 'pad': 1})
    axes.set_title(title, fontsize=9)
    axes.set_axis_off()


def _bars(axes: Axes, rows: Sequence[Mapping[str, Any]], covers: Sequence[str]) -> None:
    """A group a part, from the top down; a bar a cover, with its standard error."""
    width = 0.8 / len(covers)
    for index, cover in enumerate(covers):
        places = np.arange(len(rows)) + (index - (len(covers) - 1) / 2) * width
        axes.barh(places, [row[cover] for row in rows], width,
                  xerr=[row[f'{cover} (error)'] for row in rows], label=cover,
                  color=plots.COLOURS[index], hatch=HATCHES[index % len(HATCHES)],
                  edgecolor='white', linewidth=0.3, error_kw={'linewidth': 1, 'capsize': 2})
    axes.set_yticks(range(len(rows)), [f'{row["class"]}: {row["part"]}' for row in rows],
                    fontsize=8)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(True, axis='x', color='0.9', linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis='x', labelsize=8)
    axes.spines[['top', 'right']].set_visible(False)
