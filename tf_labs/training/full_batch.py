"""Gradient descent on a table that fits into one batch, as one compiled loop.

A net of a few dozen weights is trained in microseconds a step, so everything around the step
counts. The parameters are tensors that the loop carries, not variables: under XLA that is five
times as fast. `training/loop.py` is for everything that needs batches.
"""

from collections.abc import Callable, Sequence
import dataclasses
from typing import Any

import numpy as np
import tensorflow as tf

from tf_labs.errors import UserError
from tf_labs.training import finite

Parameters = Sequence[tf.Tensor]
LossOf = Callable[[Parameters], tf.Tensor]
Update = Callable[[tf.Tensor, tf.Tensor, float], tf.Tensor]
MAX_STEPS = 2**31 - 1  # the loop counts in int32
MAX_LOGGED_BYTES = 2**31


def sgd_update(parameter: tf.Tensor, gradient: tf.Tensor, learning_rate: float) -> tf.Tensor:
    """p - lr g."""
    return parameter - learning_rate * gradient


@dataclasses.dataclass(frozen=True)
class Descent:
    """What a descent went through.

    Attributes:
      steps: int [R], the logged steps 0, log_every, 2 log_every, ...
      losses: float [R, ...], before the update of each logged step.
      parameters: each [R, ...], after the update of each logged step.
      last: the parameters after the last step.
      last_loss: before the update of the last step.
    """

    steps: np.ndarray
    losses: np.ndarray
    parameters: list[np.ndarray]
    last: list[np.ndarray]
    last_loss: np.ndarray


def descend(loss_of: LossOf, parameters: Sequence[np.ndarray], *, learning_rate: float,
            steps: int, log_every: int, update: Update = sgd_update, xla: bool = True,
            rate: str = 'optimizer.learning_rate') -> Descent:
    """Takes `steps` steps p <- p - learning_rate dL/dp from the given parameters.

    Args:
      loss_of: parameters -> loss, a scalar; or [S] for S nets at once, each with parameters
        [S, ...] of its own, whose losses do not touch each other.
      parameters: to start from, float arrays.
      learning_rate: of every step.
      steps: at least 1.
      log_every: steps between logged ones; step 0 is logged.
      update: (p, dL/dp, learning_rate) -> p.
      xla: compile with XLA, which is fast and rounds as it likes; else run TensorFlow's kernels.
      rate: the field of the config that the learning rate is.

    Raises:
      UserError: there are too many steps, or more logged ones than fit into memory.
      DivergedError: a loss or a parameter is not finite.
    """
    rows = -(-steps // log_every)
    _check_size(steps, rows, parameters)
    compiled = compiled_descent(loss_of, learning_rate=learning_rate, log_every=log_every,
                                rows=rows, update=update, xla=xla)
    losses, logged, last, last_loss = compiled(
        [tf.constant(one) for one in parameters], tf.constant(steps))
    descent = Descent(np.arange(rows) * log_every, losses.numpy(),
                      [one.numpy() for one in logged], [one.numpy() for one in last],
                      last_loss.numpy())
    _check_finite(descent, steps, rate)
    return descent


def _check_size(steps: int, rows: int, parameters: Sequence[np.ndarray]) -> None:
    if steps > MAX_STEPS:
        raise UserError('there are too many steps', expected=f'at most {MAX_STEPS}',
                        received=steps)
    logged = rows * 4 * sum(np.size(one) for one in parameters)
    if logged > MAX_LOGGED_BYTES:
        raise UserError('the logged steps do not fit into memory', expected='a larger '
                        'config.train.log_every, or fewer steps',
                        received=f'{rows} logged steps of {logged // rows} bytes')


def _check_finite(descent: Descent, steps: int, rate: str) -> None:
    """Names the first logged step at which a loss is gone; parameters go one update before it."""
    is_gone = ~np.isfinite(descent.losses.reshape(len(descent.losses), -1)).all(axis=1)
    if is_gone.any():
        step = int(descent.steps[np.argmax(is_gone)])
        finite.check('cost', np.nan, f'at step {step}', rate)
    finite.check('cost', descent.last_loss, f'at step {steps - 1}', rate)
    for one in descent.last:
        finite.check('a parameter', one, f'after step {steps - 1}', rate)


def compiled_descent(loss_of: LossOf, *, learning_rate: float, log_every: int, rows: int,
                     update: Update = sgd_update,
                     xla: bool = True) -> tf.types.experimental.PolymorphicFunction:
    """Returns the function (parameters, steps) -> (losses, logged parameters, last, last loss).

    One row is a logged step and the up to `log_every` - 1 steps after it.
    """
    def step(parameters: Parameters) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            loss = loss_of(parameters)
        gradients = tape.gradient(loss, parameters)  # of the sum, if there are several losses
        return loss, [
            update(p, g, learning_rate) for p, g in zip(parameters, gradients)]

    @tf.function(jit_compile=xla or None, autograph=False)
    def run(parameters: Parameters, steps: tf.Tensor) -> tuple[
            tf.Tensor, list[tf.Tensor], list[tf.Tensor], tf.Tensor]:
        shape = loss_of(parameters).shape
        log = [tf.TensorArray(tf.float32, rows, element_shape=one.shape)
               for one in (tf.zeros(shape), *parameters)]

        def silent(i: tf.Tensor, end: tf.Tensor, _: tf.Tensor,
                   *parameters: tf.Tensor) -> tuple[tf.Tensor, ...]:
            loss, after = step(list(parameters))
            return (i + 1, end, loss, *after)

        def row(r: tf.Tensor, last_loss: tf.Tensor, log: list[tf.TensorArray],
                *parameters: tf.Tensor) -> tuple[Any, ...]:
            loss, after = step(list(parameters))
            log = [array.write(r, one) for array, one in zip(log, (loss, *after))]
            end = tf.minimum(log_every, steps - r * log_every)
            _, _, last_loss, *after = tf.while_loop(
                lambda i, end, *_: i < end, silent, (tf.constant(1), end, loss, *after))
            return (r + 1, last_loss, log, *after)

        _, last_loss, log, *last = tf.while_loop(
            lambda r, *_: r * log_every < steps, row,
            (tf.constant(0), tf.zeros(shape), log, *parameters))
        losses, *logged = [array.stack() for array in log]
        return losses, logged, last, last_loss

    return run
