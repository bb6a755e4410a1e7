"""Signals and gradients through many layers, and what a gain does to training."""

from collections.abc import Sequence
import dataclasses

import numpy as np

from tf_labs.labs.gain import distributions
from tf_labs.models import normed_mlp
from tf_labs.training import finite


@dataclasses.dataclass(frozen=True)
class Passes:
    """Root mean squares over the units and the examples, by layer.

    Attributes:
      forward: of the weighted sums z_l [L].
      backward: of d loss / d z_l [L], for a loss whose gradient at the top is N(0, 1).
    """

    forward: np.ndarray
    backward: np.ndarray


def passes(activation: str, kind: str, gain: float, *, depth: int, units: int, examples: int,
           seed: int) -> Passes:
    """Sends N(0, 1) inputs up through a net of `depth` layers, and N(0, 1) gradients down."""
    generator = np.random.default_rng([seed, depth, units])
    kernels = [distributions.kernel(kind, units, units, gain, generator) for _ in range(depth)]
    hidden, (function, slope_of) = (generator.normal(size=(examples, units)),
                                    normed_mlp.ACTIVATIONS[activation])
    forward, slopes = [], []
    for kernel in kernels:
        z = hidden @ kernel
        hidden = function(z)
        forward.append(_rms(z))
        slopes.append(slope_of(z, hidden))
    gradient = generator.normal(size=hidden.shape)
    backward = []
    for kernel, slope in zip(reversed(kernels), reversed(slopes)):
        gradient = gradient * slope
        backward.append(_rms(gradient))
        gradient = gradient @ kernel.T
    return Passes(np.array(forward), np.array(backward[::-1]))


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def train(activation: str, gain: float, x: np.ndarray, labels: np.ndarray, *, sizes: Sequence[int],
          learning_rate: float, steps: int, seed: int) -> np.ndarray:
    """Trains a net on the full batch; returns the loss before each step and at the end [T + 1].

    Args:
      activation: after each hidden layer.
      gain: of xavier_uniform_, in every layer; biases start at 0.
      x: inputs [N, D].
      labels: class numbers [N].
      sizes: of the layers, inputs first.
      learning_rate: of gradient descent.
      steps: at least 1.
      seed: of the kernels.

    Raises:
      DivergedError: a loss is not finite.
    """
    generator = np.random.default_rng([seed, len(sizes)])
    layers: list[normed_mlp.Layer] = [
        {'kernel': distributions.kernel('uniform', fan_in, fan_out, gain, generator),
         'bias': np.zeros(fan_out)} for fan_in, fan_out in zip(sizes, sizes[1:])]
    losses = []
    with np.errstate(all='ignore'):
        for _ in range(steps):
            loss, found, _ = normed_mlp.gradients(layers, x, labels, activation)
            losses.append(loss)
            layers = normed_mlp.descended(layers, found, learning_rate)
        losses.append(normed_mlp.gradients(layers, x, labels, activation)[0])
    finite.check('a loss', losses, f'within {steps} steps', 'train.learning_rate')
    return np.array(losses)
