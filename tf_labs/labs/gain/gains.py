"""Gains by activation: those of PyTorch, and those that keep the scale of a signal."""

from collections.abc import Callable
import functools
import math

import numpy as np

from tf_labs.models.normed_mlp import ACTIVATIONS
from tf_labs.models.normed_mlp import LEAKY_SLOPE

# What torch.nn.init.calculate_gain returns.
PYTORCH = {
    'tanh': 5 / 3,
    'relu': math.sqrt(2),
    'leaky_relu': math.sqrt(2 / (1 + LEAKY_SLOPE**2)),
    'selu': 3 / 4,
}
_NODES = 200  # of the sum that takes the place of the integral on each side of 0
_LIMIT = 10.0  # beyond which N(0, 1) has no weight that counts

Function = Callable[[np.ndarray], np.ndarray]


@functools.cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    """Returns where and with what weight the sum is taken, on [0, 10]."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return (nodes + 1) * _LIMIT / 2, weights * _LIMIT / 2


def mean_square(function: Function) -> float:
    """Returns E f(z)^2 for z ~ N(0, 1), by Gauss-Legendre quadrature on each side of 0."""
    z, weights = _nodes()
    density = np.exp(-z**2 / 2) / math.sqrt(2 * math.pi)
    both = function(z)**2 + function(-z)**2
    return float((weights * density * both).sum())


def keeping(name: str) -> float:
    """Returns the gain g with g^2 E f(z)^2 = 1: sums that are N(0, 1) have variance 1 again."""
    return 1 / math.sqrt(mean_square(ACTIVATIONS[name][0]))


def gradient_factor(name: str, gain: float) -> float:
    """Returns g^2 E f'(z)^2, by which a layer multiplies the mean square of a gradient."""
    function, slope = ACTIVATIONS[name]
    return gain**2 * mean_square(lambda z: slope(z, function(z)))
