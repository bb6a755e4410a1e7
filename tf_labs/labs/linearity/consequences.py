"""What follows from linearity: T(0) = 0, differences, weighted sums, and compositions."""

from collections.abc import Mapping
import dataclasses
from typing import Any

import numpy as np

from tf_labs.labs.linearity import measure
from tf_labs.labs.linearity.measure import VectorFunction

TERMS = 4  # vectors in the weighted sum
# The proof that UT is linear, on numbers that can be checked by hand.
T = np.array([[1.0, 0.0], [2.0, 1.0]])  # T(a1, a2) = (a1 + 2 a2, a2), rows times T
U = np.array([[3.0, 1.0], [-1.0, 2.0]])  # U(b1, b2) = (3 b1 - b2, b1 + 2 b2)
FACTOR, X, Y = 2.0, np.array([1.0, 2.0]), np.array([3.0, -1.0])


@dataclasses.dataclass(frozen=True)
class Step:
    """A line of a proof.

    Attributes:
      formula: what the line says.
      why: what it follows from.
      value: what it comes to, [K].
    """

    formula: str
    why: str
    value: np.ndarray


def gaps(function: VectorFunction, size: int, *, pairs: int, seed: int) -> dict[str, float]:
    """Returns how far a function is from each property of a linear one, the largest over pairs.

    Args:
      function: row by row, [..., D] -> [..., K].
      size: D.
      pairs: draws of vectors and factors, all N(0, 1).
      seed: of the draws.
    """
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(TERMS, pairs, size))
    factors = generator.normal(size=(TERMS, pairs, 1))
    x, y, c = vectors[0], vectors[1], factors[0]
    parts = sum(factor * function(vector) for factor, vector in zip(factors, vectors))
    differences = {
        'f(0)': function(np.zeros((1, size))),
        'f(x-y) - f(x) + f(y)': function(x - y) - function(x) + function(y),
        'f(cx+y) - c f(x) - f(y)': function(c * x + y) - c * function(x) - function(y),
        'f(sum a_i x_i) - sum a_i f(x_i)': function((factors * vectors).sum(axis=0)) - parts,
    }
    return {name: float(np.abs(values).max()) for name, values in differences.items()}


def rows(functions: Mapping[str, tuple[str, int, VectorFunction]], *, pairs: int,
         seed: int) -> list[dict[str, Any]]:
    """Returns the gaps of each function {key: (name, inputs, function)} as a row of a table."""
    return [{'function': name, **gaps(function, size, pairs=pairs, seed=seed)}
            for name, size, function in functions.values()]


def composition(t: VectorFunction, u: VectorFunction) -> list[Step]:
    """Returns the proof that UT(a x + y) = a UT(x) + UT(y), line by line with a = 2.

    Of linear T and U all lines have one value; where one of them is not linear, the value changes
    in the line that uses it.

    Args:
      t, u: T, then U: [2] -> [2].
    """
    a, x, y = FACTOR, X, Y
    return [
        Step('UT(a x + y)', 'what is to be shown equal', u(t(a * x + y))),
        Step('U(T(a x + y))', 'UT means: first T, then U', u(t(a * x + y))),
        Step('U(a T(x) + T(y))', 'T is linear', u(a * t(x) + t(y))),
        Step('a U(T(x)) + U(T(y))', 'U is linear', a * u(t(x)) + u(t(y))),
        Step('a UT(x) + UT(y)', 'UT means: first T, then U', a * u(t(x)) + u(t(y))),
    ]


def composed(x: np.ndarray) -> np.ndarray:
    """UT of the notes' T and another linear map."""
    values: np.ndarray = x @ T @ U
    return values


def composition_lines() -> tuple[list[str], list[dict[str, Any]], dict[str, Any]]:
    """Returns the proof with numbers, once with linear maps and once with a ReLU for U."""
    linear = composition(lambda x: x @ T, lambda x: x @ U)
    bent = composition(lambda x: x @ T, lambda x: np.maximum(0, x @ U))
    found = [{'line': step.formula, 'why': step.why, 'U linear': _text(step.value),
              'U with a ReLU': _text(other.value)} for step, other in zip(linear, bent)]
    text = (f'The composition of linear maps is linear. T(a1, a2) = (a1 + 2 a2, a2), U(b1, b2) = '
            f'(3 b1 - b2, b1 + 2 b2), a = {FACTOR:g}, x = {_text(X)}, y = {_text(Y)}:')
    is_linear = measure.measure(composed, 2, pairs=100, seed=0)
    return [text], found, {
        'composition_spread': spread(linear), 'composition_spread_relu': spread(bent),
        'composition_gap': max(is_linear.additivity, is_linear.homogeneity)}


def spread(steps: list[Step]) -> float:
    """Returns by how much the lines of a proof differ at most; 0 where each equals the next."""
    values = np.stack([step.value for step in steps])
    return float(np.ptp(values, axis=0).max())


def _text(vector: np.ndarray) -> str:
    return f'({", ".join(f"{number:g}" for number in vector)})'
