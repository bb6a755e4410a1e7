"""Gradient descent on the mean squared error of W x and of W x + b, step by step.

Over W alone the cost is a parabola with the second derivative c = 2 mean x^2, and a step of rate r
leaves the factor 1 - r c of the distance to its bottom: from 0 to 1 it walks down one side, from -1
to 0 it jumps from side to side and still comes closer, beyond that it climbs out. Over W and b the
same holds along each eigenvector of the Hessian.
"""

import numpy as np

from tf_labs.labs.mse_by_hand import squared_error


def on_curve(x: np.ndarray, y: np.ndarray, start: float, rate: float, steps: int) -> np.ndarray:
    """Returns W before the first step and after each, [steps + 1]."""
    weights = [start]
    for _ in range(steps):
        weights.append(weights[-1] - rate * squared_error.slope(weights[-1], x, y))
    return np.array(weights)


def curvature(x: np.ndarray) -> float:
    """Returns the second derivative of the cost over W."""
    return float(2 * np.mean(x**2))


def cost(parameters: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Returns the cost of W x + b: parameters [..., 2] -> [...]."""
    weight, bias = parameters[..., 0, np.newaxis], parameters[..., 1, np.newaxis]
    found: np.ndarray = np.mean((weight * x + bias - y)**2, axis=-1)
    return found


def gradient(parameters: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Returns (d cost / dW, d cost / db) at (W, b)."""
    error = parameters[0] * x + parameters[1] - y
    return np.array([2 * np.mean(error * x), 2 * np.mean(error)])


def hessian(x: np.ndarray) -> np.ndarray:
    """Returns the second derivatives of the cost over W and b [2, 2], the same everywhere."""
    return 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])


def on_surface(x: np.ndarray, y: np.ndarray, start: tuple[float, float], rate: float,
               steps: int) -> np.ndarray:
    """Returns (W, b) before the first step and after each, [steps + 1, 2]."""
    path = [np.array(start)]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1], x, y))
    return np.stack(path)
