"""Labs to play with: one file of HTML and JavaScript, computed in the reader's browser."""

from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib import colors
import numpy as np

import tf_labs
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.report import html
from tf_labs.report import lab_lessons
from tf_labs.report import plots

CONTOURS = 18
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


def optimizer_paths(surfaces: Mapping, rates: Mapping[str, Mapping[str, float]], *,
                    momentum: float, steps: int, within: float) -> str:
    """Returns the page of the race.

    Args:
      surfaces: {name: tf_labs.labs.optimizer_paths.surfaces.Surface}.
      rates: {name of the surface: {optimizer: learning rate}}, the optimizers in their order.
      momentum: of momentum and nesterov.
      steps: of a race.
      within: of the lowest f: near enough.
    """
    rules = list(next(iter(rates.values())))
    data = {
        'surfaces': {name: {'start': surface.start, 'minima': surface.minima,
                            'lowest': surface.lowest, 'window': surface.window}
                     for name, surface in surfaces.items()},
        'rates': rates, 'momentum': momentum, 'steps': steps, 'within': within,
        'rules': rules, 'looks': {rule: look(index) for index, rule in enumerate(rules)},
        'star': MARKERS['*'],
        # From low to high; the ends that the paper would swallow are left out.
        'contours': {'light': _colours(0.0, 0.9), 'dark': _colours(1.0, 0.4)},
    }
    return html.render('optimizer_paths.html.j2', title='A race of optimizers', data=data,
                       version=tf_labs.__version__, lessons=lab_lessons.SURFACE_LESSONS,
                       rules={rule: lab_lessons.RULES[rule] for rule in rules})


def activation_gallery(names: Sequence[str], *, reach: float, saturated_below: float) -> str:
    """Returns the page of the activations.

    Args:
      names: of the activations.
      reach: the curves are drawn from -reach to reach at first.
      saturated_below: |f'| of a saturated unit.
    """
    data = {'names': names, 'reach': reach, 'saturated_below': saturated_below,
            'dot': MARKERS['o']}
    return html.render('activation_gallery.html.j2', title='Activations', data=data,
                       colours=plots.COLOURS, version=tf_labs.__version__,
                       notes={name: ACTIVATIONS[name].note for name in names},
                       tries=lab_lessons.ACTIVATION_TRIES)


def _colours(low: float, high: float) -> list[str]:
    """Returns the colours of the contours, from one part of the colour map to another."""
    parts = np.linspace(low, high, CONTOURS)
    return [colors.to_hex(colour) for colour in matplotlib.colormaps[plots.COLOUR_MAP](parts)]


def look(index: int) -> dict:
    """Returns colour, dash (lengths in line widths) and marker (SVG path) of a line of plots."""
    style = plots.look(index)
    return {'colour': style['color'] if index < len(plots.COLOURS) else GREY,
            'dash': dash(style['linestyle']), 'marker': MARKERS[style['marker']]}


def dash(style: str | tuple) -> Sequence[float]:
    """Returns the lengths of a line style of matplotlib, on and off, in line widths."""
    if isinstance(style, tuple):
        return style[1]
    named = {'-': (), '--': matplotlib.rcParams['lines.dashed_pattern'],
             '-.': matplotlib.rcParams['lines.dashdot_pattern'],
             ':': matplotlib.rcParams['lines.dotted_pattern']}
    return named[style]
