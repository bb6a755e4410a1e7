"""Momentum with weight decay inside the velocity: the update rule of the AlexNet paper."""

from collections.abc import Sequence
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf


class Own(NamedTuple):
    """What a variable has of its own.

    Attributes:
      rate_factor: its learning rate, as a multiple of that of the optimizer.
      weight_decay: in place of the optimizer's, also of a variable with one axis; None: as the
        optimizer has it.
      max_rms: of each filter [..., filters], which is scaled down to it after a step that has made
        it larger (Zeiler and Fergus, 2013); None: any.
    """

    rate_factor: float = 1.0
    weight_decay: float | None = None
    max_rms: float | None = None


class MomentumDecay(keras.optimizers.Optimizer):
    """Stochastic gradient descent with momentum and weight decay (Krizhevsky et al., 2012).

    With g the gradient, lr the learning rate and v the velocity, 0 at first:

        v <- momentum v - weight_decay lr w - lr g
        w <- w + v

    which is momentum on the gradient of the loss plus weight_decay / 2 |w|^2. The decay enters the
    velocity, so it is gathered up over steps as gradients are: see `decay_alone`. Only kernels
    decay, that is variables of two axes and more: biases and the gains of batch norm do not, as
    in the program of the paper's authors. `exclude_from_weight_decay` leaves out kernels too.
    In that program each variable can have a learning rate and a decay of its own: `set_variable`.
    """

    def __init__(self, learning_rate: float = 0.01, *, momentum: float = 0.9,
                 weight_decay: float = 5e-4, name: str = 'momentum_decay'):
        super().__init__(learning_rate=learning_rate, name=name)  # its weight_decay is decoupled
        self.momentum = momentum
        self.decay = weight_decay
        self._own: dict[int, Own] = {}

    def set_variable(self, variable: keras.Variable, own: 'Own') -> None:
        """Gives a variable a learning rate and a decay of its own, before anything is built."""
        self._own[self._var_key(variable)] = own

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the velocities."""
        if self.built:
            return
        super().build(variables)
        self._velocities = self.add_optimizer_variables(variables, 'velocity')

    def update_step(self, gradient: tf.Tensor, variable: keras.Variable,
                    learning_rate: tf.Tensor) -> None:
        """Changes one variable and its velocity."""
        velocity = self._velocities[self._get_variable_index(variable)]
        own = self._own.get(self._var_key(variable), Own())
        decays = len(variable.shape) > 1 if own.weight_decay is None else own.weight_decay > 0
        if decays and self._use_weight_decay(variable):
            decay = self.decay if own.weight_decay is None else own.weight_decay
            gradient = gradient + decay * variable
        if own.rate_factor != 1:
            learning_rate = learning_rate * own.rate_factor
        new = self.momentum * velocity - learning_rate * gradient
        self.assign(velocity, new)
        if own.max_rms is None:
            self.assign_add(variable, new)
        else:
            self.assign(variable, limited_rms(variable + new, own.max_rms))


def limited_rms(filters: tf.Tensor, largest: float) -> tf.Tensor:
    """Returns filters [..., count], those whose root mean square is larger brought down to it."""
    mean_square = tf.reduce_mean(filters**2, axis=list(range(len(filters.shape) - 1)))
    return filters * tf.minimum(1.0, largest * tf.math.rsqrt(mean_square))


class DecayAlone(NamedTuple):
    """What is left of a weight of 1 that has no gradient, step by step, each float64 [steps]."""

    inside: np.ndarray
    decoupled: np.ndarray


def decay_alone(steps: int, learning_rate: float, momentum: float,
                weight_decay: float) -> DecayAlone:
    """Compares decay inside the velocity with decoupled decay where nothing else is at work.

    Decoupled (Loshchilov and Hutter, 2019, their SGDW): w <- w - weight_decay lr w beside a
    velocity of gradients alone, so a step takes the share weight_decay lr of the weight. Inside
    the velocity each such share goes on acting in the steps after it, with momentum, momentum^2,
    ... of its size: 1 / (1 - momentum) times as much in the end.
    """
    share = learning_rate * weight_decay
    inside = np.empty(steps)
    weight, velocity = 1.0, 0.0
    for step in range(steps):
        velocity = momentum * velocity - share * weight
        weight += velocity
        inside[step] = weight
    return DecayAlone(inside, (1 - share) ** np.arange(1.0, steps + 1))
