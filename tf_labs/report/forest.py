"""The figure of effects: a dot and its 95% interval for each config, beside the line at 0."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import contrasts
from tf_labs.report import effects
from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.contrasts import Contrast
from tf_labs.report.html import Picture
from tf_labs.report.run_style import DPI

_WIDTH = 4.2  # inches: large letters on a phone
_WIDE = 30  # a range so many times the middle half width hides most intervals
_SURE, _UNSURE = plots.COLOURS[0], '0.45'


def figure(found: Sequence[Contrast]) -> Figure:
    """Draws the contrasts of one metric, at least one, in their order from the top.

    Filled dots are differences; hollow ones show no difference, or have no interval.
    """
    first = found[0]
    made, axes = plots.figure(
        width=_WIDTH, height=1.5 + 0.42 * len(found), dpi=DPI,
        title=f'{_capital(contrasts.title(first.metric))} against {first.base}')
    rows = axes[0, 0]
    made.set_label(description(found))
    rows.axvline(0, color='0.3', linewidth=1)
    for height, one in enumerate(found):
        _row(rows, height, one)
    rows.set_yticks(range(len(found)), [one.name for one in found])
    rows.set_ylim(len(found) - 0.4, -0.8)
    rows.grid(False, axis='y')
    unit = ' in points' if contrasts.is_share(first.metric) else ''
    bars = ', with its 95% interval' if any(one.effect.p is not None for one in found) else ''
    plots.label(rows, x=f'difference{unit}{bars}{_scale(rows, found)}', y='')
    return made


def _row(axes: Axes, height: int, one: Contrast) -> None:
    sure = one.verdict == contrasts.DIFFERENCE
    colour = _SURE if sure else _UNSURE
    if one.effect.low is not None and one.effect.high is not None:
        axes.plot([one.effect.low, one.effect.high], [height, height], color=colour, linewidth=2,
                  marker='|', markersize=7, markeredgewidth=1.5)
    axes.plot(one.effect.difference, height, 'o', color=colour, markersize=7,
              markerfacecolor=colour if sure else 'white', markeredgewidth=1.5)
    text = effects.signed(one.effect.difference, one.effect.half_width)
    axes.annotate(text, (one.effect.difference, height), xytext=(0, 7), fontsize=8,
                  textcoords='offset points', ha='center',
                  bbox={'facecolor': 'white', 'edgecolor': 'none', 'pad': 0.8})


def _scale(axes: Axes, found: Sequence[Contrast]) -> str:
    """One huge difference would press all others onto the line: then the axis is logarithmic."""
    axes.margins(x=0.2)
    widths = [one.effect.half_width for one in found if one.effect.half_width is not None]
    largest = max(abs(one.effect.difference) for one in found)
    if len(found) < 2 or not widths or largest < _WIDE * np.median(widths):
        return ''
    axes.set_xscale('symlog', linthresh=4 * float(np.median(widths)))
    axes.xaxis.set_major_formatter('{x:g}')
    return '\n(axis logarithmic away from 0)'


def picture(found: Sequence[Contrast]) -> Picture:
    """Returns the figure for a page, told in words too."""
    return html.picture(
        'effects', figure(found), description(found),
        'Dot: the difference of the means. Bar: its 95% interval over the seeds. Filled: 0 lies '
        'outside; hollow: it does not, or there is no interval.')


def description(found: Sequence[Contrast]) -> str:
    """Returns in words what the figure shows."""
    each = '; '.join(f'{one.name} {one.difference}, {one.verdict}' for one in found)
    return (f'Differences in {contrasts.title(found[0].metric)} from {found[0].base} as dots with '
            f'their 95% intervals: {each}.')


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
