"""What covering parts of a picture does to a net: maps beside the picture."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib import colors
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.patches import Rectangle
import numpy as np

from tf_labs.labs.deconvnet.figures import contrast
from tf_labs.labs.deconvnet.figures import square
from tf_labs.report import plots

OTHERS = '0.75'  # colour of the labels for which none is left
CLIPPED = 0.02  # share of the values of a projection that are drawn as black or white


class Maps(NamedTuple):
    """What a net answers for each place of the square over one picture.

    Attributes:
      name: of the picture.
      picture: uint8 [h, w, C].
      pixel_max: the largest value of a pixel.
      true_class: whose probability is drawn.
      activity: of the strongest feature map, summed over its places, [R, S].
      probability: of the true class, [R, S].
      labels: names of the most probable classes, [R, S].
      size: side of the square, pixels.
      stride: pixels between two places of it.
      projections: of that map, [1 + K, h, w, C], the picture's first; empty if the map has none.
    """

    name: str
    picture: np.ndarray
    pixel_max: int
    true_class: str
    activity: np.ndarray
    probability: np.ndarray
    labels: np.ndarray
    size: int
    stride: int
    projections: np.ndarray = np.empty(0)


def maps(rows: Sequence[Maps], layer: str) -> Figure:
    """Draws a row a picture: itself with the square, activity, projections, probability, labels."""
    has_projections = all(len(row.projections) for row in rows)
    titles = ['activity of the strongest\nmap of ' + layer,
              *(['projections of this map:\nthe picture (framed), others']
                if has_projections else []),
              'probability of\nthe true class', 'most probable label']
    figure, axes = plots.figure(len(rows), 1 + len(titles), width=2.6, height=2.2,
                                title='A grey square over each part of the image: what the net '
                                'then predicts')
    colour_of = _colours(rows)
    for (picture, activity, *projections, probability, labels), row in zip(axes, rows):
        _picture(picture, row)
        _map(figure, activity, row, row.activity)
        for one in projections:
            _projections(one, row.projections)
        _map(figure, probability, row, row.probability, low=0.0)
        _labels(labels, row, colour_of)
    for one, title in zip(axes[0, 1:], titles):
        one.set_title(title, fontsize=9)
    return figure


def _picture(axes: Axes, row: Maps) -> None:
    grey = row.picture.shape[-1] == 1
    axes.imshow(row.picture[..., 0] if grey else row.picture / row.pixel_max,
                cmap='gray' if grey else None, vmin=0, vmax=row.pixel_max)
    axes.add_patch(Rectangle((-0.5, -0.5), row.size, row.size, facecolor='0.5',
                             edgecolor='white', linewidth=1))
    axes.set_title(f'{row.name}: {row.true_class}', fontsize=9)
    _bare(axes, row)


def _projections(axes: Axes, projections: np.ndarray) -> None:
    """The picture's own is framed in black, the others stand beside and below it."""
    sheet = square(contrast(projections, CLIPPED), 2)
    axes.imshow(sheet)
    height, width = ((length + 1) // count - 1 for length, count in zip(
        sheet.shape[:2], (-(-len(projections) // 2), 2)))
    axes.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor='black',
                             linewidth=2))
    axes.set_axis_off()


def _map(figure: Figure, axes: Axes, row: Maps, values: np.ndarray, *, low: float | None = None,
         high: float | None = None) -> None:
    image = axes.imshow(values, cmap=plots.COLOUR_MAP, vmin=low, vmax=high, extent=_extent(row))
    figure.colorbar(image, ax=axes, shrink=0.85).ax.tick_params(labelsize=7)
    _bare(axes, row)


def _labels(axes: Axes, row: Maps, colour_of: dict[str, str]) -> None:
    axes.imshow(np.array([[colors.to_rgb(colour_of.get(name, OTHERS)) for name in line]
                          for line in row.labels]), extent=_extent(row))
    counts = Counter(row.labels.flat)
    axes.legend(handles=[Patch(color=colour_of.get(name, OTHERS), label=name)
                         for name, _ in counts.most_common(6)],
                fontsize=7, frameon=False, loc='center left', bbox_to_anchor=(1.0, 0.5),
                handlelength=1.0)
    _bare(axes, row)


def _colours(rows: Sequence[Maps]) -> dict[str, str]:
    """One colour for a class in all rows; the most frequent ones get those there are."""
    counts = Counter(name for row in rows for name in row.labels.flat)
    return dict(zip((name for name, _ in counts.most_common()), plots.COLOURS))


def _extent(row: Maps) -> tuple[float, float, float, float]:
    """Each value stands where the middle of its square was, in pixels of the picture."""
    height, width = row.activity.shape
    half = row.stride / 2
    return (-half, (width - 1) * row.stride + half, (height - 1) * row.stride + half, -half)


def _bare(axes: Axes, row: Maps) -> None:
    height, width = row.picture.shape[:2]
    axes.set_xlim(-0.5, width - 0.5)
    axes.set_ylim(height - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    axes.spines[:].set_visible(False)
