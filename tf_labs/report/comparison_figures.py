"""The figures of a comparison: the curves of all variants in one place, and where they ended."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.run_style import frame
from tf_labs.training.row_log import Row

Series = Mapping[str, Sequence[list[Row]]]  # of each seed; none of a variant without a sound run
PANELS = (('train_loss', 'train loss (mean of the epoch)', True),
          ('test_loss', 'test loss', True),
          ('train_accuracy', 'train accuracy (mean of the epoch)', False),
          ('test_accuracy', 'test accuracy', False), ('test_r2', 'test R^2', False),
          ('cost', 'cost', True))
_BAND = 'mean over the seeds, band +- 1 sd'
_GEOMETRIC = 'on logarithmic axes geometric'


def figures(lab: str, series: Series) -> dict[str, Figure]:
    """Returns `comparison`, a panel of curves a quantity, and `ranking`, where they ended.

    Args:
      lab: name of the comparison.
      series: {variant: the rows of each seed}.

    Returns:
      Nothing where no rows were logged.
    """
    panels = _panels(series)
    if not panels:
        return {}
    columns = min(2, len(panels))
    figure, axes = plots.figure(-(-len(panels) // columns), columns, width=5.6, height=3.6,
                                title=_title(lab, series))
    for one, panel in zip(axes.flat, panels):
        _draw(one, panel, series)
    for one in axes.flat[len(panels):]:
        one.set_visible(False)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc='outside right center', fontsize=9,
                  frameon=False)
    return {'comparison': figure} | _ranking(lab, series)


def pictures(series: Series) -> list[Picture]:
    """Returns the same for a page: a picture a panel, readable at the width of a phone.

    Runs of one row have no curves: a table tells as much.
    """
    drawn: list[Picture] = []
    if max((len(rows) for runs in series.values() for rows in runs), default=0) < 2:
        return drawn
    for panel in _panels(series):
        figure, (axes,) = frame(panel[1][0].upper() + panel[1][1:], 3.5)
        _draw(axes, panel, series)
        plots.legend_below(figure, axes)
        drawn.append(html.picture(panel[0], figure, plots.description(figure),
                                  _caption(series, panel[2])))
    return drawn


def _panels(series: Series) -> list[tuple[str, str, bool]]:
    present = {key for runs in series.values() for rows in runs for row in rows for key in row}
    return [panel for panel in PANELS if panel[0] in present]


def _title(lab: str, series: Series) -> str:
    if not _has_bands(series):
        return lab
    return f'{lab}: {_BAND} ({_GEOMETRIC})'


def _caption(series: Series, logarithmic: bool) -> str:
    if not _has_bands(series):
        return ''
    words = ('Geometric mean over the seeds, and a band of one geometric sd to either side.'
             if logarithmic else 'Mean over the seeds, in a band of +- 1 sd.')
    return words


def _has_bands(series: Series) -> bool:
    return any(len(runs) > 1 for runs in series.values())


def _draw(axes: Axes, panel: tuple[str, str, bool], series: Series) -> None:
    key, name, logarithmic = panel
    place = _place(series)
    plots.curves(axes, _lines(series, key, place), logarithmic=logarithmic, legend=False)
    plots.label(axes, x=place, y=name)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    ends = {float(x) for line in axes.lines for x in np.asarray(line.get_xdata())}
    if len(ends) == 1:  # else the axis would show fractions of an epoch around it
        axes.set_xlim(min(ends) - 1, min(ends) + 1)
    if _is_uneven(series, place):
        axes.set_xscale('log')


def ranking(series: Series) -> Picture | None:
    """Returns where the variants ended for a page; None where they measured no test accuracy."""
    last = _ends(series)
    if len(last) < 2:
        return None
    figure, (axes,) = frame('Where they ended', _height(last))
    _draw_ranking(axes, last)
    each = ', '.join(f'{name} {np.mean(last[name]):.4f}' for name in reversed(last))
    return html.picture('ranking', figure, f'Test accuracy, the mean over the seeds: {each}.',
                        'Grey: single seeds. Blue: their mean.')


def _ranking(lab: str, series: Series) -> dict[str, Figure]:
    last = _ends(series)
    if len(last) < 2:
        return {}
    figure, axes = plots.figure(width=6.4, height=_height(last),
                                title=f'{lab}: final results of the variants')
    _draw_ranking(axes[0, 0], last)
    return {'ranking': figure}


def _ends(series: Series) -> dict[str, list[float]]:
    """The last test accuracies of each variant, the best mean last: curves of many overlap."""
    last = {name: [rows[-1]['test_accuracy'] for rows in runs
                   if rows and 'test_accuracy' in rows[-1]] for name, runs in series.items()}
    return {name: last[name] for name in sorted(
        filter(last.get, last), key=lambda name: float(np.mean(last[name])))}


def _height(last: Mapping[str, Sequence[float]]) -> float:
    return 1.2 + 0.26 * len(last)


def _draw_ranking(axes: Axes, last: Mapping[str, Sequence[float]]) -> None:
    for height, values in enumerate(last.values()):
        axes.plot(values, [height] * len(values), 'o', color='0.6', markersize=4)
        axes.plot(np.mean(values), height, 'D', color=plots.COLOURS[0], markersize=6)
    axes.set_yticks(range(len(last)), list(last))
    plots.label(axes, x='test accuracy: mean over the seeds, and each seed in grey', y='')


def _place(series: Series) -> str:
    """Returns what counts time: epochs, where those of all variants have as many steps."""
    first = [rows[0] for runs in series.values() for rows in runs if rows]
    lengths = {row['step'] / row['epoch'] if 'epoch' in row else None for row in first}
    return 'epoch' if len(lengths) == 1 and None not in lengths else 'step'


def _is_uneven(series: Series, place: str) -> bool:
    """True if the longest run would press the shortest into a corner."""
    ends = [rows[-1][place] for runs in series.values() for rows in runs if rows]
    return bool(max(ends) > 5 * min(ends))


def _lines(series: Series, key: str, place: str) -> dict[str, tuple[list[float], np.ndarray]]:
    """Returns {variant: (x [N], y [seeds, N])}, NaN where a run, say one not finished, has no row.

    A variant whose runs have no such row has no line.
    """
    lines = {}
    for name, runs in series.items():
        kept = [{row[place]: row[key] for row in rows if key in row} for rows in runs]
        x = sorted({one for values in kept for one in values})
        if x:
            lines[name] = (x, np.array([[values.get(one, np.nan) for one in x]
                                        for values in kept if values], dtype=float))
    return lines
