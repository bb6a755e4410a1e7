"""When to lower the learning rate: the validation error has stopped getting better."""

import math

import tensorflow as tf


class Plateau:
    """Counts evaluations without improvement, and says when the rate is to be lowered.

    Krizhevsky et al. (2012) divided the rate by 10 "when the validation error rate stopped
    improving with the current learning rate", three times. Better is lower than ever before; a NaN
    is not. After a drop the count begins anew, the lowest error stays. While the rate still rises,
    evaluations without improvement are not counted: it has not been tried yet.

    Attributes:
      best: lowest error so far, float64.
      waited: evaluations since the last improvement or drop, int64.
      drops: how often the rate was lowered, int64.
    """

    def __init__(self, patience: int, max_drops: int = 3, begins_after: int = 0):
        """Begins before the first evaluation.

        Args:
          patience: evaluations without improvement, one after the other, that bring a drop.
          max_drops: after so many there is no other.
          begins_after: steps of the warm-up.
        """
        self.patience = patience
        self.max_drops = max_drops
        self.begins_after = begins_after
        self.best = tf.Variable(math.inf, dtype=tf.float64, name='best_error')
        self.waited = tf.Variable(0, dtype=tf.int64, name='evaluations_waited')
        self.drops = tf.Variable(0, dtype=tf.int64, name='rate_drops')

    @property
    def variables(self) -> list[tf.Variable]:
        """All that it remembers, in fixed order, for a checkpoint."""
        return [self.best, self.waited, self.drops]

    def observe(self, error: float, step: int) -> bool:
        """Takes the error of an evaluation in; returns whether the rate is to be lowered now."""
        if error < float(self.best):
            self.best.assign(error)
            self.waited.assign(0)
            return False
        if step <= self.begins_after:
            return False
        self.waited.assign_add(1)
        if int(self.waited) < self.patience or int(self.drops) >= self.max_drops:
            return False
        self.waited.assign(0)
        self.drops.assign_add(1)
        return True
