"""The figure of a chain of sigmoid units: values go forwards, gradients come back."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tf_labs.report import plots

_SHOWN = 6  # layers at most that a figure has room for
_FORWARD, _BACKWARD = plots.COLOURS[0], plots.COLOURS[1]


def draw(x: float, weights: Sequence[float], rows: Sequence[dict[str, Any]]) -> Figure:
    """Draws x -> sigmoid -> ... with z and a above the units and da_L/dz below them.

    Args:
      x: the input.
      weights: one a layer.
      rows: a layer each, of `chain_table.compute`.
    """
    shown = list(zip(weights, rows))[:_SHOWN]
    made, axes = plots.figure(1, 1, width=2.3 * (len(shown) + 1), height=3.2, title=(
        f'A chain of {len(weights)} sigmoid units: values forwards, gradients backwards'
        + (f' (the first {len(shown)})' if len(shown) < len(weights) else '')))
    panel = axes[0, 0]
    panel.set_axis_off()
    panel.set_xlim(-0.35, len(shown) + 0.45)
    panel.set_ylim(-1.05, 1.05)
    _unit(panel, 0, f'{x:g}', 'white')
    panel.text(0, 0.34, 'input x', ha='center', fontsize=9)
    for place, (weight, row) in enumerate(shown, start=1):
        _edge(panel, place, weight)
        _unit(panel, place, 'σ', '0.93')
        panel.text(place, 0.34, f'$z_{place}$ = {row["z"]:.3f}\n$a_{place}$ = {row["a"]:.3f}',
                   ha='center', fontsize=9, color=_FORWARD)
        slope, gradient = row["sigmoid'"], row['da_L/dz (chain rule)']
        panel.text(place, -0.36, f"$\\sigma'(z_{place})$ = {slope:.3f}\n"
                   f'$\\partial a_{len(weights)}/\\partial z_{place}$ = {gradient:.3g}',
                   ha='center', va='top', fontsize=9, color=_BACKWARD)
    return made


def _unit(axes: Axes, place: float, text: str, face: str) -> None:
    axes.plot(place, 0, marker='o', markersize=34, color=face, markeredgecolor='black', zorder=3)
    axes.text(place, 0, text, ha='center', va='center', fontsize=11, zorder=4)


def _edge(axes: Axes, place: int, weight: float) -> None:
    """From the unit before to this one, and the way back of the gradient."""
    for ends, height, colour in (((place - 0.8, place - 0.2), 0.06, _FORWARD),
                                 ((place - 0.2, place - 0.8), -0.06, _BACKWARD)):
        axes.annotate('', (ends[1], height), (ends[0], height),
                      arrowprops={'arrowstyle': '->', 'color': colour, 'linewidth': 1.4})
    axes.text(place - 0.5, 0.12, f'$W_{place}$ = {weight:g}', ha='center', fontsize=9)
