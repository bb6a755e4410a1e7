"""L-BFGS: Newton's direction from the last few steps and the gradients they led to."""

from collections.abc import Iterable, Sequence
import math

import keras
import tensorflow as tf


class LBFGS(keras.optimizers.Optimizer):
    """Limited-memory BFGS (Liu and Nocedal, 1989) with one gradient a step and no line search.

    Over the flat vector of all weights, with gradient g, direction d and learning rate lr:

        s = the last step,  y = g - the last g;  kept, as one of the last `history` pairs,
            if y.s > 1e-10, since only then does the curvature stay positive
        d = -H g by the two-loop recursion, from H_0 = (y.s / y.y) I of the newest pair
        w <- w + t d,  t = lr, but min(1, 1 / |g|_1) lr at the first step, where d = -g

    This is torch.optim.LBFGS(max_iter=1, line_search_fn=None) called once a step, without its
    tolerances. s and y must come from one function, so each step needs the whole data set.
    Nothing holds a step back that is too long: a learning rate below 1 does so from outside.

    Every step does the same work on arrays of fixed size, so it also compiles under XLA: a place
    of the history that is still empty has s = y = 0 and 1 / (y.s) = 0, and changes nothing.
    """

    CURVATURE = 1e-10  # the least y.s

    def __init__(self, learning_rate: float = 1.0, *, history: int = 10, name: str = 'lbfgs'):
        super().__init__(learning_rate=learning_rate, name=name)
        self.history = history

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the history, over all N weights in one row; the newest pair is the last."""
        if self.built:
            return
        super().build(variables)
        size = sum(math.prod(variable.shape) for variable in variables)
        self._s = self.add_variable((self.history, size), name='s')
        self._y = self.add_variable((self.history, size), name='y')
        self._rho = self.add_variable((self.history,), name='rho')  # 1 / (y.s)
        self._scale = self.add_variable((), 'ones', name='scale')  # of H_0
        self._last_step = self.add_variable((size,), name='last_step')
        self._last_gradient = self.add_variable((size,), name='last_gradient')

    def _distributed_tf_update_step(
            self, distribution: tf.distribute.Strategy,
            grads_and_vars: Iterable[tuple[tf.Tensor, keras.Variable]],
            learning_rate: tf.Tensor) -> None:
        """Steps on every replica at once; Keras calls it with the gradients summed over them."""
        gradients, variables = zip(*grads_and_vars)
        memory = [one.value for one in (self._s, self._y, self._rho, self._scale, self._last_step,
                                        self._last_gradient)]
        distribution.extended.update(
            variables[0], self._step, args=(variables, gradients, memory, learning_rate),
            group=False)

    def _step(self, _: tf.Variable, variables: Sequence[tf.Variable],
              gradients: Sequence[tf.Tensor],
              memory: Sequence[tf.Variable], learning_rate: tf.Tensor) -> None:
        s, y, rho, scale, last_step, last_gradient = memory
        gradient = tf.concat([tf.reshape(one, [-1]) for one in gradients], axis=0)  # [N]
        change = gradient - last_gradient
        curvature = dot(change, last_step)  # 0 at the first step, so nothing is kept
        is_kept = curvature > self.CURVATURE
        for rows, newest in ((s, last_step), (y, change), (rho, 1 / curvature)):
            rows.assign(tf.where(is_kept, _shifted(rows, newest), rows))
        scale.assign(tf.where(is_kept, curvature / dot(change, change), scale))
        direction = -two_loops(gradient, s, y, rho, scale)
        first = tf.minimum(1.0, 1 / tf.reduce_sum(tf.abs(gradient)))
        is_first = tf.equal(self.iterations, 0)
        last_step.assign(tf.where(is_first, first, 1.0) * learning_rate * direction)
        last_gradient.assign(gradient)
        parts = tf.split(last_step, [math.prod(variable.shape) for variable in variables])
        for variable, part in zip(variables, parts):
            variable.assign_add(tf.reshape(part, variable.shape))


def dot(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Returns the inner product of two vectors [N]."""
    return tf.reduce_sum(a * b)


def _shifted(rows: tf.Tensor, newest: tf.Tensor) -> tf.Tensor:
    """Returns the rows without the first, the oldest, and with a newest."""
    return tf.concat([rows[1:], newest[tf.newaxis]], axis=0)


def two_loops(gradient: tf.Tensor, s: tf.Tensor, y: tf.Tensor, rho: tf.Tensor,
              scale: tf.Tensor) -> tf.Tensor:
    """Returns H g for the H that BFGS builds up from H_0 = scale I with the pairs in turn.

        H_(i+1) = (I - rho s y^T) H_i (I - rho y s^T) + rho s s^T  for each pair, oldest first

    It takes 4 history N multiplications, and no matrix is ever made.

    Args:
      gradient: g, [N].
      s, y: the pairs, oldest first, each [history, N]; an empty place holds zeros.
      rho: 1 / (y.s) of each pair, [history]; 0 in an empty place.
      scale: [].
    """
    history = s.shape[0]
    alpha = [tf.zeros(())] * history
    q = gradient
    for i in reversed(range(history)):
        alpha[i] = rho[i] * dot(s[i], q)
        q -= alpha[i] * y[i]
    r = scale * q
    for i in range(history):
        r += (alpha[i] - rho[i] * dot(y[i], r)) * s[i]
    return r
