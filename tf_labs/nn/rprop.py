"""Rprop: step sizes of their own for every weight, from nothing but the signs of gradients."""

from collections.abc import Sequence

import keras
import tensorflow as tf


class Rprop(keras.optimizers.Optimizer):
    """Resilient backpropagation (Riedmiller and Braun, 1993), in the variant of PyTorch.

    With g_t the gradient, D the step size of one weight and D = learning_rate at first:

        D <- min(1.2 D, 50)        where g_t g_(t-1) > 0
        D <- max(0.5 D, 1e-6)      where g_t g_(t-1) < 0, and then g_t <- 0
        w <- w - sign(g_t) D

    A gradient that changed its sign has stepped over a minimum: the weight waits for one step, and
    as g_t = 0 is remembered, its step size then stays as it is for another. The length of a
    gradient plays no part, so a batch that is not the whole data set misleads: there a weight
    with nine gradients of 0.1 and one of -0.9 walks far, where their mean would let it stand.
    """

    GROWTH, SHRINKAGE = 1.2, 0.5
    SMALLEST, LARGEST = 1e-6, 50.0

    def __init__(self, learning_rate: float = 0.01, name: str = 'rprop'):
        super().__init__(learning_rate=learning_rate, name=name)
        self._first_step = learning_rate

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the step sizes and the last gradients."""
        if self.built:
            return
        super().build(variables)
        self._steps = self.add_optimizer_variables(
            variables, 'step_size', keras.initializers.Constant(self._first_step))
        self._gradients = self.add_optimizer_variables(variables, 'last_gradient')

    def update_step(self, gradient: tf.Tensor, variable: keras.Variable,
                    learning_rate: tf.Tensor) -> None:
        """Changes one variable; the learning rate is in the step sizes since `build`."""
        index = self._get_variable_index(variable)
        step, last = self._steps[index], self._gradients[index]
        agreement = tf.sign(gradient * last)
        factor = tf.where(agreement > 0, self.GROWTH, tf.where(agreement < 0, self.SHRINKAGE, 1.0))
        gradient = tf.where(agreement < 0, tf.zeros_like(gradient), gradient)
        self.assign(step, tf.clip_by_value(step * factor, self.SMALLEST, self.LARGEST))
        self.assign(last, gradient)
        self.assign_sub(variable, tf.sign(gradient) * step)
