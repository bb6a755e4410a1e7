"""Fits of a function of one number: by a line, a deep linear net, and nets with an activation."""

from collections.abc import Callable, Mapping, Sequence
import dataclasses
import math

import numpy as np
from scipy import optimize

from tf_labs.models.normed_mlp import ACTIVATIONS

_FLAT = 1e-6  # largest entry of a gradient at which a fit ends
Function = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class Target:
    """A function, learnt on [-end, end] and asked as far as [-2 end, 2 end]."""

    title: str
    function: Function
    end: float


TARGETS: Mapping[str, Target] = {
    'x2': Target('x^2', lambda x: x**2, 1.0),
    'x5': Target('x^5', lambda x: x**5, 1.0),
    'sin': Target('sin x', np.sin, math.pi),
}


def points(target: Target, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns x [N] evenly over [-end, end], and the target there."""
    x = np.linspace(-target.end, target.end, count)
    return x, target.function(x)


def outside(target: Target, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns x [N] evenly over [-2 end, -end] and [end, 2 end], and the target there."""
    right = np.linspace(target.end, 2 * target.end, count // 2 + 1)[1:]
    x = np.concatenate([-right[::-1], right])
    return x, target.function(x)


def line(x: np.ndarray, y: np.ndarray) -> Function:
    """Returns the line w x + b of least squares, which no other line beats."""
    slope, intercept = np.polyfit(x, y, 1)
    return lambda at: slope * at + intercept


@dataclasses.dataclass(frozen=True)
class Net:
    """A net of one input and one output.

    Attributes:
      activation: after each hidden layer, a name of ACTIVATIONS.
      sizes: 1, hidden layers, 1.
      parameters: kernels and biases one after the other [P].
      scale: that x is divided by first.
    """

    activation: str
    sizes: tuple[int, ...]
    parameters: np.ndarray
    scale: float

    def __call__(self, at: np.ndarray) -> np.ndarray:
        answers: np.ndarray = _forward(self.parameters, self.sizes, self.activation,
                                       at / self.scale)[-1][:, 0]
        return answers


def fit(activation: str, hidden: Sequence[int], x: np.ndarray, y: np.ndarray, *, seed: int,
        iterations: int) -> Net:
    """Returns a net fitted by L-BFGS to the mean squared error, from a random start.

    Each unit of the first hidden layer begins with its zero somewhere in the range of x, evenly
    drawn: from biases of 0 all kinks would lie at 0. The other layers begin as Xavier's.

    Args:
      activation: a name of ACTIVATIONS.
      hidden: units of each hidden layer.
      x, y: what is learnt [N].
      seed: of the start.
      iterations: of L-BFGS at most.
    """
    sizes, scale = (1, *hidden, 1), float(np.abs(x).max())
    generator = np.random.default_rng([seed, *hidden])
    start: list[np.ndarray] = []
    for index, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
        sd = math.sqrt(2 / (fan_in + fan_out)) if index else 1.0
        kernel = generator.normal(0, sd, fan_in * fan_out)
        start += [kernel, np.zeros(fan_out) if index else
                  -kernel * generator.uniform(-1, 1, fan_out)]
    found = optimize.minimize(
        loss_and_gradient, np.concatenate(start), args=(sizes, activation, x / scale, y), jac=True,
        method='L-BFGS-B', options={'maxiter': iterations, 'maxfun': 2 * iterations, 'ftol': 0,
                                    'gtol': _FLAT})
    return Net(activation, sizes, found.x, scale)


def loss_and_gradient(parameters: np.ndarray, sizes: Sequence[int], activation: str,
                      x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Returns the mean squared error and its gradient by the parameters [P], by backpropagation."""
    values = _forward(parameters, sizes, activation, x)
    error = values[-1][:, 0] - y
    delta = 2 * error[:, np.newaxis] / len(x)
    gradient: list[np.ndarray] = []
    layers = _layers(parameters, sizes)
    for index in reversed(range(len(layers))):
        gradient = [(values[2 * index].T @ delta).ravel(), delta.sum(axis=0), *gradient]
        if index:
            z, above = values[2 * index - 1], values[2 * index]
            delta = delta @ layers[index][0].T * ACTIVATIONS[activation][1](z, above)
    return float(np.mean(error**2)), np.concatenate(gradient)


def _layers(parameters: np.ndarray,
            sizes: Sequence[int]) -> list[tuple[np.ndarray, np.ndarray]]:
    layers, place = [], 0
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        kernel = parameters[place:place + fan_in * fan_out].reshape(fan_in, fan_out)
        place += fan_in * fan_out
        layers.append((kernel, parameters[place:place + fan_out]))
        place += fan_out
    return layers


def _forward(parameters: np.ndarray, sizes: Sequence[int], activation: str,
             x: np.ndarray) -> list[np.ndarray]:
    """Returns x [N, 1], then z and f(z) of each hidden layer, last the output [N, 1]."""
    values = [x[:, np.newaxis]]
    layers = _layers(parameters, sizes)
    for index, (kernel, bias) in enumerate(layers):
        values.append(values[-1] @ kernel + bias)
        if index < len(layers) - 1:
            values.append(ACTIVATIONS[activation][0](values[-1]))
    return values


def rmse(function: Function, x: np.ndarray, y: np.ndarray) -> float:
    """Returns the root of the mean squared error."""
    return float(np.sqrt(np.mean((function(x) - y)**2)))
