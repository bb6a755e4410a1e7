"""What gamma and beta give back."""

from typing import Any

import numpy as np

from tf_labs.models import normed_mlp

GAMMAS = (0.5, 1.0, 2.0, 4.0)


def identity_gap(z: np.ndarray) -> float:
    """Returns the largest |BN(z) - z| with gamma = sqrt(variance + epsilon), beta = mean."""
    gamma, beta = np.sqrt(z.var(axis=0) + normed_mlp.EPSILON), z.mean(axis=0)
    normed = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + normed_mlp.EPSILON)
    return float(np.abs(gamma * normed + beta - z).max())


def share_of_a_line(activation: str, gamma: float, beta: float, z: np.ndarray) -> float:
    """Returns R^2 of the best line through (z, f(gamma z + beta)): 1 if f acts as a line."""
    values = normed_mlp.ACTIVATIONS[activation][0](gamma * z + beta)
    return float(np.corrcoef(z, values)[0, 1]**2)


def rows() -> list[dict[str, Any]]:
    """Returns how linear each activation is on normalized inputs N(0, 1), by gamma."""
    z = _normal_quantiles()
    return [{'activation': name, **{f'gamma {gamma:g}': share_of_a_line(name, gamma, 0, z)
                                    for gamma in GAMMAS}}
            for name in ('sigmoid', 'tanh', 'relu')]


def _normal_quantiles() -> np.ndarray:
    """Values that stand for N(0, 1), each as likely as the next."""
    from scipy import special
    values: np.ndarray = special.ndtri((np.arange(10_000) + 0.5) / 10_000)
    return values
