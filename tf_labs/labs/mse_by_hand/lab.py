"""The mean squared error worked out by hand, and its slope in closed form and by the tape."""

from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.labs.mse_by_hand import figures
from tf_labs.labs.mse_by_hand import lines as several
from tf_labs.labs.mse_by_hand import squared_error
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables

ROUND_OFF = 1e-9


def compute(config: ConfigDict) -> Findings:
    """Works out the errors of one line, compares three, then takes all lines through the origin."""
    x, y = np.array(config.mse.x), np.array(config.mse.y)
    drawn = [(config.mse.weight, config.mse.bias),
             *zip(config.mse.other_weights, config.mse.other_biases)]
    compared_lines, compared_values, compared_rows = several.compare(drawn, x, y)
    line_lines, line_values, line_rows = _line(config, x, y)
    slope_lines, slope_values, slope_rows = _slopes(config, x, y)
    weights = np.linspace(config.mse.curve_from, config.mse.curve_to, 201)
    figure = figures.figure(
        x, y, (config.mse.weight, config.mse.bias), (weights, squared_error.cost(weights, x, y)),
        [(row['W'], row['cost'], row['slope, closed form']) for row in slope_rows])
    return Findings(
        [*line_lines, '', *compared_lines, '', *slope_lines],
        {**line_values, **compared_values, **slope_values},
        {'errors': line_rows, 'lines': compared_rows, 'slopes': slope_rows},
        {'cost': figure, 'lines': figures.lines(x, y, drawn)})


def _line(config: ConfigDict, x: np.ndarray,
          y: np.ndarray) -> tuple[list[str], dict[str, Any], list[dict[str, Any]]]:
    """One line by hand; where a wrong mean was printed, what gives it."""
    predictions = config.mse.weight * x + config.mse.bias
    errors = y - predictions
    total = float(np.sum(errors**2))
    rows = [{'x': at, 'y': truth, 'prediction': prediction, 'error': error,
             'squared error': error**2}
            for at, truth, prediction, error in zip(*(
                column.tolist() for column in (x, y, predictions, errors)))]
    squares = ' + '.join(f'({error:g})^2' for error in errors)
    lines = [f'The line {config.mse.weight:g} x + {config.mse.bias:g}; an error is truth minus '
             'prediction:', *tables.to_markdown(rows).splitlines(),
             f'sum of squares {squares} = {total:g}', f'mean {total:g} / {len(x)} = '
             f'{total / len(x):g}', f'The sum of the errors themselves, {errors.sum():g}, would '
             'let them cancel.']
    values: dict[str, Any] = {
        'predictions': predictions.tolist(), 'errors': errors.tolist(), 'sse': total,
        'mse': total / len(x), 'mean_of_y': float(y.mean())}
    wrong = config.mse.printed
    if y.mean() == wrong:
        lines.append(f'{wrong:g} is printed as well. Where it comes from is not known; '
                     f'{y.sum():g} / {len(x)}, the mean of the column y, gives it.')
    for position, read in squared_error.misreadings(errors, wrong):
        misread = errors.copy()
        misread[position] = read
        values |= {'misread_error': float(read), 'misread_sse': float(np.sum(misread**2)),
                   'misread_mse': float(np.mean(misread**2))}
        lines.append(
            f'{wrong:g} also comes out if the error {errors[position]:g} is read as {read}: '
            + ' + '.join(f'({error:g})^2' for error in misread)
            + f' = {values["misread_sse"]:g}, / {len(x)} = {values["misread_mse"]:g}')
    return lines, values, rows


def _slopes(config: ConfigDict, x: np.ndarray,
            y: np.ndarray) -> tuple[list[str], dict[str, Any], list[dict[str, Any]]]:
    best = squared_error.minimum(x, y)
    rows = []
    for weight in (*config.mse.tangents_at, best):
        closed, tape = (function(weight, x, y) for function in (
            squared_error.slope, squared_error.slope_by_tape))
        rows.append({'W': weight, 'cost': float(squared_error.cost(weight, x, y)),
                     'slope, closed form': _clean(closed), 'slope, tape': _clean(tape),
                     'difference': abs(tape - closed)})
    both, least = np.polyfit(x, y, 1), rows[-1]
    free = float(np.mean((y - np.polyval(both, x))**2))
    lines = ['Without a bias the cost is a parabola over W; its slope in closed form and by '
             'tf.GradientTape:', *tables.to_markdown(rows).splitlines(),
             f'minimum in closed form: W = sum(x y) / sum(x^2) = {np.sum(x * y):g} / '
             f'{np.sum(x**2):g} = {best:.6g}, cost {least["cost"]:.6g}',
             f'with a bias as well: W = {both[0]:.6g}, b = {both[1]:.6g}, cost {free:.6g}']
    values = {'best_weight': best, 'best_cost': least['cost'], 'best_cost_with_bias': free,
              'slopes': [row['slope, closed form'] for row in rows],
              'slopes_by_tape': [row['slope, tape'] for row in rows],
              'largest_slope_difference': max(row['difference'] for row in rows)}
    return lines, values, rows


def _clean(slope: float) -> float:
    """A slope of nothing but round-off is 0."""
    return 0.0 if abs(slope) < ROUND_OFF else slope
