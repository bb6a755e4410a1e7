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
    for activation, initializer, depth, width in cells:
        began = time.perf_counter()
        costs = final_costs(
            [2, *[width] * depth, 1], range(lottery.tickets), initializer, activation,
            learning_rate=config.optimizer.learning_rate, steps=config.train.steps)
        rows.append({'activation': activation, 'initializer': initializer, 'depth': depth,
                     'width': width, **shares(costs, lottery.solved_below),
                     'seconds': round(time.perf_counter() - began, 2)})
    lines = [f'{row["activation"]:10} {row["initializer"]:15} {row["depth"]} x {row["width"]:<3} '
             f'solved {row["solved"]:.3f}  at ln(2)/2 {row["half"]:.3f}  '
             f'at ln 2 {row["stuck"]:.3f}' for row in rows]
    best = max(rows, key=lambda row: row['solved'])
    lines.append(f'{lottery.tickets} seeds each; the most, {best["solved"]:.3f}, are solved by '
                 f'{best["activation"]}, {best["initializer"]}, {best["depth"]} x {best["width"]}')
    return Findings(lines, _values(rows), {'lottery': rows},
                    {'lottery': figures.figure(rows, lottery.tickets)})


def final_costs(sizes: Sequence[int], seeds: Sequence[int], initializer: str, activation: str, *,
                learning_rate: float, steps: int) -> np.ndarray:
    """Returns the cost of each seed's net before its last step, [S], trained in one loop."""
    table = TABLES['xor']()
    x, y = tf.constant(table.x), tf.constant(table.y)
    function = ACTIVATIONS[activation].function
    descent = full_batch.descend(
        lambda parameters: small_mlp.binary_cross_entropy(parameters, x, y, function),
        small_mlp.initial_many(sizes, seeds, initializer), learning_rate=learning_rate,
        steps=steps, log_every=steps)
    return descent.last_loss


def shares(costs: np.ndarray, solved_below: float) -> dict[str, float]:
    """Returns the shares of costs that are low, at ln(2) / 2 (two rows right), and at ln 2."""
    return {'solved': float(np.mean(costs < solved_below)),
            'half': float(np.mean(np.abs(costs - np.log(2) / 2) < PLATEAU)),
            'stuck': float(np.mean(np.abs(costs - np.log(2)) < PLATEAU))}


def _values(rows: list[dict[str, Any]]) -> dict[str, float]:
    return {f'{share}_{row["activation"]}_{row["initializer"]}_{row["depth"]}x{row["width"]}':
            row[share] for row in rows for share in ('solved', 'half', 'stuck')}
