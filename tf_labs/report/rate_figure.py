"""The figure of a learning-rate range test."""

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots
from tf_labs.training.rate_range import Recommendation


def figure(lab: str, rate: np.ndarray, loss: np.ndarray, smooth: np.ndarray,
           found: Recommendation | None) -> Figure:
    """Returns the losses over the rate, what is smoothed of them, and the recommended range."""
    made, axes = plots.figure(width=6.4, height=3.8, title=f'{lab}: learning-rate range test')
    one = axes[0, 0]
    one.plot(rate, loss, color='0.7', linewidth=0.8, label='of each batch')
    one.plot(rate, smooth, color=plots.COLOURS[0], linewidth=1.8, label='smoothed')
    if found is not None:
        one.axvspan(found.low, found.high, color=plots.COLOURS[2], alpha=0.15, linewidth=0,
                    label=f'range {found.low:.2g} to {found.high:.2g}')
        one.axvline(found.rate, color=plots.COLOURS[1], linestyle='--', linewidth=1.5,
                    label=f'recommended {found.rate:.2g}')
    one.set_xscale('log')
    # The end, where the loss has blown up, would press all else to the ground.
    low, high = float(smooth.min()), float(max(smooth[0], np.median(loss)))
    one.set_ylim(low - 0.15 * (high - low), high + 0.6 * (high - low) or None)
    plots.label(one, x='learning rate', y='training loss')
    one.legend(fontsize=8, frameon=False)
    said = ('The loss has not fallen, or no more than batches differ.' if found is None else
            f'Recommended {found.rate:.2g}, range {found.low:.2g} to {found.high:.2g}; the '
            f'smoothed loss is smallest at {found.minimum:.2g}.')
    made.set_label(f'{lab}: training loss over the learning rate, {rate[0]:.2g} to '
                   f'{rate[-1]:.2g}. {said}')
    return made
