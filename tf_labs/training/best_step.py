"""Which evaluation had the smallest validation loss, and when no better one is waited for."""

from collections.abc import Sequence
import math
from typing import Any

import tensorflow as tf

from tf_labs.training.plan import Plan
from tf_labs.training.row_log import Row

_FIGURES = ('validation_accuracy', 'validation_r2', 'test_loss', 'test_accuracy', 'test_r2')


class BestStep:
    """The evaluation with the smallest validation loss so far. Of two equal ones it is the first.

    Attributes:
      loss: its validation loss, float64; infinite before the first evaluation.
      step: it was at, int64; 0 before the first evaluation.
      waited: evaluations since, int64.
    """

    def __init__(self, patience: int | None):
        """Begins before the first evaluation.

        Args:
          patience: evaluations without a better one that end the run; None: it never ends so.
        """
        self.patience = patience
        self.loss = tf.Variable(math.inf, dtype=tf.float64, name='best_validation_loss')
        self.step = tf.Variable(0, dtype=tf.int64, name='best_step')
        self.waited = tf.Variable(0, dtype=tf.int64, name='evaluations_since')

    @property
    def variables(self) -> list[tf.Variable]:
        """All that it remembers, in fixed order, for a checkpoint."""
        return [self.loss, self.step, self.waited]

    @property
    def ends_run(self) -> bool:
        """True once `patience` evaluations, one after the other, were no better."""
        return self.patience is not None and int(self.waited) >= self.patience

    def observe(self, loss: float, step: int) -> bool:
        """Takes the validation loss of an evaluation in; returns whether it is the best so far."""
        if loss < float(self.loss):
            self.loss.assign(loss)
            self.step.assign(step)
            self.waited.assign(0)
            return True
        self.waited.assign_add(1)
        return False

    def compared(self, row: Row, plan: Plan) -> str:
        """Returns the validation loss of an evaluation beside the smallest so far, for people."""
        shown = f'validation loss {row["validation_loss"]:#.4g}'
        if row['step'] == int(self.step):
            return f'{shown} (best)'
        return f'{shown} (best {float(self.loss):#.4g}, epoch {plan.epoch(int(self.step))})'

    def reason(self, plan: Plan, step: int) -> str:
        """Returns why a run has ended early at a step."""
        waited = int(self.waited)
        return (f'stopped early at epoch {plan.epoch(step)} of {plan.epochs()}: validation loss '
                f'not below {float(self.loss):#.4g} (epoch {plan.epoch(int(self.step))}) for '
                f'{waited} evaluation{"s" * (waited > 1)}')

    def figures(self, rows: Sequence[Row]) -> dict[str, Any]:
        """Returns what is known of the best evaluation, by the names that result.json gives it.

        Args:
          rows: of the run; without the row of that evaluation its other figures are left out.
        """
        step = int(self.step)
        if not step:
            return {}
        row = next((row for row in rows if row['step'] == step), {})
        return {'best_step': step, 'best_validation_loss': float(self.loss),
                **{f'best_{name}': row[name] for name in _FIGURES if name in row}}
