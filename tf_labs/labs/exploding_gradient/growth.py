"""Norms of the gradient by depth, before any training."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tf_labs.models import normed_mlp

# name: (activation, start, batch norm)
NETS: Mapping[str, tuple[str, str, bool]] = {
    'ReLU, N(0, 1)': ('relu', 'normal_1', False),
    'tanh, N(0, 1)': ('tanh', 'normal_1', False),
    'ReLU, He': ('relu', 'he', False),
    'tanh, Xavier': ('tanh', 'xavier', False),
    'ReLU, N(0, 1), batch norm': ('relu', 'normal_1', True),
}


def chain(factor: float, lengths: Sequence[int]) -> list[float]:
    """Returns dy/dx of y = w f(... w f(x)) for w f' = factor in each of L units: factor^L."""
    return [float(factor)**length for length in lengths]


def kernel_norms(net: str, depth: int, units: int, x: np.ndarray, labels: np.ndarray, classes: int,
                 seed: int) -> np.ndarray:
    """Returns the Frobenius norm of dL/dW of every layer, first layer first, [depth + 1]."""
    activation, start, batch_norm = NETS[net]
    generator = np.random.default_rng([seed, depth])
    layers = normed_mlp.initial((x.shape[1], *(units,) * depth, classes), start, generator,
                                batch_norm=batch_norm)
    found = normed_mlp.gradients(layers, x, labels, activation)[1]
    return np.array([np.linalg.norm(layer['kernel']) for layer in found])


def norms(depths: Sequence[int], units: int, x: np.ndarray, labels: np.ndarray, classes: int,
          seeds: Sequence[int]) -> dict[str, dict[int, np.ndarray]]:
    """Returns {net: {depth: norms of every layer [S, depth + 1]}}."""
    return {net: {depth: np.stack([kernel_norms(net, depth, units, x, labels, classes, seed)
                                   for seed in seeds]) for depth in depths} for net in NETS}


def factor_a_layer(depths: Sequence[int], first: np.ndarray) -> float:
    """Returns by how much one more hidden layer multiplies the first layer's gradient.

    Args:
      depths: hidden layers [D].
      first: norm of dL/dW of the first layer [S, D], above 0.

    Returns:
      exp of the slope of log(norm) over the depth, by least squares.
    """
    return float(np.exp(np.polyfit(depths, np.log(first).mean(axis=0), 1)[0]))


def rows(found: Mapping[str, Mapping[int, np.ndarray]]) -> list[dict[str, Any]]:
    """Returns for each net the first and last layer's norms at the ends, and the growth."""
    made = []
    for net, by_depth in found.items():
        depths = list(by_depth)
        first = np.stack([by_depth[depth][:, 0] for depth in depths], axis=1)
        deepest = np.exp(np.log(by_depth[depths[-1]]).mean(axis=0))
        made.append({
            'net': net, f'first layer, {depths[0]} deep': float(np.exp(np.log(first[:, 0]).mean())),
            f'first layer, {depths[-1]} deep': float(deepest[0]),
            f'last layer, {depths[-1]} deep': float(deepest[-1]),
            'factor a layer': factor_a_layer(depths, first)})
    return made
