"""The figure of nets at their best learning rates, of several: which learns faster."""

from collections.abc import Sequence
import dataclasses
import math

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from matplotlib.ticker import LogLocator
from matplotlib.ticker import NullFormatter

from tf_labs.report import plots
from tf_labs.training.row_log import Row

_UNEVEN = 5  # times the steps of the shortest run, from which on steps are on a logarithmic axis


@dataclasses.dataclass(frozen=True)
class Tried:
    """The runs of a net.

    Attributes:
      name: of the net.
      rate: the best one; None: there is none.
      best: the rows of each seed at the best rate.
      others: the rows of each run at another rate.
      diverged: seeds that have no rows at the best rate, because they diverged.
    """

    name: str
    rate: float | None
    best: Sequence[Sequence[Row]]
    others: Sequence[Sequence[Row]]
    diverged: int = 0


def figure(lab: str, nets: Sequence[Tried], key: str, target: float | None = None) -> Figure:
    """Returns errors over the steps: each net at its best rate, and pale at the others.

    Args:
      lab: name of the comparison.
      nets: with their runs.
      key: of the rows: train_accuracy, which is the mean of an epoch and stands in its middle, or
        validation_accuracy, which stands at its end.
      target: an error from 0 to 1 that is marked; None: none.
    """
    made, axes = plots.figure(width=6.4, height=4.0, title=f'{lab}: each net at its best rate')
    one = axes[0, 0]
    for number, net in enumerate(nets):
        style = plots.line_style(number)
        one.plot(*_curves(net.others, key), color=style['color'], alpha=0.3, linewidth=0.9)
        one.plot(*_curves(net.best, key), color=style['color'], linestyle=style['linestyle'],
                 linewidth=1.7, label=_name(net))
    if target is not None:
        one.axhline(target, color='0.5', linewidth=0.9, linestyle=':',
                    label=f'target, {100 * target:g}%')
    if _are_uneven([*(rows for net in nets for rows in (*net.best, *net.others) if rows)]):
        one.set_xscale('log')
        one.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        one.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f'{x:,.0f}'))
        one.xaxis.set_minor_formatter(NullFormatter())
    one.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f'{100 * y:.0f}%'))
    what = 'training error, mean of the epoch' if key == 'train_accuracy' else 'validation error'
    plots.label(one, x='steps (pale: the other rates that were tried)', y=what)
    one.legend(fontsize=9, frameon=False)
    made.set_label(f'{lab}: {what} over the steps. ' + ' '.join(
        f'{_name(net)}: {_end(net, key)}.' for net in nets))
    return made


def _name(net: Tried) -> str:
    if net.rate is None:
        return f'{net.name}, no best rate'
    return f'{net.name} at {net.rate:g}' + (
        f', {net.diverged} diverged' if net.diverged else '')


def _end(net: Tried, key: str) -> str:
    ends = [f'{100 * y[-1]:.1f}% at step {rows[-1]["step"]:,}' for rows in net.best
            for _, y in [_curve(rows, key)] if y]
    return ', '.join(ends) or 'no curve'


def _curves(runs: Sequence[Sequence[Row]], key: str) -> tuple[list[float], list[float]]:
    """Returns the curves of several runs as one line with gaps: that seeds lie together is shown.

    Lines of their own that hide each other would be drawn wider.
    """
    x: list[float] = []
    y: list[float] = []
    for rows in runs:
        steps, errors = _curve(rows, key)
        x += [*steps, math.nan]
        y += [*errors, math.nan]
    return x, y


def _curve(rows: Sequence[Row], key: str) -> tuple[list[float], list[float]]:
    """Returns steps and errors of the rows that have it."""
    kept = [row for row in rows if key in row]
    steps = [float(row['step']) for row in kept]
    if key == 'train_accuracy':
        steps = [(before + step) / 2 for before, step in zip([0.0, *steps], steps)]
    return steps, [1 - row[key] for row in kept]


def _are_uneven(runs: Sequence[Sequence[Row]]) -> bool:
    ends = [rows[-1]['step'] for rows in runs]
    return bool(ends) and max(ends) > _UNEVEN * min(ends)
