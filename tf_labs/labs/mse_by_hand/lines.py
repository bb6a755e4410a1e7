"""Several lines through the same points, and which of them is best: that of the lowest cost."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tf_labs.report import tables

Line = tuple[float, float]  # weight, bias
SYNONYMS = ('Cost function, loss function, error function and objective function are four names '
            'for one thing: the number that training makes small. Here it is the mean squared '
            'error.')


def compare(lines: Sequence[Line], x: np.ndarray,
            y: np.ndarray) -> tuple[list[str], dict[str, Any], list[dict[str, Any]]]:
    """Returns what is said of the lines, numbers for result.json, and a row a line."""
    rows: list[dict[str, Any]] = []
    for weight, bias in lines:
        errors = y - (weight * x + bias)
        rows.append({'line': named(weight, bias), 'sum of errors': float(errors.sum()),
                     'mean squared error': float(np.mean(errors**2))})
    best = min(range(len(rows)), key=lambda place: rows[place]['mean squared error'])
    free = named(*np.polyfit(x, y, 1).tolist())
    said = [SYNONYMS, f'{len(x)} points and {len(rows)} lines: which one is best?',
            *tables.to_markdown(rows).splitlines(),
            f'{rows[best]["line"]} has the lowest cost of the {len(rows)}; the best line of all is '
            f'{free}.']
    return said, {'line_costs': [row['mean squared error'] for row in rows],
                  'best_line': rows[best]['line']}, rows


def named(weight: float, bias: float) -> str:
    """Returns `13 x + 1`, `20 x`, `2 x - 3`."""
    sign = f' {"+" if bias > 0 else "-"} {abs(bias):.6g}' if bias else ''
    return f'{weight:.6g} x{sign}'
