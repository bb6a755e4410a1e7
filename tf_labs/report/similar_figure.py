"""Images, and beside each the training images that are nearest to it."""

from collections.abc import Mapping, Sequence
import dataclasses
from pathlib import PurePath

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

GAP = 0.3  # between the groups of a row, of a picture
WIDTH, HEIGHT = 0.95, 1.25  # inches of a picture with what is below it
HEAD = 0.75  # inches of the title


@dataclasses.dataclass(frozen=True)
class Neighbours:
    """A query and its neighbours.

    Attributes:
      title: what the query is.
      image: uint8 [h, w, C].
      label: of the query, if it has one.
      near: by each measure, (image uint8 [h, w, C], label) of each neighbour, nearest first.
    """

    title: str
    image: np.ndarray
    label: str | None
    near: Mapping[str, Sequence[tuple[np.ndarray, str]]]


def draw(rows: Sequence[Neighbours], by: str, pixel_max: int) -> Figure:
    """Draws a row for each query: it, its neighbours by each measure, labels below.

    Args:
      rows: at least one, all with the same measures.
      by: what they are near by, besides their pixels.
      pixel_max: the largest value of a pixel.
    """
    groups = [1, *(len(near) for near in rows[0].near.values())]
    widths = [width for count in groups for width in (*([1.0] * count), GAP)][:-1]
    figure, axes = plots.figure(
        len(rows), len(widths), width=WIDTH * sum(widths) / len(widths),
        height=HEIGHT + HEAD / len(rows),
        title=f'The nearest training images: by {by}, and by their pixels\n'
        'bold: the label of the query', width_ratios=widths)
    for one in axes.flat:
        one.set_axis_off()
    for line, (of_row, row) in enumerate(zip(axes, rows)):
        name = PurePath(row.title).name
        _show(of_row[0], row.image, name if row.label is None else f'{row.label}\n{name}',
              pixel_max)
        place = 2
        for measure, near in row.near.items():
            if line == 0 and near:
                of_row[place].set_title(f'by {measure}', fontsize=9, loc='left')
            for one, (image, label) in zip(of_row[place:], near):
                _show(one, image, label, pixel_max, is_bold=label == row.label)
            place += len(near) + 1
    figure.set_label('. '.join(
        f'{row.title}{f" ({row.label})" if row.label else ""}: ' + '; '.join(
            f'by {measure} {", ".join(label for _, label in near)}'
            for measure, near in row.near.items()) for row in rows) + '.')
    return figure


def _show(axes: Axes, image: np.ndarray, below: str, pixel_max: int, *,
          is_bold: bool = False) -> None:
    axes.imshow(image if image.shape[-1] == 3 else image[..., 0], cmap='gray', vmin=0,
                vmax=pixel_max, interpolation='nearest')
    axes.text(0.5, -0.06, below, transform=axes.transAxes, ha='center', va='top', fontsize=7,
              fontweight='bold' if is_bold else 'normal')
