"""x^2, x^5 and sin x by a line, by a deep linear net, and by nets with an activation."""

from collections.abc import Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.labs.approximation import figures
from tf_labs.labs.approximation import fitting
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables

BENT = ('tanh', 'relu')
Errors = dict[str, np.ndarray]  # {'inside', 'outside': [S, W]}


def compute(config: ConfigDict) -> Findings:
    """Fits each target in each way, and asks the fits where nothing was learnt."""
    rows: list[dict[str, Any]] = []
    shown: dict[str, dict[str, fitting.Function]] = {}
    widths: dict[str, dict[str, tuple[list[int], np.ndarray]]] = {}
    lines_by_target: dict[str, float] = {}
    for key, target in fitting.TARGETS.items():
        x, y = fitting.points(target, config.approximation.points)
        line = fitting.line(x, y)
        lines_by_target[key] = fitting.rmse(line, x, y)
        deep = _fits(config, 'linear', list(config.approximation.deep_sizes), x, y)
        deep_name = f'linear, {len(config.approximation.deep_sizes)} hidden layers'
        found: dict[str, Sequence[fitting.Function]] = {'line': [line], deep_name: deep}
        shown[key], widths[key] = {'line': line, deep_name: deep[0]}, {}
        for activation in BENT:
            by_width = {width: _fits(config, activation, [width], x, y)
                        for width in config.approximation.widths}
            found |= {f'{activation}, {width}': fits for width, fits in by_width.items()}
            widest = max(by_width)
            shown[key][f'{activation}, {widest} units'] = by_width[widest][0]
            widths[key][activation] = list(by_width), np.array(
                [[fitting.rmse(one, x, y) for one in fits] for fits in by_width.values()]).T
        rows += [_row(config, key, name, fits) for name, fits in found.items()]
    lines = [
        f'Root mean squared error where the net learnt ({config.approximation.points} points), and '
        f'as far again on both sides, where it did not; {config.approximation.seeds} seeds.',
        *tables.to_markdown(rows).splitlines()]
    values = {f'{row["key"]}_{_key(row["fit"])}_{place}': row[place] for row in rows
              for place in ('inside', 'outside')}
    shown_rows = [{name: value for name, value in row.items() if name != 'key'} for row in rows]
    lines[1:] = tables.to_markdown(shown_rows).splitlines()
    return Findings(lines, values, tables={'approximation': shown_rows}, figures={
        'fits': figures.fits(shown), 'widths': figures.widths(widths, lines_by_target)})


def _fits(config: ConfigDict, activation: str, hidden: list[int], x: np.ndarray,
          y: np.ndarray) -> list[fitting.Net]:
    return [fitting.fit(activation, hidden, x, y, seed=seed,
                        iterations=config.approximation.iterations)
            for seed in range(config.seed, config.seed + config.approximation.seeds)]


def _row(config: ConfigDict, key: str, name: str,
         fits: Sequence[fitting.Function]) -> dict[str, Any]:
    target = fitting.TARGETS[key]
    inside, outside = (np.array([fitting.rmse(one, *data) for one in fits]) for data in (
        fitting.points(target, config.approximation.points),
        fitting.outside(target, config.approximation.points)))
    sd = float(inside.std(ddof=1)) if len(inside) > 1 else None
    return {'key': key, 'target': target.title, 'fit': name, 'inside': float(inside.mean()),
            'sd': sd, 'outside': float(outside.mean())}


def _key(name: str) -> str:
    """'tanh, 8' -> 'tanh_8', 'linear, 3 hidden layers' -> 'deep_linear'."""
    return 'deep_linear' if name.startswith('linear') else name.replace(', ', '_')
