"""Initializers by name, each with a seed of its own."""

import keras
import numpy as np

from tf_labs.config.initializer_table import INITIALIZERS


def initializer(name: str, seed: int, stddev: float = 0.05) -> keras.initializers.Initializer:
    """Returns an initializer of tf_labs.config.initializer_table, which has the formulas.

    `stddev` is random_normal's, 0.05 as in Keras unless set.
    """
    kind, arguments = INITIALIZERS[name]
    given = {'seed': seed, 'stddev': stddev}
    return getattr(keras.initializers, kind)(**{one: given[one] for one in arguments})


def seed_of(seed: int, *position: int) -> int:
    """Returns a seed for one piece of a network, independent of those of all other pieces.

    A Keras initializer with a seed gives the same values at each call, so two layers with one
    seed would start out as copies of each other.
    """
    return int(np.random.SeedSequence([seed, *position]).generate_state(1)[0] & 0x7FFFFFFF)
