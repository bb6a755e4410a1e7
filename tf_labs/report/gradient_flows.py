"""The gradient flow of several nets beside each other, in the same colours."""

from collections.abc import Mapping

import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report import run_inside
from tf_labs.report import run_style
from tf_labs.report.html import Picture
from tf_labs.report.looks import Looks
from tf_labs.report.looks import short

MOST = 4  # nets in one figure
_WIDTH = 4.4


def picture(seen: Mapping[str, Looks]) -> Picture | None:
    """Draws the norm of d loss / d kernel by layer (rows, the input below) and look (columns).

    Args:
      seen: looks by the name of the net; those beyond the first four are left out.

    Returns:
      None where there are fewer than two nets to set side by side.
    """
    nets = dict(list(seen.items())[:MOST])
    if len(nets) < 2:
        return None
    norms = {name: looks.values('gradient_norm') for name, looks in nets.items()}
    decades = {name: np.ma.masked_invalid(run_style.logarithm(one))
               for name, one in norms.items()}
    low, high = run_style.at_least_one_decade(np.ma.concatenate(
        [one.ravel() for one in decades.values()]))
    layers = max(looks.layers for looks in nets.values())
    figure, axes = plots.figure(1, len(nets), width=_WIDTH, height=max(2.7, 1.3 + 0.25 * layers),
                                dpi=run_style.DPI)
    for one, (name, looks) in zip(axes.flat, nets.items()):
        image = run_inside.draw_flow(one, looks, decades[name], low, high)
        one.set_title(name, fontsize=10)
    bar = figure.colorbar(image, ax=axes, pad=0.02)
    bar.set_label('log10 of the gradient norm', fontsize=9)
    bar.ax.tick_params(labelsize=8)
    return html.picture('gradient_flows', figure, _alt(norms), 'Norm of the gradient of each '
                        'kernel, the first layer below. Grey: exactly 0, or not finite.')


def _alt(norms: Mapping[str, np.ndarray]) -> str:
    ends = '; '.join(
        f'{name} {short(one[0, 0])} in the first layer and {short(one[-1, 0])} in the last'
        for name, one in norms.items())
    return f'Heat maps of the gradient norm by layer and step. Before training: {ends}.'
