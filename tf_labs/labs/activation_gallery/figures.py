"""The figure of the activations: a small panel for each."""

from collections.abc import Mapping
import textwrap

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

COLUMNS = 4
LETTERS = 46  # of a line of a title


def figure(x: np.ndarray, curves: Mapping[str, tuple[np.ndarray, np.ndarray]],
           formulas: Mapping[str, str]) -> Figure:
    """Draws every function solid and its derivative dashed, on one scale.

    Args:
      x: [N].
      curves: {name: (f(x) [N], f'(x) [N])}.
      formulas: {name: formula}, above each panel.
    """
    rows = -(-len(curves) // COLUMNS)
    made, axes = plots.figure(rows, COLUMNS, width=3.3, height=3.2, sharex=True, sharey=True,
                              title='Activations f (solid) and their derivatives (dashed)')
    solid, dashed = plots.COLOURS[:2]
    for one, (name, (y, slope)) in zip(axes.flat, curves.items()):
        one.axhline(0, color='0.6', linewidth=0.8)
        one.axvline(0, color='0.6', linewidth=0.8)
        one.plot(x, _without_jumps(y), color=solid, linewidth=1.8, label='f(x)')
        one.plot(x, _without_jumps(slope), color=dashed, linewidth=1.5, linestyle='--',
                 label="f'(x)")
        one.set_title('\n'.join(textwrap.wrap(f'{name}: {formulas[name]}', LETTERS)), fontsize=9)
        one.set_ylim(-2.2, 3.2)
    for one in axes.flat[len(curves) - COLUMNS:]:  # the lowest of each column
        one.tick_params(labelbottom=True)
    for one in axes.flat[len(curves):]:
        one.set_axis_off()
    axes.flat[-1].legend(*axes.flat[0].get_legend_handles_labels(), loc='center', fontsize=11,
                         frameon=False)
    return made


def _without_jumps(y: np.ndarray) -> np.ndarray:
    """Leaves a gap where the function jumps, in place of a steep line that is not there."""
    gapped = y.copy()
    steps = np.abs(np.diff(y))
    gapped[1:][steps > 0.05 + 10 * np.median(steps)] = np.nan
    return gapped
