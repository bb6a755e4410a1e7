"""Pictures with the answers of a net below them, as bars; the right answer in another colour."""

from collections.abc import Sequence
import dataclasses
from pathlib import PurePath

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
import numpy as np

from tf_labs.report import plots

COLUMNS = 4
WIDTH, PICTURE, BAR = 2.1, 1.7, 0.2  # inches: of a column, of a picture, of a bar
TITLES, HEAD = 0.55, 0.9  # inches: of what stands above a picture, of title and legend
RIGHT, OTHER = plots.COLOURS[1], plots.COLOURS[0]
ALPHA = 0.45  # names are read on the bars
LETTERS = 22  # of a name that fit on a bar


@dataclasses.dataclass(frozen=True)
class Answered:
    """A picture and what a net says to it.

    Attributes:
      title: what the picture is.
      image: uint8 [h, w, C], as the net sees it.
      label: name of the right class, if it is known.
      best: (class, probability) of the most probable answers, the first first.
    """

    title: str
    image: np.ndarray
    label: str | None
    best: Sequence[tuple[str, float]]


def draw(found: Sequence[Answered], pixel_max: int, heading: str) -> Figure:
    """Draws a picture and its bars for each, four in a row.

    Args:
      found: at least one.
      pixel_max: the largest value of a pixel.
      heading: of the figure.
    """
    columns = min(COLUMNS, len(found))
    rows = -(-len(found) // columns)
    bars = max(len(one.best) for one in found)
    heights = (PICTURE + TITLES, BAR * bars + 0.1)
    figure, axes = plots.figure(
        2 * rows, columns, width=max(WIDTH, 4.4 / columns),
        height=(sum(heights) + HEAD / rows) / 2, title=heading,
        height_ratios=heights * rows)
    for one in axes.flat:
        one.set_axis_off()
    for place, one in enumerate(found):
        row, column = divmod(place, columns)
        _picture(axes[2 * row, column], one, pixel_max)
        _bars(axes[2 * row + 1, column], one, bars)
    if any(one.label for one in found):
        figure.legend(handles=[Patch(color=RIGHT, alpha=ALPHA, label='the right class'),
                               Patch(color=OTHER, alpha=ALPHA, label='another class')],
                      loc='outside lower center', ncols=2, fontsize=8, frameon=False)
    figure.set_label(' '.join(_told(one) for one in found))
    return figure


def _picture(axes: Axes, one: Answered, pixel_max: int) -> None:
    axes.imshow(one.image if one.image.shape[-1] == 3 else one.image[..., 0], cmap='gray', vmin=0,
                vmax=pixel_max, interpolation='nearest')
    name = _shortened(PurePath(one.title).name)
    axes.set_title(name if one.label is None else f'{name}\n{_shortened(one.label)}', fontsize=9)


def _bars(axes: Axes, one: Answered, bars: int) -> None:
    """Draws the best answer on top; names stand on the bars, as they are longer than some."""
    for place, (name, share) in enumerate(one.best):
        axes.barh(-place, share, height=0.86, color=RIGHT if name == one.label else OTHER,
                  alpha=ALPHA)
        axes.text(0.015, -place, _shortened(name), va='center', fontsize=8,
                  fontweight='bold' if name == one.label else 'normal')
        axes.text(1.0, -place, f'{share:.2f}', va='center', ha='right', fontsize=8)
    axes.set_xlim(0, 1.04)  # a gap to the next picture's bars
    axes.set_ylim(0.5 - bars, 0.5)


def _shortened(text: str) -> str:
    return text if len(text) <= LETTERS else f'{text[:LETTERS - 1]}\u2026'


def _told(one: Answered) -> str:
    label = '' if one.label is None else f' ({one.label})'
    return f'{one.title}{label}: {", ".join(f"{name} {share:.2f}" for name, share in one.best)}.'
