"""What makes a function linear, as numbers; and many linear layers as one."""

from collections.abc import Callable, Sequence
import dataclasses

import numpy as np

VectorFunction = Callable[[np.ndarray], np.ndarray]  # [..., D] -> [..., K], row by row
WHOLE = np.arange(-3.0, 4.0)  # where counterexamples are looked for: numbers one can check by hand


@dataclasses.dataclass(frozen=True)
class Linearity:
    """How far a function is from linear.

    Attributes:
      additivity: largest |f(x + y) - (f(x) + f(y))|.
      homogeneity: largest |f(c x) - c f(x)|, c of either sign.
      positive_homogeneity: the same, over c > 0 alone.
    """

    additivity: float
    homogeneity: float
    positive_homogeneity: float


@dataclasses.dataclass(frozen=True)
class Counterexample:
    """Inputs x, y [D] for which f(x + y) and f(x) + f(y) [K] differ."""

    x: np.ndarray
    y: np.ndarray
    of_sum: np.ndarray
    sum_of: np.ndarray


def measure(function: VectorFunction, size: int, *, pairs: int, seed: int) -> Linearity:
    """Returns the largest gaps over random pairs x, y ~ N(0, 1)^size and factors c ~ N(0, 1)."""
    generator = np.random.default_rng(seed)
    x, y = generator.normal(size=(2, pairs, size))
    c = generator.normal(size=(pairs, 1))
    fx = function(x)
    return Linearity(
        _largest(function(x + y) - (fx + function(y))),
        _largest(function(c * x) - c * fx),
        _largest(function(abs(c) * x) - abs(c) * fx))


def _largest(gaps: np.ndarray) -> float:
    return float(np.abs(gaps).max())


def counterexample(function: VectorFunction, size: int, tolerance: float) -> Counterexample | None:
    """Returns the whole-numbered pair with the widest gap in additivity; None if all are closed.

    Each of the pair has one number in all of its places.
    """
    x, y = (np.repeat(grid.reshape(-1, 1), size, axis=1)
            for grid in np.meshgrid(WHOLE, WHOLE, indexing='ij'))
    of_sum, sum_of = function(x + y), function(x) + function(y)
    gaps = np.abs(of_sum - sum_of).max(axis=-1)
    widest = int(gaps.argmax())
    if gaps[widest] <= tolerance:
        return None
    return Counterexample(x[widest], y[widest], of_sum[widest], sum_of[widest])


def collapse(parameters: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Returns the one layer W, b that equals a stack of linear layers.

    ((x W_1 + b_1) W_2 + b_2) ... = x (W_1 W_2 ...) + (b_1 W_2 ... + b_2 ...) + ...

    Args:
      parameters: W_1, b_1, W_2, b_2, ...; W_i [fan_in, fan_out], b_i [1, fan_out].
    """
    kernel, bias = parameters[0], parameters[1]
    for index in range(2, len(parameters), 2):
        kernel, bias = kernel @ parameters[index], bias @ parameters[index] + parameters[index + 1]
    return kernel, bias
