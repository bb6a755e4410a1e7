"""The race to play with: one file of HTML and JavaScript, computed in the reader's browser."""

import matplotlib
from matplotlib import colors
import numpy as np

import tf_labs
from tf_labs.config.schema import default_config
from tf_labs.labs.optimizer_paths import lessons
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report import svg_lines

CONTOURS = 18


def page() -> str:
    """Returns the page of the race with the settings of the lab's own config."""
    config = default_config('optimizer_paths')
    settings = config.paths
    rates = {name: {rule: config.rates[rule][place] for rule in settings.optimizers}
             for place, name in enumerate(SURFACES)}
    data = {
        'surfaces': {name: {'start': surface.start, 'minima': surface.minima,
                            'lowest': surface.lowest, 'window': surface.window}
                     for name, surface in SURFACES.items()},
        'rates': rates, 'momentum': settings.momentum, 'steps': settings.steps,
        'within': settings.within, 'rules': list(settings.optimizers),
        'styles': {rule: svg_lines.line_style(index)
                   for index, rule in enumerate(settings.optimizers)},
        'star': svg_lines.MARKERS['*'],
        # From low to high; the ends that the paper would swallow are left out.
        'contours': {'light': _colours(0.0, 0.9), 'dark': _colours(1.0, 0.4)},
    }
    return html.render('optimizer_paths.html.j2', package=__package__,
                       title='A race of optimizers', data=data, version=tf_labs.__version__,
                       lessons=lessons.SURFACE_LESSONS,
                       rules={rule: lessons.RULES[rule] for rule in settings.optimizers})


def _colours(low: float, high: float) -> list[str]:
    """Returns the colours of the contours, from one part of the colour map to another."""
    parts = np.linspace(low, high, CONTOURS)
    return [colors.to_hex(colour) for colour in matplotlib.colormaps[plots.COLOUR_MAP](parts)]
