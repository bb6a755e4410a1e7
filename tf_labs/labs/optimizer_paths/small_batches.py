"""L-BFGS on the whole set and on two rows at a time, beside SGD on the same two.

Its curvature is the difference of two gradients divided by the step between them. Gradients of
different rows differ though no step was taken: what it then takes for curvature is noise.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tf_labs.nn import optimizers

ROWS, COLUMNS, NOISE = 200, 5, 1.0
BATCH, STEPS, SEEDS = 2, 100, 3
SOLVED = 1e-3  # above the error of the solution
RATES = {'lbfgs': 0.5, 'sgd': 0.02}
RUNS = (('lbfgs', ROWS), ('lbfgs', BATCH), ('sgd', BATCH))


def compute() -> tuple[list[str], dict[str, Any]]:
    """Fits a plane in five dimensions; returns what is printed, and values by name."""
    found = [excesses(seed) for seed in range(SEEDS)]
    lines = [f'Least squares on {ROWS} rows, {STEPS} steps, {SEEDS} seeds; mean squared error '
             'above that of the solution:', *(
                 f'  {rule:6} {batch:3} rows a step  '
                 + '  '.join(f'{one[place]:8.3g}' for one in found)
                 for place, (rule, batch) in enumerate(RUNS)),
             'L-BFGS compares two gradients of one function: it is a rule for the whole set.']
    return lines, {
        'lbfgs_whole_set_solves': sum(whole < SOLVED for whole, _, _ in found),
        'lbfgs_small_batches_behind_sgd': sum(small > sgd for _, small, sgd in found)}


def excesses(seed: int) -> list[float]:
    """Returns the error of each of RUNS above that of the solution.

    Args:
      seed: of the rows and of the order in which they come.
    """
    x, y = data(seed)
    best = float(np.mean((y - x @ np.linalg.lstsq(x, y)[0]) ** 2))
    return [squared_error(rule, batch, x, y, seed) - best for rule, batch in RUNS]


def data(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns rows [N, D] and targets [N] of a linear function and noise."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    noise = NOISE * generator.normal(size=ROWS)
    return x, (x @ np.arange(1, COLUMNS + 1) + noise).astype(np.float32)


def squared_error(rule: str, batch: int, x: np.ndarray, y: np.ndarray, seed: int) -> float:
    """Returns the error over all rows after the last step; inf if it is no longer finite."""
    weights = keras.Variable(tf.zeros(COLUMNS))
    optimizer = optimizers.optimizer(rule, RATES[rule])
    optimizer.build([weights])
    generator = np.random.default_rng(seed)

    @tf.function
    def step(some_x: tf.Tensor, some_y: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.linalg.matvec(some_x, weights) - some_y) ** 2)
        optimizer.apply([tape.gradient(loss, weights.value)])

    for _ in range(STEPS):
        chosen = generator.permutation(len(x))[:batch]
        step(tf.constant(x[chosen]), tf.constant(y[chosen]))
    error = float(np.mean((y - x @ weights.numpy()) ** 2))
    return error if np.isfinite(error) else float('inf')
