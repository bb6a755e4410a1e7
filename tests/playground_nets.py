"""An independent net for the playground: matrices in float64, and slopes by complex steps."""

from collections.abc import Callable
import math

import numpy as np

Weights = list[list[np.ndarray]]  # kernel [fan_in, fan_out] and bias [fan_out] of each layer
STEP = 1e-30  # of a complex step, whose imaginary part is a derivative without rounding


def _where(z: np.ndarray, above: Callable, below: Callable) -> np.ndarray:
    return np.where(z.real > 0, above(z), below(np.where(z.real > 0, 0, z)))


# Formulas alone, of complex numbers: no derivative is written down.
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    'linear': lambda z: z,
    'sigmoid': lambda z: 1 / (1 + np.exp(-z)),
    'tanh': np.tanh,
    'relu': lambda z: _where(z, lambda z: z, lambda z: 0 * z),
    'leaky_relu': lambda z: _where(z, lambda z: z, lambda z: 0.01 * z),
    'elu': lambda z: _where(z, lambda z: z, lambda z: np.exp(z) - 1),
    'swish': lambda z: z / (1 + np.exp(-z)),
    'gelu': lambda z: 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    'selu': lambda z: 1.0507009873554805 * _where(
        z, lambda z: z, lambda z: 1.6732632423543772 * (np.exp(z) - 1)),
}


def gradients(weights: Weights, x: np.ndarray, y: np.ndarray, activation: str, *,
              is_class: bool = True, l1: float = 0.0, l2: float = 0.0,
              masks: list[np.ndarray] | None = None) -> tuple[float, Weights]:
    """Returns the mean loss of a batch, and the gradients with those of the penalties.

    Args:
      weights: of every layer.
      x: [N, D].
      y: [N], of classes 0 and 1, or numbers.
      activation: of FUNCTIONS, after each hidden layer.
      is_class: the loss is the binary cross-entropy of the output, else the squared error.
      l1: as Keras has it, of the kernels.
      l2: the same.
      masks: of dropout [N, units], for each hidden layer.
    """
    function, below, slopes = FUNCTIONS[activation], [x], []
    for index, (kernel, bias) in enumerate(weights[:-1]):
        stepped = function(below[-1] @ kernel + bias + 1j * STEP)
        mask = masks[index] if masks else 1.0
        below.append(stepped.real * mask)
        slopes.append(stepped.imag / STEP * mask)
    z = (below[-1] @ weights[-1][0] + weights[-1][1])[:, 0]
    loss = (np.logaddexp(0, z) - y * z if is_class else (z - y)**2).mean()
    delta = ((1 / (1 + np.exp(-z)) - y if is_class else 2 * (z - y)) / len(y))[:, np.newaxis]
    found: Weights = []
    for index in range(len(weights) - 1, -1, -1):
        kernel = weights[index][0]
        penalty = l1 * np.sign(kernel) + 2 * l2 * kernel
        found.insert(0, [below[index].T @ delta + penalty, delta.sum(axis=0)])
        if index:
            delta = (delta @ kernel.T) * slopes[index - 1]
    return float(loss), found


def flat(weights: Weights) -> np.ndarray:
    """Returns all of it in a row, as the page has it."""
    return np.concatenate([one.ravel() for layer in weights for one in layer])


def shaped(row: np.ndarray, like: Weights) -> Weights:
    """Returns what `flat` has made a row of."""
    ends = np.cumsum([one.size for layer in like for one in layer])
    pieces = iter(np.split(row, ends[:-1]))
    return [[next(pieces).reshape(one.shape) for one in layer] for layer in like]
