"""A deep MLP in NumPy, with batch norm, whose gradient is written out: to look into at each step.

All is float64: a gradient that grows by five a layer is still a number after 300 layers, and one
that shrinks is not yet 0.
"""

from collections.abc import Callable, Sequence
import dataclasses
from typing import Any

import numpy as np

EPSILON = 1e-3  # under the root of batch norm, as in tf_labs.nn.layers
LEAKY_SLOPE = 0.01  # as in tf_labs.config.activation_table
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Klambauer et al. (2017)
Layer = dict[str, np.ndarray]  # kernel [fan_in, fan_out]; bias, or gamma and beta, [fan_out]
Noise = tuple[np.ndarray, np.ndarray]  # factor and summand [N, fan_out] of what batch norm gives


def _sigmoid(z: np.ndarray) -> np.ndarray:
    values: np.ndarray = 0.5 * (1 + np.tanh(z / 2))
    return values


# name: (function of z, derivative by z and f(z))
ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    'linear': (lambda z: z, lambda z, f: np.ones_like(z)),
    'sigmoid': (_sigmoid, lambda z, f: f * (1 - f)),
    'tanh': (np.tanh, lambda z, f: 1 - f**2),
    'relu': (lambda z: np.maximum(0, z), lambda z, f: (z > 0).astype(z.dtype)),
    'leaky_relu': (lambda z: np.maximum(LEAKY_SLOPE * z, z),
                   lambda z, f: np.where(z > 0, 1, LEAKY_SLOPE)),
    'selu': (lambda z: SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * np.expm1(np.minimum(z, 0))),
             lambda z, f: np.where(z > 0, SELU_SCALE, f + SELU_SCALE * SELU_ALPHA)),
}
# name: (fan_in, fan_out) -> standard deviation of a normal distribution
STARTS: dict[str, Callable[[int, int], float]] = {
    'normal_1': lambda fan_in, fan_out: 1.0,
    'xavier': lambda fan_in, fan_out: float(np.sqrt(2 / (fan_in + fan_out))),
    'he': lambda fan_in, fan_out: float(np.sqrt(2 / fan_in)),
}


@dataclasses.dataclass(frozen=True)
class Passed:
    """What a hidden layer did to a batch.

    Attributes:
      below: what came in [N, fan_in].
      normed: z normalized to mean 0 and variance 1, None without batch norm.
      scale: 1 / sqrt(variance + epsilon) [fan_out], None without.
      factor: of the noise, 1 without.
      fed: what the activation was given [N, fan_out].
      above: what it gave.
    """

    below: np.ndarray
    normed: np.ndarray | None
    scale: np.ndarray | None
    factor: Any
    fed: np.ndarray
    above: np.ndarray


def initial(sizes: Sequence[int], start: str, generator: np.random.Generator, *,
            batch_norm: bool = False) -> list[Layer]:
    """Returns layers of the given sizes, inputs first; biases 0, gamma 1, beta 0."""
    layers: list[Layer] = []
    for index, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
        layer = {'kernel': generator.normal(0, STARTS[start](fan_in, fan_out), (fan_in, fan_out))}
        if batch_norm and index < len(sizes) - 2:
            layer |= {'gamma': np.ones(fan_out), 'beta': np.zeros(fan_out)}
        else:
            layer['bias'] = np.zeros(fan_out)
        layers.append(layer)
    return layers


def forward(layers: Sequence[Layer], x: np.ndarray, activation: str,
            noise: Sequence[Noise] = ()) -> tuple[np.ndarray, list[Passed]]:
    """Returns the logits [N, K] and what each hidden layer did; batch norm uses this batch.

    Args:
      layers: of `initial`.
      x: [N, D].
      activation: a name of ACTIVATIONS.
      noise: for each hidden layer, multiplied and added between batch norm and activation.
    """
    function, passed, hidden = ACTIVATIONS[activation][0], [], x
    factor: Any
    for index, layer in enumerate(layers[:-1]):
        z, normed, scale, factor = hidden @ layer['kernel'], None, None, 1.0
        if 'gamma' in layer:
            scale = 1 / np.sqrt(z.var(axis=0) + EPSILON)
            normed = (z - z.mean(axis=0)) * scale
            fed = layer['gamma'] * normed + layer['beta']
        else:
            fed = z + layer['bias']
        if noise:
            factor, summand = noise[index]
            fed = fed * factor + summand
        above = function(fed)
        passed.append(Passed(hidden, normed, scale, factor, fed, above))
        hidden = above
    return hidden @ layers[-1]['kernel'] + layers[-1]['bias'], passed


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Returns the mean of -log softmax(logits)[label] and its gradient by the logits [N, K]."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    gradient = exponentials / sums
    gradient[rows, labels] -= 1
    return float(np.mean(np.log(sums[:, 0]) - shifted[rows, labels])), gradient / len(labels)


def gradients(layers: Sequence[Layer], x: np.ndarray, labels: np.ndarray, activation: str,
              noise: Sequence[Noise] = ()) -> tuple[float, list[Layer], list[Passed]]:
    """Returns the mean cross-entropy, its gradient for each layer, and what the layers did."""
    logits, passed = forward(layers, x, activation, noise)
    loss, delta = cross_entropy(logits, labels)
    last = passed[-1].above if passed else x
    found: list[Layer] = [{'kernel': last.T @ delta, 'bias': delta.sum(axis=0)}]
    delta = delta @ layers[-1]['kernel'].T
    for layer, one in zip(reversed(layers[:-1]), reversed(passed)):
        delta = delta * ACTIVATIONS[activation][1](one.fed, one.above) * one.factor
        gradient: Layer = {}
        if one.normed is None or one.scale is None:
            gradient['bias'] = delta.sum(axis=0)
        else:
            gradient |= {'gamma': (delta * one.normed).sum(axis=0), 'beta': delta.sum(axis=0)}
            delta = delta * layer['gamma']
            delta = one.scale * (delta - delta.mean(axis=0)
                                 - one.normed * (delta * one.normed).mean(axis=0))
        gradient['kernel'] = one.below.T @ delta
        found.insert(0, gradient)
        delta = delta @ layer['kernel'].T
    return loss, found, passed


def descended(layers: Sequence[Layer], found: Sequence[Layer], learning_rate: float, *,
              clip_norm: float | None = None, fixed: Sequence[str] = ()) -> list[Layer]:
    """Returns the layers after a step of gradient descent.

    Args:
      layers: before.
      found: their gradients.
      learning_rate: of the step.
      clip_norm: largest norm of all gradients together; None: any.
      fixed: names of parameters that are not trained, as gamma.
    """
    factor = learning_rate
    if clip_norm is not None:
        factor *= min(1.0, clip_norm / norm(found))
    return [{name: value if name in fixed else value - factor * gradient[name]
             for name, value in layer.items()} for layer, gradient in zip(layers, found)]


def norm(found: Sequence[Layer]) -> float:
    """Returns the Euclidean norm of all gradients together."""
    return float(np.sqrt(sum(np.sum(one**2) for layer in found for one in layer.values())))
