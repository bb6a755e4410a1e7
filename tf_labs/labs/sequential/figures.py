"""The figure of sequential: the loss of a deep chain and of the same layers with branches."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from tf_labs.labs.sequential.deep import Outcome
from tf_labs.report import plots


def training(outcomes: Mapping[str, Outcome], depth: int) -> Figure:
    """Draws the training loss, mean and +- 1 sd over the seeds, and each test accuracy."""
    made, ((left, right),) = plots.figure(1, 2, width=5.0, height=3.8)
    plots.curves(left, {name: (one.steps.tolist(), one.losses.T) for name, one in outcomes.items()},
                 logarithmic=True)
    plots.label(left, x='step', y='training loss (cross-entropy)', title=f'{depth} hidden layers')
    for index, one in enumerate(outcomes.values()):
        style = plots.line_style(index)
        right.plot([index] * len(one.accuracies), one.accuracies, linestyle='',
                   marker=style['marker'], color=style['color'], markersize=7, alpha=0.7)
    right.set_xticks(range(len(outcomes)), outcomes)
    right.set(xlim=(-0.5, len(outcomes) - 0.5), ylim=(0, 1))
    right.axhline(0.1, color='0.5', linewidth=1)
    right.text(len(outcomes) - 0.52, 0.12, 'chance', ha='right', fontsize=8, color='0.4')
    plots.label(right, x='', y='test accuracy', title='a point a seed')
    return made
