"""The last touches of every figure: ticks that read as numbers, lines that none other hides."""

from collections.abc import Iterator
import contextlib

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogFormatterSciNotation
from matplotlib.ticker import MaxNLocator
import numpy as np

WHOLE = ('epoch', 'epochs', 'step', 'steps', 'training step')  # axes that have no fractions
_PLAIN = (1e-4, 1e5)  # numbers of an axis that are written out
_NEAR = 0.015  # of the height of a panel: nearer lines are drawn over each other
_MOST = 0.6  # of their points
_WIDTH, _WIDER, _PALE = 1.5, 3.0, 0.45


class PlainLogFormatter(LogFormatterSciNotation):
    """Writes 0.6 and 1000 in place of powers of ten, where that is short."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        text = super().__call__(x, pos)
        return f'{x:g}' if text and _PLAIN[0] <= abs(x) < _PLAIN[1] else text


def finish(figure: Figure) -> None:
    """Touches up every panel of a figure; doing it twice does no more."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _tick(axis)
        show_covered_lines(axes)


@contextlib.contextmanager
def laid_out(figure: Figure) -> Iterator[None]:
    """While entered, everything in a figure has its place.

    A figure that is to be laid out when it is saved is drawn once more for that alone.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine(None)
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def _tick(axis: Axis) -> None:
    if axis.get_scale() == 'log':
        if axis.isDefault_majfmt:
            axis.set_major_formatter(PlainLogFormatter())
        if axis.isDefault_minfmt:
            axis.set_minor_formatter(PlainLogFormatter(labelOnlyBase=False))
    elif axis.isDefault_majloc and axis.get_label_text() in WHOLE:
        axis.set_major_locator(MaxNLocator(nbins='auto', steps=[1, 2, 5, 10], integer=True))


def show_covered_lines(axes: Axes) -> None:
    """Draws a line that later ones would hide wider than these, and paler."""
    lines = [line for line in axes.get_lines()
             if line.get_transform() == axes.transData and np.size(line.get_xdata()) > 2
             and line.get_linestyle() != 'None']
    places = [_heights(axes, line) for line in lines]
    for index, line in enumerate(lines):
        covers = sum(_lie_together(lines[other], places[other], line, places[index])
                     for other in range(index + 1, len(lines)))
        if covers:
            line.set_linewidth(_WIDTH + _WIDER * covers)
            line.set_alpha(_PALE)
            line.set_solid_capstyle('butt')


def _heights(axes: Axes, line: Line2D) -> np.ndarray:
    """Returns where the points of a line are, as shares of the height of the panel."""
    y = np.asarray(line.get_ydata(), dtype=float)
    low, high = axes.get_ylim()
    if axes.get_yscale() == 'log':
        y, low, high = np.log(np.where(y > 0, y, np.nan)), np.log(low), np.log(high)
    heights: np.ndarray = (y - low) / ((high - low) or 1.0)
    return heights


def _lie_together(one: Line2D, heights: np.ndarray, other: Line2D,
                  other_heights: np.ndarray) -> bool:
    if not np.array_equal(one.get_xdata(), other.get_xdata()):
        return False
    apart = np.abs(heights - other_heights)
    known = np.isfinite(apart)
    return bool(known.any() and np.mean(apart[known] < _NEAR) > _MOST)
