"""The binary cross-entropy of a logistic perceptron, its gradient and Hessian in closed form.

With p = sigmoid(x W + b) and u = (x_1, ..., x_D, 1), over N examples:

    gradient = mean (p - y) u        Hessian = mean p (1 - p) u u^T

Every p (1 - p) is positive. So if no plane through the origin holds all the u, the Hessian is
positive definite everywhere: the loss is strictly convex, and where its gradient is 0 lies its one
minimum.
"""

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]


def gradient(weights: Reals, x: Reals, y: Reals) -> Reals:
    """Returns the gradient [D + 1] at weights (W_1, ..., W_D, b); x [N, D], y [N]."""
    inputs = _with_one(x)
    return inputs.T @ (_probabilities(weights, inputs) - y) / len(y)


def hessian(weights: Reals, x: Reals) -> Reals:
    """Returns the Hessian [D + 1, D + 1] at weights [D + 1]; x [N, D]. Labels play no part."""
    inputs = _with_one(x)
    p = _probabilities(weights, inputs)
    return inputs.T @ (inputs * (p * (1 - p))[:, np.newaxis]) / len(x)


def _with_one(x: Reals) -> Reals:
    """[N, D] -> [N, D + 1], float64."""
    return np.column_stack([x, np.ones(len(x))]).astype(np.float64)


def _probabilities(weights: Reals, inputs: Reals) -> Reals:
    return 1 / (1 + np.exp(-inputs @ weights))
