"""Figures of linear classifiers: decision regions over two columns, costs and weights."""

from collections.abc import Iterator, Mapping, Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.data import standardising
from tf_labs.data.array_rules import OwnData
from tf_labs.labs.linear_classifier import model
from tf_labs.labs.linear_classifier import table
from tf_labs.report import plots

TICKS = 241
SURE = 0.9


def regions(whole: OwnData, pair: Sequence[int], parameters: model.Parameters) -> Figure:
    """Draws which class is answered where, over two columns in their own units, and all rows.

    Args:
      whole: the table.
      pair: places of the columns.
      parameters: of the model of these two columns.
    """
    columns = [whole.facts.columns[place] for place in pair]
    points = {split: standardising.in_own_unit(table.rows(whole, split)[0][:, pair], columns)
              for split in ('train', 'test')}
    every = np.concatenate(list(points.values()))
    margin = 0.06 * np.ptp(every, axis=0)
    ends = np.stack([every.min(axis=0) - margin, every.max(axis=0) + margin], axis=1)
    ticks = [np.linspace(low, high, TICKS) for low, high in ends]
    grid = np.stack(np.meshgrid(*ticks), axis=-1).reshape(-1, 2)
    scaled = np.column_stack([(grid[:, place] - column.mean) / column.sd
                              for place, column in enumerate(columns)])
    p = model.probabilities(parameters, scaled)
    winner, sure = (one.reshape(TICKS, TICKS) for one in (p.argmax(axis=1), p.max(axis=1)))
    made, ((axes,),) = plots.figure(width=7.0, height=5.2)
    count = len(whole.facts.names)
    colours = [plots.COLOURS[place % len(plots.COLOURS)] for place in range(count)]
    axes.contourf(*ticks, winner, levels=np.arange(count + 1) - 0.5, colors=colours, alpha=0.22)
    for lead in _leads(p):
        if lead.min() < 0 < lead.max():
            axes.contour(*ticks, lead.reshape(TICKS, TICKS), levels=[0], colors='black',
                         linewidths=1.5)
    if sure.min() < SURE < sure.max():
        axes.contour(*ticks, sure, levels=[SURE], colors='black', linewidths=1, linestyles='--')
    for place, name in enumerate(whole.facts.names):
        for split, edge, size in (('train', 'none', 16), ('test', 'black', 34)):
            chosen = points[split][table.rows(whole, split)[1] == place]
            axes.scatter(*chosen.T, s=size, color=colours[place], edgecolor=edge, linewidth=1,
                         marker=plots.MARKERS[place % len(plots.MARKERS)], zorder=3,
                         label=f'{name}, {"training" if split == "train" else "test"}')
    axes.grid(False)
    plots.label(axes, x=columns[0].name, y=columns[1].name, title='Decision regions; line: two '
                f'classes are equally likely; dashed: {SURE:g} sure')
    plots.legend_below(made, axes)
    return made


def _leads(p: np.ndarray) -> Iterator[np.ndarray]:
    """Yields how far each class but the last is ahead of the likeliest other one, [N] each."""
    for place in range(p.shape[1] - 1):
        yield p[:, place] - np.delete(p, place, axis=1).max(axis=1)


def training(fits: Mapping[str, Sequence[model.Fit]], columns: Sequence[str], weights: np.ndarray,
             names: Sequence[str]) -> Figure:
    """Draws the cost over the steps, and the largest weights.

    Args:
      fits: by name; of several the mean is drawn, in a band of +- 1 sd.
      columns: names of the columns with the largest weights [C].
      weights: [C, K].
      names: of the classes.
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.4, height=4.2)
    plots.curves(left, {name: ((several[0].steps + 1).tolist(),
                               np.stack([fit.costs for fit in several]))
                        for name, several in fits.items()}, logarithmic=True)
    left.set_xscale('log')
    plots.label(left, x='step', y='training cost (cross-entropy)', title='all rows at each step')
    shown = [names[1]] if weights.shape[1] == 1 else list(names)
    places, height = np.arange(len(columns))[::-1], 0.8 / len(shown)
    for index, name in enumerate(shown):
        right.barh(places + (len(shown) / 2 - index - 0.5) * height, weights[:, index], height,
                   color=plots.COLOURS[1 if len(shown) == 1 else index % len(plots.COLOURS)],
                   label=name)
    right.axvline(0, color='black', linewidth=1)
    right.set_yticks(places, columns)
    right.legend(fontsize=8, frameon=False, title='speaks for', title_fontsize=8)
    plots.label(right, x='weight, per standard deviation of the column', y='',
                title='the columns with the largest weights')
    return made
