"""Everything a run must remember to go on bit for bit."""

import hashlib
from typing import Any
import zlib

import keras
import tensorflow as tf

from tf_labs.nn.plateau import Plateau
from tf_labs.training.best_step import BestStep
from tf_labs.training.target_error import TargetError


class TrainingState:
    """Model, optimizer, position and running sums, and the checkpoint over all of them.

    The order of the data is a function of (seed, step), so `step` is the whole input position.

    Attributes:
      model: a built `keras.Model`.
      optimizer: a `keras.Optimizer`.
      step: number of optimizer steps done.
      loss_sum: sum over the steps of this epoch of their mean loss, float64.
      correct_sum: examples of this epoch that were classified correctly before their step.
      plateau: what lowers the learning rate when the validation error stops improving, if any.
      best: what remembers the evaluation with the smallest validation loss, if anything does.
      target: the training error that ends the run, if one does.
      checkpoint: `tf.train.Checkpoint` over all of it.
    """

    def __init__(self, model: keras.Model, optimizer: keras.Optimizer,
                 plateau: Plateau | None = None, best: BestStep | None = None,
                 target: TargetError | None = None):
        self.model = model
        self.optimizer = optimizer
        self.plateau = plateau
        self.best = best
        self.target = target
        optimizer.build(model.trainable_variables)  # slots must exist before a restore
        self.step = tf.Variable(0, dtype=tf.int64, name='step')
        self.loss_sum = tf.Variable(0, dtype=tf.float64, name='loss_sum')
        self.correct_sum = tf.Variable(0, dtype=tf.int64, name='correct_sum')
        # `variables`, not `weights`: the state of random layers is in the first only, and
        # tf.train.Checkpoint(model=model) would leave it out without a word. A flat dictionary
        # also saves in half the time of a walk through the model's objects.
        self.checkpoint = tf.train.Checkpoint(
            model=_by_position(model.variables), optimizer=_by_position(optimizer.variables),
            step=self.step, loss_sum=self.loss_sum, correct_sum=self.correct_sum,
            **({} if plateau is None else {'plateau': list(plateau.variables)}),
            **({} if best is None else {'best': list(best.variables)}),
            **({} if target is None else {'target': list(target.variables)}))

    @property
    def variables(self) -> list[Any]:
        """All of it, in fixed order: also the position, and what is waited for."""
        own = [variable for watching in (self.plateau, self.best, self.target)
               if watching is not None for variable in watching.variables]
        return [*self.model.variables, *self.optimizer.variables, self.step, self.loss_sum,
                self.correct_sum, *own]

    def has_ended(self, total_steps: int) -> bool:
        """True if nothing is left to train: all steps are done, or the run has ended early."""
        return int(self.step) >= total_steps or any(
            watching is not None and watching.ends_run for watching in (self.best, self.target))

    def reset_sums(self) -> None:
        """Begins a new mean."""
        self.loss_sum.assign(0)
        self.correct_sum.assign(0)

    def digest(self) -> str:
        """Returns the sha256 over all model and optimizer variables, in their fixed order.

        Of each variable: type, shape, bytes. Equal digests mean equal bits.
        """
        sha = hashlib.sha256()
        for variable in (*self.model.variables, *self.optimizer.variables):
            value = keras.ops.convert_to_numpy(variable)
            sha.update(f'{value.dtype}{value.shape}'.encode())
            sha.update(value.tobytes())
        return sha.hexdigest()

    def checksum(self) -> int:
        """Returns the CRC-32 over `variables`: a tenth of the time of `digest`."""
        found = 0
        for variable in self.variables:
            found = zlib.crc32(keras.ops.convert_to_numpy(variable).tobytes(), found)
        return found

    def first_not_finite(self) -> str | None:
        """Returns the name of the first variable of the model with a NaN or infinity, or None."""
        for variable in self.model.variables:
            if variable.dtype in ('float32', 'bfloat16', 'float16') and not bool(
                    tf.reduce_all(tf.math.is_finite(variable.value))):
                path: str = variable.path
                return path
        return None


def _by_position(variables: list[keras.Variable]) -> dict[str, tf.Variable]:
    """Keys that are the same in every process: Keras numbers names by what it made before."""
    return {f'{index:03d}': variable.value for index, variable in enumerate(variables)}
