"""The look of every figure: legible in grey print and by the colour-blind.

Lines differ in colour, dash and marker at once. The colours are those of Okabe and Ito (2008),
which stay apart under every common form of colour blindness; images use viridis, whose lightness
rises evenly.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
import numpy as np

from tf_labs.report import lettering
from tf_labs.training import folder

COLOURS = ('#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999933')
DASHES = ('-', '--', '-.', ':', (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)), (0, (3, 3)))
MARKERS = ('o', 's', '^', 'D', 'v', 'P', 'X', '*')
COLOUR_MAP = 'viridis'
DPI = 110
_INCHES = 0.08  # of a letter of a legend, about
_TOLD = 8  # panels of a figure, and lines of a panel, that its description names


def figure(rows: int = 1, columns: int = 1, *, width: float = 5.0, height: float = 3.4,
           title: str = '', dpi: int = DPI, **subplots: Any) -> tuple[Figure, np.ndarray]:
    """Returns a figure and its axes [rows, columns]; width and height are those of one axes."""
    made = Figure(figsize=(width * columns, height * rows), layout='constrained', dpi=dpi)
    axes = made.subplots(rows, columns, squeeze=False, **subplots)
    if title:
        made.suptitle(title, fontsize=12)
    for one in axes.flat:
        one.spines[['top', 'right']].set_visible(False)
        one.grid(True, color='0.9', linewidth=0.6)
        one.set_axisbelow(True)
        one.tick_params(labelsize=8)
    return made, axes


def line_style(index: int) -> dict[str, Any]:
    """Returns the colour, dash and marker of line number `index`.

    After eight lines the dashes shift against the colours, so that no two of 64 are alike.
    """
    turn, place = divmod(index, len(COLOURS))
    return {'color': COLOURS[place], 'linestyle': DASHES[(place + turn) % len(DASHES)],
            'marker': MARKERS[(place + turn) % len(MARKERS)], 'linewidth': 1.5, 'markersize': 4}


def label(axes: Axes, *, x: str, y: str, title: str = '') -> None:
    """Names the axes."""
    axes.set_xlabel(x, fontsize=9)
    axes.set_ylabel(y, fontsize=9)
    if title:
        axes.set_title(title, fontsize=10)


def curves(axes: Axes, lines: Mapping[str, tuple[Sequence[float] | np.ndarray, np.ndarray]], *,
           logarithmic: bool = False, legend: bool = True) -> None:
    """Draws {name: (x [N], y [N] or, over seeds, [S, N])}: the mean, in a band of +- 1 sd.

    On a logarithmic axis both are those of the logarithms: the geometric mean, times and over the
    geometric sd. A band of +- 1 sd would reach below 0 there, where such an axis has no place.
    What is NaN, and on a logarithmic axis what is not positive, is left out of both.
    """
    for index, (name, (x, values)) in enumerate(lines.items()):
        y = np.atleast_2d(np.asarray(values, dtype=float))
        if logarithmic:
            y = np.log(np.where(y > 0, y, np.nan))
        mean, sd = _mean_and_sd(np.where(np.isfinite(y), y, np.nan))
        middle, low, high = mean, mean - sd, mean + sd
        if logarithmic:
            middle, low, high = np.exp(middle), np.exp(low), np.exp(high)
        style = line_style(index)
        axes.plot(x, middle, label=name, markevery=max(1, len(mean) // 8), **style)
        if len(y) > 1:
            axes.fill_between(x, low, high, color=style['color'], alpha=0.15, linewidth=0)
    if logarithmic:
        axes.set_yscale('log')
    if legend:
        axes.legend(fontsize=8, frameon=False)


def _mean_and_sd(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns mean [N] and sample sd [N] of y [S, N], its NaN left out; NaN where none can be."""
    count = np.isfinite(y).sum(axis=0)
    mean = np.nansum(y, axis=0) / np.where(count > 0, count, np.nan)
    squares = np.nansum((y - mean) ** 2, axis=0)
    return mean, np.sqrt(squares / np.where(count > 1, count - 1, np.nan))


def legend_below(figure: Figure, axes: Axes) -> None:
    """Names the lines of one panel below it, in as many columns as the width has room for."""
    handles, names = axes.get_legend_handles_labels()
    longest = max(map(len, names), default=1)
    columns = int(figure.get_figwidth() / (_INCHES * longest + 0.5))
    figure.legend(handles, names, loc='outside lower center', fontsize=8, frameon=False,
                  ncols=min(max(1, columns), len(names) or 1))


def heat_map(axes: Axes, values: np.ndarray, *, rows: Sequence[str], columns: Sequence[str],
             low: float | None = None, high: float | None = None,
             form: str = '{:.2f}') -> AxesImage:
    """Draws values [R, C] with each written in its cell; returns the image, for a colour bar."""
    image = axes.imshow(values, cmap=COLOUR_MAP, aspect='auto', vmin=low, vmax=high)
    axes.grid(False)
    axes.set_xticks(range(len(columns)), columns, fontsize=8)
    axes.set_yticks(range(len(rows)), rows, fontsize=8)
    bottom, top = image.get_clim()
    for (row, column), value in np.ndenumerate(values):
        text = form.format(value) if np.isfinite(value) else '-'
        bright = not np.isfinite(value) or value > bottom + 0.6 * (top - bottom)
        axes.text(column, row, text, ha='center', va='center', fontsize=8,
                  color='black' if bright else 'white')
    return image


def images(axes: Sequence[Axes], pictures: Sequence[np.ndarray], *,
           titles: Sequence[str] | None = None, symmetric: bool = False) -> None:
    """Draws pictures [H, W], one an axes, in grey; symmetric ones with 0 as middle grey."""
    for index, one in enumerate(axes):
        one.set_axis_off()
        if index < len(pictures):
            limit = float(np.abs(pictures[index]).max()) or 1.0
            one.imshow(pictures[index], cmap='gray', vmin=-limit if symmetric else None,
                       vmax=limit if symmetric else None)
            if titles is not None:
                one.set_title(titles[index], fontsize=8)


def save(figure: Figure, path: Path) -> None:
    """Writes a PNG that describes itself, whole or not at all; its directory is made.

    Raises:
      OSError: the disk takes no file.
    """
    path.parent.mkdir(exist_ok=True)
    folder.write(path, png(figure))


def png(figure: Figure) -> bytes:
    """Returns a PNG that describes itself."""
    return lettering.draw(figure, metadata={'Description': description(figure)})


def description(figure: Figure) -> str:
    """Returns in words what a figure shows: its titles, its axes, and where its lines end.

    One that is told better in other words has them as its label.
    """
    if figure.get_label():
        return str(figure.get_label())
    said = [figure.get_suptitle()]
    for axes in figure.axes[:_TOLD]:
        y, x = axes.get_ylabel(), axes.get_xlabel()
        ends = [text for line in axes.get_lines() for text in _end(line)]
        said.append(': '.join(filter(None, (
            axes.get_title(), f'{y} over {x}' if x and y else '',
            f'at the end {", ".join(ends[:_TOLD])}' if ends else ''))))
    return ' '.join(f'{" ".join(text.split())}.' for text in said if text)


def _end(line: Line2D) -> list[str]:
    """Returns the name and the last value of a line that the legend names."""
    values, name = np.asarray(line.get_ydata(orig=False), dtype=float), str(line.get_label())
    return [] if name.startswith('_') or not len(values) else [f'{name} {values[-1]:.3g}']
