"""The walk of gradient descent on the cost of a line: over W as a curve, over W and b a surface."""

from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.labs.descent import figures
from tf_labs.labs.descent import walk
from tf_labs.labs.mse_by_hand import squared_error
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables
from tf_labs.training import finite

PRINTED = 6  # steps of a walk
NEAR = 0.01  # of a distance that counts as gone
CLOSE = 1e-6  # distances to the bottom, in that of the start, that round-off still leaves whole


def compute(config: ConfigDict) -> Findings:
    """Walks down the curve at each rate, then over the surface."""
    x, y = np.array(config.line.x), np.array(config.line.y)
    walks = {rate: walk.on_curve(x, y, config.curve.start, rate, config.curve.steps)
             for rate in config.curve.rates}
    for rate, weights in walks.items():
        finite.check('W', weights, f'on the walk of rate {rate:g}', 'curve.rates')
    curve_lines, curve_values, curve_rows = _curve(config, x, y, walks)
    path = walk.on_surface(x, y, (config.surface.weight, config.surface.bias),
                           config.surface.learning_rate, config.surface.steps)
    finite.check('the way over the surface', path, f'within {config.surface.steps} steps',
                 'surface.learning_rate')
    surface_lines, surface_values, surface_rows = _surface(config, x, y, path)
    return Findings([*curve_lines, '', *surface_lines], {**curve_values, **surface_values},
                    {'curve': curve_rows, 'surface': surface_rows},
                    {'curve': figures.curve(x, y, walks, config.curve.tangents),
                     'surface': figures.surface(x, y, path)})


def _curve(config: ConfigDict, x: np.ndarray, y: np.ndarray, walks: dict[float, np.ndarray]
           ) -> tuple[list[str], dict[str, Any], list[dict[str, Any]]]:
    best, curvature = squared_error.minimum(x, y), walk.curvature(x)
    first_rate, first = next(iter(walks.items()))
    steps = [{'step': step, 'W': float(weight),
              'cost': float(squared_error.cost(weight, x, y)),
              'slope': squared_error.slope(float(weight), x, y),
              'change of W': float(after - weight)}
             for step, (weight, after) in enumerate(zip(first[:PRINTED], first[1:]))]
    rows: list[dict[str, Any]] = [{
        'rate': rate, 'factor 1 - rate x curvature': 1 - rate * curvature,
        'factor measured': _factor(weights - best), 'W at the end': float(weights[-1]),
        'walk': _kind(weights - best)} for rate, weights in walks.items()]
    lines = [f'Over W alone (b = 0) the cost is a parabola with curvature 2 mean x^2 = '
             f'{curvature:.6g}, lowest at W = {best:.6g}.',
             f'Rate {first_rate:g}: where the slope is negative W grows, where it is positive W '
             'falls, and the flatter the shorter the step:',
             *tables.to_markdown(steps).splitlines(),
             'What a step leaves of the distance to the bottom, at each rate:',
             *tables.to_markdown(rows).splitlines(),
             f'The largest rate that comes closer is 2 / {curvature:.6g} = {2 / curvature:.6g}.']
    measured = [(_factor(weights - best), 1 - rate * curvature)
                for rate, weights in walks.items()]
    differences = [abs(one - formula) for one, formula in measured if one is not None]
    return lines, {'curvature': curvature, 'best_weight': best, 'largest_rate': 2 / curvature,
                   'walks': [row['walk'] for row in rows],
                   'largest_factor_difference': max(differences, default=0.0)}, rows


def _factor(distances: np.ndarray) -> float | None:
    """The mean of what steps leave of the distance, while round-off is no part of it."""
    told = np.abs(distances[:-1]) > CLOSE * np.abs(distances[0])
    return float(np.mean(distances[1:][told] / distances[:-1][told])) if told.any() else None


def _kind(distances: np.ndarray) -> str:
    """Names the walk by its first and its last distance to the bottom, and by its sides."""
    if abs(distances[-1]) > abs(distances[0]):
        return 'climbs out'
    if abs(distances[-1]) == abs(distances[0]):
        return 'comes no closer'
    return 'walks down' if distances[0] * distances[1] >= 0 else 'jumps from side to side'


def _surface(config: ConfigDict, x: np.ndarray, y: np.ndarray,
             path: np.ndarray) -> tuple[list[str], dict[str, Any], list[dict[str, Any]]]:
    """The way in the directions of the Hessian's eigenvectors, the steepest one first."""
    best = np.polyfit(x, y, 1)
    eigenvalues, vectors = np.linalg.eigh(walk.hessian(x))
    rows = []
    for value, vector in zip(eigenvalues[::-1], vectors.T[::-1]):
        distances = np.abs((path - best) @ vector)
        rows.append({'direction (W, b)': f'({vector[0]:+.3f}, {vector[1]:+.3f})',
                     'curvature': float(value),
                     'a step leaves': float(1 - config.surface.learning_rate * value),
                     'distance at the start': float(distances[0]),
                     'at the end': float(distances[-1]),
                     'steps to a hundredth': _steps_until(distances)})
    end = path[-1]
    lines = [f'Over W and b, rate {config.surface.learning_rate:g}: after {len(path) - 1} steps '
             f'W = {end[0]:.4f}, b = {end[1]:.4f}, cost {walk.cost(end, x, y):.3g}; the bottom is '
             f'at W = {best[0]:.4f}, b = {best[1]:.4f}.', *tables.to_markdown(rows).splitlines(),
             'The steep direction is done after a few steps: that is the way into the valley. The '
             'flat one is the way along it.']
    return lines, {'last_weight': float(end[0]), 'last_bias': float(end[1]),
                   'surface_curvatures': eigenvalues.tolist(),
                   'condition_number': float(eigenvalues[1] / eigenvalues[0]),
                   'steps_to_a_hundredth': [row['steps to a hundredth'] for row in rows]}, rows


def _steps_until(distances: np.ndarray) -> int | str:
    near = np.flatnonzero(distances <= NEAR * distances[0])
    return int(near[0]) if len(near) else 'more'
