"""A chain of sigmoid units, one a layer, and its gradient in three ways."""

from collections.abc import Sequence
import math

import tensorflow as tf


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + math.exp(-x))


def forward(x: float, weights: Sequence[float], digits: int | None = None) -> list[float]:
    """Returns a_1, ..., a_L with a_l = sigmoid(w_l a_(l-1)) and a_0 = x.

    Args:
      x: input.
      weights: one a layer.
      digits: decimals to which every z and every a is rounded on the way; None: not at all.
    """
    outputs, a = [], x
    for weight in weights:
        a = _rounded(sigmoid(_rounded(weight * a, digits)), digits)
        outputs.append(a)
    return outputs


def weighted_sums(x: float, weights: Sequence[float], outputs: Sequence[float],
                  digits: int | None = None) -> list[float]:
    """Returns z_1, ..., z_L with z_l = w_l a_(l-1) and a_0 = x, of the outputs of `forward`."""
    return [_rounded(weight * a, digits) for weight, a in zip(weights, (x, *outputs))]


def slopes(outputs: Sequence[float], digits: int | None = None) -> list[float]:
    """Returns sigmoid'(z_l) = a_l (1 - a_l)."""
    return [_rounded(a * (1 - a), digits) for a in outputs]


def product_of_slopes(derivatives: Sequence[float]) -> list[float]:
    """Returns sigmoid'(z_L) ... sigmoid'(z_l) for each l: the chain rule without its weights."""
    products: list[float] = []
    product = 1.0
    for derivative in reversed(derivatives):
        product *= derivative
        products.insert(0, product)
    return products


def chain_rule(derivatives: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Returns da_L / dz_l for each l: the slopes from L to l times the weights from L to l + 1."""
    gradients = [derivatives[-1]]
    for derivative, weight in zip(reversed(derivatives[:-1]), reversed(weights[1:])):
        gradients.insert(0, gradients[0] * weight * derivative)
    return gradients


def by_tape(x: float, weights: Sequence[float]) -> list[float]:
    """Returns da_L / dz_l for each l by automatic differentiation."""
    with tf.GradientTape() as tape:
        sums, a = [], tf.constant(x, tf.float64)
        for weight in weights:
            z = weight * a
            tape.watch(z)
            sums.append(z)
            a = tf.sigmoid(z)
    return [float(gradient) for gradient in tape.gradient(a, sums)]


def truncated(value: float, digits: int) -> float:
    """Returns the value cut off, not rounded, after so many decimals."""
    scale: int = 10**digits
    return math.floor(value * scale) / scale


def _rounded(value: float, digits: int | None) -> float:
    return value if digits is None else round(value, digits)
