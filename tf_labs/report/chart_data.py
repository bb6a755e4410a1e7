"""The numbers of a panel of lines, for a page on which one points at them and hides some."""

from collections.abc import Sequence
import json
import math
from typing import Any, TypedDict

from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator
import numpy as np

from tf_labs.report import plots

MOST_POINTS = 4000  # of all lines of a panel
MOST_LINES = 24


class Series(TypedDict):
    """A line; `y` has a place for each x of the chart, None where there is no point."""

    name: str
    colour: int
    dash: list[float]
    y: list[float | None]


class Chart(TypedDict):
    """A panel of lines.

    ticks: [place, text] of an x axis whose places are no numbers of their own; else empty.
    places: what each x is called there; else empty.
    x_scale, y_scale: linear or log.
    y_range: what the panel shows.
    """

    x: list[float]
    series: list[Series]
    x_label: str
    y_label: str
    x_scale: str
    y_scale: str
    y_range: list[float]
    ticks: list[list[Any]]
    places: list[str]


def of(axes: Axes) -> Chart | None:
    """Returns the numbers of a panel that has lines alone; None of any other."""
    lines = [line for line in axes.get_lines() if _is_series(axes, line)]
    others = [one for one in axes.collections if not isinstance(one, FillBetweenPolyCollection)]
    if not lines or len(lines) > MOST_LINES or others or axes.images or axes.patches or (
            axes.texts or axes.get_aspect() != 'auto' or not axes.axison):
        return None
    if any(line.get_linestyle() == 'None' for line in lines) or {
            axes.get_xscale(), axes.get_yscale()} - {'linear', 'log'}:
        return None
    every = [np.asarray(line.get_xdata(), dtype=float) for line in lines
             if not _is_level(axes, line)]
    if sum(map(len, every)) > MOST_POINTS or any((np.diff(x) <= 0).any() for x in every):
        return None
    x = sorted({float(place) for one in every for place in one if math.isfinite(place)})
    if len(x) < 3:
        return None
    return {
        'x': [_short(place) for place in x],
        'series': [_series(axes, line, x) for line in lines],
        'x_label': axes.get_xlabel(), 'y_label': axes.get_ylabel(),
        'x_scale': axes.get_xscale(), 'y_scale': axes.get_yscale(),
        'y_range': [_short(end) for end in axes.get_ylim()], 'ticks': _ticks(axes),
        'places': [axes.fmt_xdata(place) for place in x] if axes.fmt_xdata else []}


def _is_series(axes: Axes, line: Line2D) -> bool:
    """True of a line that the legend names, one across the whole panel among them."""
    return not str(line.get_label()).startswith('_') and (
        line.get_transform() == axes.transData or _is_level(axes, line))


def _is_level(axes: Axes, line: Line2D) -> bool:
    """True of a line from end to end, at one height."""
    return line.get_transform() == axes.get_yaxis_transform(which='grid')


def _series(axes: Axes, line: Line2D, x: Sequence[float]) -> Series:
    across, up = (np.asarray(one, dtype=float) for one in (line.get_xdata(), line.get_ydata()))
    places = dict.fromkeys(x, float(up[0])) if _is_level(axes, line) else dict(
        zip(across.tolist(), up.tolist()))
    colour = to_hex(line.get_color())
    return {'name': str(line.get_label()),
            'colour': plots.COLOURS.index(colour) if colour in plots.COLOURS else -1,
            'dash': [_short(one) for one in getattr(line, '_unscaled_dash_pattern')[1] or ()],
            'y': [_short(value) if math.isfinite(value := places.get(place, math.nan)) else None
                  for place in x]}


def _ticks(axes: Axes) -> list[list[Any]]:
    locator = axes.xaxis.get_major_locator()
    if not isinstance(locator, FixedLocator):
        return []
    return [[float(place), text.get_text()] for place, text in zip(
        axes.get_xticks(), axes.get_xticklabels())]


def _short(value: float) -> float:
    return float(f'{value:.6g}')


def checked(text: str) -> Chart | None:
    """Returns the chart that a file tells of; None of what is none."""
    try:
        found = json.loads(text)
        count = len(found['x'])
        is_sound = all(map(_is_number, [*found['x'], *found['y_range']])) and all(
            isinstance(one['name'], str) and type(one['colour']) is int
            and len(one['y']) == count and all(map(_is_number, one['dash']))
            and all(value is None or _is_number(value) for value in one['y'])
            for one in found['series']) and all(
                isinstance(found[key], str) for key in (
                    'x_label', 'y_label', 'x_scale', 'y_scale')) and all(
                        _is_number(place) and isinstance(name, str)
                        for place, name in found['ticks']) and len(found['places']) in (
                            0, count) and all(isinstance(one, str) for one in found['places'])
    except (ValueError, TypeError, KeyError):
        return None
    chart: Chart | None = found if is_sound else None
    return chart


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
