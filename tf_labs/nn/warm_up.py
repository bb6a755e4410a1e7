"""A learning rate that grows from 0 before its schedule begins."""

import keras
import tensorflow as tf

from tf_labs.nn.plateau import Plateau


class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Grows linearly for the first steps, then is what a schedule says (Goyal et al., 2017).

        rate(t) = learning_rate t / steps    for t < steps, the number of steps taken so far
        rate(t) = after(t)                   from then on

    So the first step of all has rate 0, as in Keras's CosineDecay, which has a warm-up of its own.
    """

    def __init__(self, steps: int, learning_rate: float,
                 after: float | keras.optimizers.schedules.LearningRateSchedule):
        """Makes the schedule.

        Args:
          steps: of the warm-up, at least 1.
          learning_rate: that it grows to.
          after: the rate afterwards, or a schedule of it, which is asked for t and not t - steps.
        """
        self.steps = steps
        self.learning_rate = learning_rate
        self.after = after

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        taken = tf.cast(step, tf.float32)
        after = self.after(step) if callable(self.after) else self.after
        return tf.where(taken < self.steps, self.learning_rate * (taken / self.steps), after)


class Dropping(keras.optimizers.schedules.LearningRateSchedule):
    """learning_rate factor^drops, where a plateau counts the drops.

    In the place of a variable that is lowered, which a schedule does not have.
    """

    def __init__(self, learning_rate: float, factor: float, plateau: Plateau):
        self.learning_rate = learning_rate
        self.factor = factor
        self.plateau = plateau

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        return self.learning_rate * self.factor ** tf.cast(self.plateau.drops, tf.float32)
