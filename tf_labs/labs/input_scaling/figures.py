"""The figure of input_scaling: the error over the steps, a panel a way to scale."""

from collections.abc import Mapping

from matplotlib.figure import Figure
import numpy as np

from tf_labs.labs.input_scaling.scaling import Run
from tf_labs.report import plots

LOWEST, HIGHEST = 0.1, 1e6  # of the RMSE that is drawn, over the target's standard deviation


def costs(ways: Mapping[str, tuple[float, Mapping[float, Run]]], spread: float) -> Figure:
    """Draws the RMSE in the target's own unit over the steps, a line a rate.

    Args:
      ways: {name: (unit of the target, {rate: Run})}.
      spread: standard deviation of the target, drawn as a line: who always says the mean.
    """
    made, axes = plots.figure(1, len(ways), width=4.1, height=4.0, sharey=True)
    for one, (name, (unit, runs)) in zip(axes[0], ways.items()):
        for index, (rate, run) in enumerate(runs.items()):
            rmse = np.sqrt(run.costs.astype(np.float64)) * unit
            shown = np.isfinite(rmse)
            steps = np.arange(1, len(rmse) + 1)[shown]
            marks = np.unique(np.geomspace(1, max(len(steps), 1), 6).astype(int)) - 1
            label = f'rate {rate:g}' + (
                '' if run.first_nan is None else f': nan at step {run.first_nan}')
            one.plot(steps, rmse[shown], label=label, markevery=marks, **plots.line_style(index))
        one.axhline(spread, color='black', linewidth=1, zorder=1, label='always the mean')
        one.set(xscale='log', yscale='log', ylim=(LOWEST * spread, HIGHEST * spread))
        one.legend(fontsize=8, frameon=False, loc='upper right')
        plots.label(one, x='step', y='', title=f'inputs {name}')
    axes[0, 0].set_ylabel('RMSE, in the unit of the target', fontsize=9)
    return made
