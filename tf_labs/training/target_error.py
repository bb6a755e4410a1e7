"""Whether the training error has fallen to a target, with which a run may end."""

import math

import tensorflow as tf

from tf_labs.training.plan import Plan

_ROUNDING = 1e-12  # of 1 - accuracy; two errors of fewer than 10^11 examples are farther apart


def is_at(error: float, target: float) -> bool:
    """True for a training error, 1 less an accuracy, that is at a target or below it."""
    return error <= target + _ROUNDING


class TargetError:
    """The smallest training error so far, and what it is to fall to.

    Attributes:
      target: share of wrong answers.
      smallest: of the evaluations at their cadence, float64; infinite before the first.
    """

    def __init__(self, target: float):
        """Begins before the first evaluation."""
        self.target = target
        self.smallest = tf.Variable(math.inf, dtype=tf.float64, name='smallest_training_error')

    @property
    def variables(self) -> list[tf.Variable]:
        """All that it remembers, for a checkpoint."""
        return [self.smallest]

    @property
    def ends_run(self) -> bool:
        """True once the error has been at the target or below it."""
        return is_at(float(self.smallest), self.target)

    def observe(self, error: float) -> None:
        """Takes the training error of an evaluation in."""
        self.smallest.assign(min(error, float(self.smallest)))

    def reason(self, plan: Plan, step: int) -> str:
        """Returns why a run has ended early at a step."""
        return (f'stopped early at epoch {plan.epoch(step)} of {plan.epochs()}: training error '
                f'{float(self.smallest):.4g}, the target is {self.target:g}')
