"""The nets of a comparison before their first step: one point a layer, one line a variant."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.run_style import frame
from tf_labs.training.row_log import Row

PANELS = (('activation_sd', 'sd of the activations'),
          ('gradient_norm', 'norm of the gradient for the kernel'))


def figures(lab: str, probes: Mapping[str, Row]) -> dict[str, Figure]:
    """Returns {'probe': figure} of {variant: what training.probe returned}; nothing of nothing."""
    if not probes:
        return {}
    figure, axes = plots.figure(1, 2, width=5.2, height=4.0,
                                title=f'{lab}: the net before its first step')
    for one, (key, name) in zip(axes.flat, PANELS):
        _panel(one, key, probes)
        plots.label(one, x='layer', y=name)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc='outside right center', fontsize=8,
                  frameon=False)
    return {'probe': figure}


def pictures(probes: Mapping[str, Row]) -> list[Picture]:
    """Returns the same for a page: a picture a panel, readable at the width of a phone."""
    drawn = []
    for key, name in PANELS if probes else ():
        figure, (axes,) = frame(name[0].upper() + name[1:], 3.4)
        _panel(axes, key, probes)
        plots.label(axes, x='layer', y=name)
        plots.legend_below(figure, axes)
        drawn.append(html.picture(f'probe_{key}', figure, plots.description(figure),
                                  'A level line keeps the scale from layer to layer.'))
    return drawn


def _panel(axes: Axes, key: str, probes: Mapping[str, Row]) -> None:
    """A logarithmic axis has no place for zeros: a line of nothing else is named in the legend."""
    for index, (name, found) in enumerate(probes.items()):
        layers = [row['layer'] for row in found['layers']]
        values = np.array([row[key] for row in found['layers']])
        label = name if values.any() else f'{name} (all 0)'
        axes.plot(layers, np.where(values > 0, values, np.nan), label=label,
                  **plots.line_style(index))
        axes.set_xticks(layers)
    axes.set_yscale('log')


def table(probes: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Returns a row for each variant and layer."""
    return [{'variant': name, **row} for name, found in probes.items() for row in found['layers']]
