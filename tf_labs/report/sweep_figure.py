"""The figure of a sweep: a line over the values of one field, heat maps over those of two."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import choosing
from tf_labs.report import plots

Grid = Mapping[str, Sequence[Any]]
_DECADE = 10.0


def figure(lab: str, grid: Grid, table: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Returns the figure of a sweep; None of one over more than two fields.

    Args:
      lab: its name.
      grid: the values of each field.
      table: of `choosing.rows`, the last field changing fastest.
    """
    if len(grid) > 2:
        return None
    draw = _line if len(grid) == 1 else _heat_map
    made, axes = plots.figure(1, 2, width=5.0, height=3.6,
                              title=f'{lab}: {" and ".join(map(_title, grid))}')
    panels = (choosing.BY, f'test_{choosing.quality_of(table)}')
    for one, key in zip(axes[0], panels):
        draw(one, grid, table, key, choosing.words(key))
    best = [row['variant'] for row in table if row['best']]
    made.set_label(f'{lab}: {" and ".join(map(choosing.words, panels))} over '
                   f'{" and ".join(grid)}. ' + (f'The best by validation is {best[0]}.' if best
                                                else 'There is no best.'))
    return made


def _title(path: str) -> str:
    return path.split('.')[-1].replace('_', ' ')


def _words(values: Sequence[Any]) -> list[str]:
    return [', '.join(map(str, value)) or '()' if isinstance(value, (tuple, list)) else str(value)
            for value in values]


def _line(axes: Axes, grid: Grid, table: Sequence[Mapping[str, Any]], key: str,
          name: str) -> None:
    """Draws means and 95% intervals; what diverged is a cross at the top."""
    (path, values), = grid.items()
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool)
                  for value in values)
    order = sorted(range(len(values)), key=lambda place: values[place]) if numbers else list(
        range(len(values)))
    x = np.array([values[place] if numbers else place for place in order], dtype=float)
    means = np.array([_number(table[place][key]) for place in order])
    half = np.array([_number(table[place][f'{key} high']) for place in order]) - means
    axes.errorbar(x, means, yerr=None if np.isnan(half).all() else np.nan_to_num(half), capsize=3,
                  label=name, **plots.line_style(0))
    for place, at in zip(order, x):
        if table[place]['best']:
            axes.plot(at, _number(table[place][key]), '*', color=plots.COLOURS[1], markersize=13,
                      label='best by validation')
    gone = [at for place, at in zip(order, x) if table[place]['diverged']]
    if gone:
        axes.plot(gone, [0.97] * len(gone), 'x', color='0.3', transform=axes.get_xaxis_transform(),
                  label='diverged')
    if numbers and x.min() > 0 and x.max() > _DECADE * x.min():
        axes.set_xscale('log')
    if not numbers:
        axes.set_xticks(x, _words(values))
    if key == 'validation_loss' and means[np.isfinite(means)].size and np.nanmax(
            means) > _DECADE * np.nanmin(means) > 0:
        axes.set_yscale('log')
    plots.label(axes, x=_title(path), y=name)
    axes.legend(fontsize=8, frameon=False)


def _heat_map(axes: Axes, grid: Grid, table: Sequence[Mapping[str, Any]], key: str,
              name: str) -> None:
    (first, rows), (second, columns) = grid.items()
    values = np.array([_number(row[key]) for row in table]).reshape(len(rows), len(columns))
    plots.heat_map(axes, values, rows=_words(rows), columns=_words(columns), form='{:.3g}')
    for place, row in enumerate(table):
        if row['best']:
            axes.plot(place % len(columns), place // len(columns) - 0.3, '*',
                      color=plots.COLOURS[1], markersize=10)
    plots.label(axes, x=_title(second), y=_title(first), title=f'{name}, * the best')


def _number(value: Any) -> float:
    return float('nan') if value is None else float(value)
