"""The figure of a comparison: the curves of all variants in one place."""

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
import numpy as np

from tf_labs.report import plots

Rows = list[dict]
PANELS = (('train_loss', 'train loss (mean of the epoch)', True),
          ('test_loss', 'test loss', True),
          ('train_accuracy', 'train accuracy (mean of the epoch)', False),
          ('test_accuracy', 'test accuracy', False),
          ('cost', 'cost', True))


def figures(lab: str, series: dict[str, list[Rows]]) -> dict[str, Figure]:
    """Returns `comparison`, a panel of curves a quantity, and `ranking`, where they ended.

    Args:
      lab: name of the comparison.
      series: {variant: the rows of each seed}; a variant without a sound run has none.

    Returns:
      Nothing where no rows were logged.
    """
    present = {key for runs in series.values() for rows in runs for row in rows for key in row}
    panels = [panel for panel in PANELS if panel[0] in present]
    if not panels:
        return {}
    columns, place = min(2, len(panels)), _place(series)
    figure, axes = plots.figure(-(-len(panels) // columns), columns, width=5.6, height=3.6,
                                title=f'{lab}: mean over the seeds, band +- 1 sd')
    for one, (key, name, logarithmic) in zip(axes.flat, panels):
        plots.curves(one, _lines(series, key, place))
        one.get_legend().remove()
        plots.label(one, x=place, y=name)
        one.xaxis.set_major_locator(MaxNLocator(integer=True))
        if logarithmic:
            one.set_yscale('log')
        if _is_uneven(series, place):
            one.set_xscale('log')
    for one in axes.flat[len(panels):]:
        one.set_visible(False)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc='outside right center', fontsize=9,
                  frameon=False)
    return {'comparison': figure} | _ranking(lab, series)


def _ranking(lab: str, series: dict[str, list[Rows]]) -> dict[str, Figure]:
    """The last test accuracy of each variant, best on top: curves of many variants overlap."""
    last = {name: [row['test_accuracy'] for row in [rows[-1] for rows in runs if rows]
                   if 'test_accuracy' in row] for name, runs in series.items()}
    last = {name: values for name, values in last.items() if values}
    if len(last) < 2:
        return {}
    names = sorted(last, key=lambda name: np.mean(last[name]))
    figure, axes = plots.figure(width=6.4, height=1.2 + 0.26 * len(names),
                                title=f'{lab}: where the variants ended')
    for height, name in enumerate(names):
        values = last[name]
        axes[0, 0].plot(values, [height] * len(values), 'o', color='0.6', markersize=4)
        axes[0, 0].plot(np.mean(values), height, 'D', color=plots.COLOURS[0], markersize=6)
    axes[0, 0].set_yticks(range(len(names)), names)
    plots.label(axes[0, 0], x='test accuracy: mean over the seeds, and each seed in grey', y='')
    return {'ranking': figure}


def _place(series: dict[str, list[Rows]]) -> str:
    """Returns what counts time: epochs, where those of all variants have as many steps."""
    first = [rows[0] for runs in series.values() for rows in runs if rows]
    lengths = {row['step'] / row['epoch'] if 'epoch' in row else None for row in first}
    return 'epoch' if len(lengths) == 1 and None not in lengths else 'step'


def _is_uneven(series: dict[str, list[Rows]], place: str) -> bool:
    """True if the longest run would press the shortest into a corner."""
    ends = [rows[-1][place] for runs in series.values() for rows in runs if rows]
    return max(ends) > 5 * min(ends)


def _lines(series: dict[str, list[Rows]], key: str,
           place: str) -> dict[str, tuple[list, np.ndarray]]:
    """Runs of one variant have the same rows: they differ in their seed alone."""
    lines = {}
    for name, runs in series.items():
        kept = [[row for row in rows if key in row] for rows in runs]
        if kept and kept[0]:
            lines[name] = ([row[place] for row in kept[0]],
                           np.array([[row[key] for row in rows] for rows in kept]))
    return lines
