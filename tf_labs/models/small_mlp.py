"""A small MLP as plain tensors: one net, or many of one shape side by side.

Parameters are the list [W_1, b_1, W_2, b_2, ...] with W_i [fan_in, fan_out] and b_i [1, fan_out];
S nets at once have a leading S. Member s of many is the net that its seed gives alone.
"""

from collections.abc import Callable, Sequence
import math

import numpy as np
import tensorflow as tf

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


def logits(parameters: Sequence[tf.Tensor], x: tf.Tensor,
           activation: Callable[[tf.Tensor], tf.Tensor]) -> tf.Tensor:
    """Returns the last layer before any activation: x [N, D] -> [N, K], or [S, N, K].

    Args:
      parameters: of `initial` or `initial_many`.
      x: inputs.
      activation: after each hidden layer.
    """
    hidden = x
    for index in range(0, len(parameters), 2):
        if index:
            hidden = activation(hidden)
        hidden = hidden @ parameters[index] + parameters[index + 1]
    return hidden


def binary_cross_entropy(parameters: Sequence[tf.Tensor], x: tf.Tensor, y: tf.Tensor,
                         activation: Callable[[tf.Tensor], tf.Tensor]) -> tf.Tensor:
    """-mean(y log p + (1 - y) log(1 - p)), p = sigmoid(logits): [] for one net, [S] for many."""
    z = logits(parameters, x, activation)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(tf.broadcast_to(y, tf.shape(z)), z)
    return tf.reduce_mean(losses, axis=[-2, -1])
