"""Initializers by name, each with a seed of its own."""

import keras
import numpy as np

# random_normal: N(0, stddev^2). Glorot (Xavier) normal: variance 2 / (fan_in + fan_out), uniform:
# +- sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010). He normal: variance 2 / fan_in,
# uniform: +- sqrt(6 / fan_in) (He et al., 2015). Keras truncates glorot_normal and he_normal at
# two standard deviations and widens them so that the variance is the formula's.
INITIALIZERS = {
    'zeros': lambda seed, stddev: keras.initializers.Zeros(),
    'ones': lambda seed, stddev: keras.initializers.Ones(),
    'random_normal': lambda seed, stddev: keras.initializers.RandomNormal(0.0, stddev, seed),
    'glorot_normal': lambda seed, stddev: keras.initializers.GlorotNormal(seed),
    'glorot_uniform': lambda seed, stddev: keras.initializers.GlorotUniform(seed),
    'he_normal': lambda seed, stddev: keras.initializers.HeNormal(seed),
    'he_uniform': lambda seed, stddev: keras.initializers.HeUniform(seed),
}


def initializer(name: str, seed: int, stddev: float = 0.05) -> keras.initializers.Initializer:
    """Returns an initializer; `stddev` is random_normal's, 0.05 as in Keras unless set."""
    return INITIALIZERS[name](seed, stddev)


def seed_of(seed: int, *position: int) -> int:
    """Returns a seed for one piece of a network, independent of those of all other pieces.

    A Keras initializer with a seed gives the same values at each call, so two layers with one
    seed would start out as copies of each other.
    """
    return int(np.random.SeedSequence([seed, *position]).generate_state(1)[0] & 0x7FFFFFFF)
