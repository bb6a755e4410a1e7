"""The numbers of a panel of lines, for a page on which one points at them and hides some."""

from collections.abc import Mapping, Sequence
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

MOST_POINTS = 3000  # of all lines of a panel
MOST_LINES = 24


class Series(TypedDict):
    """A line and the band about it.

    y, low and high have a place for each x of the chart, None where there is no point. The line
    goes on over these, but for those in `gaps`, which were measured and are no numbers.
    """

    name: str
    colour: int
    dash: list[float]
    width: float
    opacity: float
    gaps: list[int]
    y: list[float | None]
    low: list[float | None]
    high: list[float | None]


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
    lines = _lines(axes)
    others = [one for one in axes.collections if not isinstance(one, FillBetweenPolyCollection)]
    if not lines or len(lines) > MOST_LINES or others or axes.images or axes.patches or (
            axes.texts or axes.get_aspect() != 'auto' or not axes.axison):
        return None
    if any(line.get_linestyle() == 'None' for line in lines) or {
            axes.get_xscale(), axes.get_yscale()} - {'linear', 'log'}:
        return None
    every = [np.asarray(line.get_xdata(), dtype=float) for line in lines
             if not _is_level(axes, line)]
    if any((np.diff(x) <= 0).any() for x in every):
        return None
    x = sorted({float(place) for one in every for place in one if math.isfinite(place)})
    if len(x) < 3:
        return None
    x = _thinned(x, MOST_POINTS // len(lines), axes.get_xscale())
    return {
        'x': [_short(place) for place in x],
        'series': [_series(axes, line, x) for line in lines],
        'x_label': axes.get_xlabel(), 'y_label': axes.get_ylabel(),
        'x_scale': axes.get_xscale(), 'y_scale': axes.get_yscale(),
        'y_range': [_short(end) for end in axes.get_ylim()], 'ticks': _ticks(axes),
        'places': [axes.fmt_xdata(place) for place in x] if axes.fmt_xdata else []}


def _thinned(x: list[float], most: int, scale: str) -> list[float]:
    """Returns some of very many places, evenly spread over the axis."""
    if len(x) <= most:
        return x
    spread = np.geomspace if scale == 'log' else np.linspace
    places = np.searchsorted(x, spread(x[0], x[-1], most))
    return [x[place] for place in sorted({min(int(one), len(x) - 1) for one in places})]


def _lines(axes: Axes) -> list[Line2D]:
    """Returns the lines that have names; else the only one that there is."""
    named = [line for line in axes.get_lines() if _is_series(axes, line)]
    others = [line for line in axes.get_lines() if line.get_transform() == axes.transData]
    return named or (others if len(others) == 1 else [])


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
    colour, band = to_hex(line.get_color()), _band(axes, line)
    name = str(line.get_label())
    return {'name': axes.get_ylabel() if name.startswith('_') else name,
            'colour': plots.COLOURS.index(colour) if colour in plots.COLOURS else -1,
            'dash': [_short(one) for one in getattr(line, '_unscaled_dash_pattern')[1] or ()],
            'width': line.get_linewidth(), 'opacity': line.get_alpha() or 1.0,
            'gaps': [index for index, place in enumerate(x)
                     if place in places and not math.isfinite(places[place])],
            'y': _at(x, places), 'low': _at(x, {place: min(ends) for place, ends in band.items()}),
            'high': _at(x, {place: max(ends) for place, ends in band.items()})}


def _band(axes: Axes, line: Line2D) -> dict[float, list[float]]:
    """Returns the ends of the band in the colour of a line, by their place."""
    ends: dict[float, list[float]] = {}
    for area in axes.collections:
        if to_hex(np.atleast_2d(area.get_facecolor())[0].tolist()) == to_hex(line.get_color()):
            for path in area.get_paths():
                for place, value in np.asarray(path.vertices).tolist():
                    ends.setdefault(place, []).append(value)
    return ends


def _at(x: Sequence[float], values: Mapping[float, float]) -> list[float | None]:
    return [_short(value) if math.isfinite(value := values.get(place, math.nan)) else None
            for place in x]


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
            and all(map(_is_number, [*one['dash'], *one['gaps'], one['width'], one['opacity']]))
            and all(
                len(one[key]) == count and all(value is None or _is_number(value)
                                               for value in one[key])
                for key in ('y', 'low', 'high'))
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
