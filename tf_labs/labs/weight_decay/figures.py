"""The figure of weight decay: both errors over the decay."""

from collections.abc import Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import effects
from tf_labs.report import plots


def figure(decays: Sequence[float], training: np.ndarray, test: np.ndarray) -> Figure:
    """Draws the means of the errors [R, S] with 95% intervals; the decays are evenly spaced."""
    drawn, ((axes,),) = plots.figure(width=6.0, height=4.0)
    places = np.arange(len(decays))
    for index, (name, errors) in enumerate((('training error', training), ('test error', test))):
        half = [effects.effect(dict(enumerate((100.0 * one).tolist())),
                               dict.fromkeys(range(len(one)), 0.0)).half_width or 0.0
                for one in errors]
        axes.errorbar(places + 0.06 * index, 100 * errors.mean(axis=1), yerr=half, capsize=3,
                      label=name, **plots.line_style(index))
    axes.set_xticks(places, [f'{decay:g}' for decay in decays])
    axes.set_ylim(bottom=0)
    plots.label(axes, x='weight decay', y='error, %', title='Means and their 95% intervals')
    plots.legend_below(drawn, axes)
    return drawn
