"""XOR for many seeds at once: how often a small net wins, and what decides it."""

from collections.abc import Sequence
import itertools
import time
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.small_tables import TABLES
from tf_labs.labs.procedure import Findings
from tf_labs.labs.xor_lottery import figures
from tf_labs.labs.xor_lottery import kinds
from tf_labs.models import initial_weights
from tf_labs.models import small_mlp
from tf_labs.nn.activations import ACTIVATIONS
from tf_labs.training import full_batch

PLATEAU = 0.02  # a cost this near to ln 2 or ln(2) / 2 has stopped there


def compute(config: ConfigDict) -> Findings:
    """Draws the tickets of every net; returns the shares that solve XOR."""
    lottery = config.lottery
    cells = list(itertools.product(
        lottery.activations, lottery.initializers, lottery.depths, lottery.widths))
    rows: list[dict[str, Any]] = []
    logged: dict[str, Any] = {}
    log: dict[int, dict[str, Any]] = {}
    for activation, initializer, depth, width in cells:
        began = time.perf_counter()
        descent = _descend(
            [2, *[width] * depth, 1], range(lottery.tickets), initializer, activation,
            learning_rate=config.optimizer.learning_rate, steps=config.train.steps,
            log_every=lottery.log_every or config.train.steps)
        costs = descent.last_loss
        if lottery.log_every:
            name = f'{activation}_{initializer}_{depth}x{width}'
            logged |= _kinds(name, descent, log, lottery.log_every)
        rows.append({'activation': activation, 'initializer': initializer, 'depth': depth,
                     'width': width, **shares(costs, lottery.solved_below),
                     'seconds': round(time.perf_counter() - began, 2)})
    lines = [f'{row["activation"]:10} {row["initializer"]:15} {row["depth"]} x {row["width"]:<3} '
             f'solved {row["solved"]:.3f}  at ln(2)/2 {row["half"]:.3f}  '
             f'at ln 2 {row["stuck"]:.3f}' for row in rows]
    best = max(rows, key=lambda row: row['solved'])
    lines.append(f'{lottery.tickets} seeds each; the most, {best["solved"]:.3f}, are solved by '
                 f'{best["activation"]}, {best["initializer"]}, {best["depth"]} x {best["width"]}')
    return Findings(lines, _values(rows, lottery.tickets) | logged, {'lottery': rows},
                    {'lottery': figures.figure(rows, lottery.tickets)},
                    rows=[{'step': step, **spreads} for step, spreads in log.items()])


def final_costs(sizes: Sequence[int], seeds: Sequence[int], initializer: str, activation: str, *,
                learning_rate: float, steps: int) -> np.ndarray:
    """Returns the cost of each seed's net before its last step, [S], trained in one loop."""
    return _descend(sizes, seeds, initializer, activation, learning_rate=learning_rate,
                    steps=steps, log_every=steps).last_loss


def _descend(sizes: Sequence[int], seeds: Sequence[int], initializer: str, activation: str, *,
             learning_rate: float, steps: int, log_every: int) -> full_batch.Descent:
    table = TABLES['xor']()
    x, y = tf.constant(table.x), tf.constant(table.y)
    function = ACTIVATIONS[activation].function
    return full_batch.descend(
        lambda parameters: small_mlp.binary_cross_entropy(parameters, x, y, function),
        initial_weights.initial_many(sizes, seeds, initializer), learning_rate=learning_rate,
        steps=steps, log_every=log_every)


def _kinds(name: str, descent: full_batch.Descent, log: dict[int, dict[str, Any]],
           log_every: int) -> dict[str, kinds.Spread]:
    """Spreads of the costs of runs of one kind; what goes by the step is put into `log`."""
    costs = descent.losses
    half = np.abs(descent.last_loss - np.log(2) / 2) < PLATEAU
    for kind, chosen in (('all', np.ones_like(half)), ('half', half),
                         ('plateau', kinds.on_plateau(costs))):
        for step, found in zip(descent.steps.tolist(), kinds.by_step(costs, chosen)):
            log.setdefault(step, {})[f'{kind}_{name}'] = found
    at = kinds.drops(costs)
    return {f'drop_{name}': kinds.spread(at[at < len(costs)] * log_every), **{
        f'from_drop_{name}[{shift * log_every}]': found
        for shift, found in kinds.from_drop(costs).items()}}


def shares(costs: np.ndarray, solved_below: float) -> dict[str, float]:
    """Returns the shares of costs that are low, at ln(2) / 2 (two rows right), and at ln 2."""
    return {'solved': float(np.mean(costs < solved_below)),
            'half': float(np.mean(np.abs(costs - np.log(2) / 2) < PLATEAU)),
            'stuck': float(np.mean(np.abs(costs - np.log(2)) < PLATEAU))}


def _values(rows: list[dict[str, Any]], tickets: int) -> dict[str, Any]:
    """The share of each end, and as `count_...` how many of how many."""
    values: dict[str, Any] = {}
    for row in rows:
        name = f'{row["activation"]}_{row["initializer"]}_{row["depth"]}x{row["width"]}'
        for share in ('solved', 'half', 'stuck'):
            values[f'{share}_{name}'] = row[share]
            values[f'count_{share}_{name}'] = [round(row[share] * tickets), tickets]
    return values
