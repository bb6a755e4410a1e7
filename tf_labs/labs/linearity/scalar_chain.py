"""Three units one after the other, y = f(w3 f(w2 f(w1 x))), and which weights need training."""

from collections.abc import Callable, Sequence
import dataclasses
from typing import Any

import numpy as np

from tf_labs.training import finite

Function = Callable[[Any], Any]  # elementwise, of a number or an array


def output(f: Function, weights: Sequence[float], x: np.ndarray) -> np.ndarray:
    """Returns f(w_L ... f(w_2 f(w_1 x)))."""
    for weight in weights:
        x = f(weight * x)
    return x


def merging(f: Function, weights: Sequence[float], x: float) -> list[dict[str, Any]]:
    """Returns the lines in which w1, w2, w3 move together: formula, why, value.

    Of a linear f all have one value.
    """
    w1, w2, w3 = weights
    lines = [('f(w3 f(w2 f(w1 x)))', 'the net', f(w3 * f(w2 * f(w1 * x)))),
             ('f(w3 f(f(w1 w2 x)))', 'f(c x) = c f(x) with c = w2', f(w3 * f(f(w1 * w2 * x)))),
             ('f(f(f(w1 w2 w3 x)))', 'the same with c = w3, twice', f(f(f(w1 * w2 * w3 * x)))),
             ('f*(W x), W = w1 w2 w3', 'f* = f f f is one linear function', f(f(f(
                 np.prod(weights) * x))))]
    return [{'line': line, 'why': why, 'value': float(value)} for line, why, value in lines]


@dataclasses.dataclass(frozen=True)
class Training:
    """What a chain went through.

    Attributes:
      losses: mean squared error before each step [T].
      products: w1 w2 w3 before each step [T].
      weights: after the last step [3].
      loss: after the last step.
    """

    losses: np.ndarray
    products: np.ndarray
    weights: np.ndarray
    loss: float


def train(f: Function, slope_of: Function, x: np.ndarray, y: np.ndarray, *, trained: Sequence[int],
          learning_rate: float, steps: int) -> Training:
    """Trains some of three weights by gradient descent on the mean squared error, all from 1.

    Args:
      f: the activation.
      slope_of: its derivative.
      x, y: inputs and targets [N].
      trained: numbers of the weights that are trained, from 0 on.
      learning_rate: of each step.
      steps: at least 1.

    Raises:
      DivergedError: a weight is no longer finite.
    """
    weights = np.ones(3)
    is_trained = np.isin(np.arange(3), trained)
    losses, products = [], []
    with np.errstate(over='ignore', invalid='ignore'):
        for _ in range(steps):
            loss, gradient = loss_and_gradient(f, slope_of, weights, x, y)
            losses.append(loss)
            products.append(float(weights.prod()))
            weights = weights - learning_rate * gradient * is_trained
        last = loss_and_gradient(f, slope_of, weights, x, y)[0]
    finite.check('a weight of the chain', weights, f'after step {steps - 1}',
                 'chain.learning_rate')
    return Training(np.array(losses), np.array(products), weights, last)


def loss_and_gradient(f: Function, slope_of: Function, weights: np.ndarray, x: np.ndarray,
                      y: np.ndarray) -> tuple[float, np.ndarray]:
    """Returns mean (output - y)^2 and its gradient for each weight, by the chain rule."""
    sums, values = [], [x]
    for weight in weights:
        sums.append(weight * values[-1])
        values.append(f(sums[-1]))
    error = values[-1] - y
    delta, gradient = 2 * error / len(x), np.zeros(len(weights))
    for layer in reversed(range(len(weights))):
        delta = delta * slope_of(sums[layer])
        gradient[layer] = float(delta @ values[layer])
        delta = delta * weights[layer]
    return float(np.mean(error**2)), gradient
