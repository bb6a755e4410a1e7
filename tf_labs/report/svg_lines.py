"""Lines of the figures as SVG: the same colours, dashes and markers."""

from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.typing import LineStyleType

from tf_labs.report import plots

GREY = '#808080'  # of the ninth line, whose colour would be that of the first

# Markers of matplotlib as SVG paths about the origin, about 1 from there to their edge.
MARKERS = {
    'o': 'M-1 0A1 1 0 0 0 1 0A1 1 0 0 0 -1 0Z',
    's': 'M-.9 -.9H.9V.9H-.9Z',
    '^': 'M0 -1.1L1.1 .9H-1.1Z',
    'D': 'M0 -1.25L1.25 0L0 1.25L-1.25 0Z',
    'v': 'M0 1.1L1.1 -.9H-1.1Z',
    'P': 'M-.4 -1.15H.4V-.4H1.15V.4H.4V1.15H-.4V.4H-1.15V-.4H-.4Z',
    'X': 'M0 -.5L.65 -1.15L1.15 -.65L.5 0L1.15 .65L.65 1.15L0 .5L-.65 1.15L-1.15 .65L-.5 0'
         'L-1.15 -.65L-.65 -1.15Z',
    '*': 'M0 -1.35L.33 -.46L1.28 -.42L.54 .17L.79 1.09L0 .57L-.79 1.09L-.54 .17L-1.28 -.42'
         'L-.33 -.46Z',
}


def line_style(index: int) -> dict[str, Any]:
    """Returns colour, dash (lengths in line widths) and marker (SVG path) of a line of plots."""
    style = plots.line_style(index)
    return {'colour': style['color'] if index < len(plots.COLOURS) else GREY,
            'dash': dash(style['linestyle']), 'marker': MARKERS[style['marker']]}


def dash(style: LineStyleType) -> Sequence[float]:
    """Returns the lengths of a line style of matplotlib, on and off, in line widths."""
    if isinstance(style, tuple):
        return style[1]
    named: dict[str, Sequence[float]] = {
        '-': (), '--': matplotlib.rcParams['lines.dashed_pattern'],
        '-.': matplotlib.rcParams['lines.dashdot_pattern'],
        ':': matplotlib.rcParams['lines.dotted_pattern']}
    return named[style]
