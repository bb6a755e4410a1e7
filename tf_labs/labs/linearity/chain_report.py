"""Is training w1 alone as good as training w1, w2 and w3? Tried with linear units and with tanh."""

from typing import Any

from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np

from tf_labs.labs.linearity import figures
from tf_labs.labs.linearity import scalar_chain
from tf_labs.labs.linearity.scalar_chain import Training

WEIGHTS, X = (0.5, 3.0, -2.0), 2.0  # of the lines in which the weights move together
TANH_WEIGHTS = (2.0, 2.0, 1.5)  # of the chain of tanh units that makes the targets
POINTS = 41  # x from -1 to 1
TRAINED = {'w1': (0,), 'w1, w2, w3': (0, 1, 2)}
FUNCTIONS: dict[str, tuple[scalar_chain.Function, scalar_chain.Function]] = {
    'linear': (lambda z: z, np.ones_like), 'tanh': (np.tanh, lambda z: 1 - np.tanh(z)**2)}
Cases = dict[str, dict[str, Training]]


def report(config: ConfigDict) -> tuple[list[str], dict[str, list[dict[str, Any]]],
                                        dict[str, Any], Figure]:
    """Returns what is printed above each table, the tables, numbers by name, and the figure."""
    slope = config.chain.slope
    linear = scalar_chain.merging(lambda z: slope * z, WEIGHTS, X)
    tanh = scalar_chain.merging(np.tanh, WEIGHTS, X)
    merging = [{**line, 'value': f'{line["value"]:g}', 'with tanh': f'{other["value"]:.4f}'}
               for line, other in zip(linear, tanh)]
    cases = train(config)
    rows = [{'units and target': case, 'trained': trained, 'loss before': one.losses[0],
             'loss after': one.loss, 'w1 w2 w3': float(one.weights.prod())}
            for case, runs in cases.items() for trained, one in runs.items()]
    weights = ', '.join(f'{weight:g}' for weight in WEIGHTS)
    lines = [f'A chain of three units, f(x) = {slope:g} x, w = {weights}, x = {X:g}: the weights '
             'become one.',
             f'Trained from w1 = w2 = w3 = 1, {config.chain.steps} steps of gradient descent at '
             f'{config.chain.learning_rate:g}, w1 alone and all three:']
    values = {'merging_spread': _spread(linear), 'merging_spread_tanh': _spread(tanh)}
    for row in rows:
        name = f'chain_{_key(row["units and target"])}_{_key(row["trained"])}'
        values |= {f'{name}_loss': row['loss after'], f'{name}_product': row['w1 w2 w3']}
    figure = figures.chain({case: {trained: (one.losses, one.products)
                                   for trained, one in runs.items()}
                            for case, runs in cases.items()})
    return lines, {'merging': merging, 'chain': rows}, values, figure


def train(config: ConfigDict) -> Cases:
    """Returns {units and target: {trained weights: what came of it}}."""
    x = np.linspace(-1, 1, POINTS)
    targets = {f'linear, y = {target:g} x': ('linear', target * x)
               for target in config.chain.targets}
    weights = ', '.join(f'{weight:g}' for weight in TANH_WEIGHTS)
    targets[f'tanh, y of w = {weights}'] = (
        'tanh', scalar_chain.output(np.tanh, TANH_WEIGHTS, x))
    return {case: {name: scalar_chain.train(
        *FUNCTIONS[units], x, y, trained=trained, learning_rate=config.chain.learning_rate,
        steps=config.chain.steps) for name, trained in TRAINED.items()}
        for case, (units, y) in targets.items()}


def _key(text: str) -> str:
    """'linear, y = -2 x' -> 'linear_minus_2', 'w1, w2, w3' -> 'all'."""
    if text in TRAINED:
        return 'w1' if text == 'w1' else 'all'
    if text.startswith('tanh'):
        return 'tanh'
    return f'linear_{text.split()[3]}'.replace('-', 'minus_')


def _spread(lines: list[dict[str, Any]]) -> float:
    values = [line['value'] for line in lines]
    return float(max(values) - min(values))
