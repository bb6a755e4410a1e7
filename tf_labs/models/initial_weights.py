"""The initial weights of the small MLPs, without TensorFlow."""

from collections.abc import Sequence
import math

import numpy as np

# (fan_in, fan_out) -> (half width of a uniform, or standard deviation of a normal distribution)
_UNIFORM = {
    'fan_in_uniform': lambda fan_in, fan_out: 1 / math.sqrt(fan_in),
    'glorot_uniform': lambda fan_in, fan_out: math.sqrt(6 / (fan_in + fan_out)),
    'he_uniform': lambda fan_in, fan_out: math.sqrt(6 / fan_in),
}
_NORMAL = {
    'glorot_normal': lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
    'he_normal': lambda fan_in, fan_out: math.sqrt(2 / fan_in),
    'standard_normal': lambda fan_in, fan_out: 1.0,
}
INITIALIZERS = ('zeros', *_UNIFORM, *_NORMAL)


def initial(sizes: Sequence[int], seed: int, initializer: str) -> list[np.ndarray]:
    """Returns the parameters of a net with layers of the given sizes, inputs first.

    `fan_in_uniform` draws kernels and biases from U(+-1 / sqrt(fan_in)), as PyTorch's Linear does;
    with the others biases are 0. He et al. (2015), Glorot and Bengio (2010).
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    parameters = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        kernel, bias = np.zeros((fan_in, fan_out)), np.zeros((1, fan_out))
        if initializer in _UNIFORM:
            limit = _UNIFORM[initializer](fan_in, fan_out)
            kernel = generator.uniform(-limit, limit, kernel.shape)
            if initializer == 'fan_in_uniform':
                bias = generator.uniform(-limit, limit, bias.shape)
        elif initializer in _NORMAL:
            kernel = generator.normal(0, _NORMAL[initializer](fan_in, fan_out), kernel.shape)
        parameters += [kernel.astype(np.float32), bias.astype(np.float32)]
    return parameters


def initial_many(sizes: Sequence[int], seeds: Sequence[int],
                 initializer: str) -> list[np.ndarray]:
    """Returns the parameters of one net a seed, each array [S, ...]."""
    return [np.stack(arrays) for arrays in zip(
        *(initial(sizes, seed, initializer) for seed in seeds))]
