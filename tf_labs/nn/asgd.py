"""ASGD: stochastic gradient descent whose answer is the mean of where it went."""

from collections.abc import Sequence

import keras
import tensorflow as tf


class ASGD(keras.optimizers.Optimizer):
    """Averaged stochastic gradient descent (Polyak and Juditsky, 1992), as in PyTorch.

    At step t = 0, 1, ... with gradient g, learning rate lr and average a:

        eta = lr / (1 + decay lr t)^power
        w  <- w - eta (g + decay w)
        a  <- a + (w - a) / max(1, t - average_from)

    So up to step average_from + 1 the average is w itself, and from then on the mean of every w.
    The noise of single batches keeps w moving around a minimum; its mean comes closer to it.
    The average is what a net should be judged and used with: `finalize_variable_values` puts it
    into the net, as it does for Keras's own averages.
    """

    def __init__(self, learning_rate: float = 0.01, *, decay: float = 1e-4, power: float = 0.75,
                 average_from: int = 1_000_000, name: str = 'asgd'):
        super().__init__(learning_rate=learning_rate, name=name)
        self.decay = decay
        self.power = power
        self.average_from = average_from

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the averages."""
        if self.built:
            return
        super().build(variables)
        self._averages = self.add_optimizer_variables(variables, 'average')
        for average, variable in zip(self._averages, variables):
            average.assign(variable)

    def update_step(self, gradient: tf.Tensor, variable: keras.Variable,
                    learning_rate: tf.Tensor) -> None:
        """Changes one variable and its average."""
        average = self._averages[self._get_variable_index(variable)]
        t = tf.cast(self.iterations, tf.float32)
        eta = learning_rate / (1 + self.decay * learning_rate * t) ** self.power
        share = 1 / tf.maximum(1.0, t - self.average_from)
        self.assign_sub(variable, eta * (gradient + self.decay * variable))
        self.assign_add(average, share * (variable - average))

    def finalize_variable_values(self, var_list: Sequence[keras.Variable]) -> None:
        """Overwrites the weights with their averages."""
        for variable in var_list:
            variable.assign(self._averages[self._get_variable_index(variable)])
