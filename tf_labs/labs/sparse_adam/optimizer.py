"""SparseAdam: Adam that leaves alone the rows that a batch did not look up."""

from collections.abc import Sequence

import keras
import tensorflow as tf

from tf_labs.errors import UserError


class SparseAdam(keras.optimizers.Optimizer):
    """Adam (Kingma and Ba, 2015) on the rows that have a gradient, the rule of PyTorch.

    At step t = 1, 2, ... for every row r in the gradient, g being the sum of its parts for r:

        m_r <- m_r + (1 - beta_1) (g - m_r)
        v_r <- v_r + (1 - beta_2) (g^2 - v_r)
        w_r <- w_r - lr sqrt(1 - beta_2^t) / (1 - beta_1^t) m_r / (sqrt(v_r) + epsilon)

    All other rows keep weights, m and v to the last bit. Dense Adam moves them too: their m decays
    and is not 0, so a word goes on moving in the direction of when it last occurred. The price is
    that t counts all steps, so a row that is rare is corrected as if its moments were well filled.

    Rows that occur twice in a batch are summed before the square is taken, as (a + b)^2 is not
    a^2 + b^2.
    """

    def __init__(self, learning_rate: float = 1e-3, *, beta_1: float = 0.9, beta_2: float = 0.999,
                 epsilon: float = 1e-8, name: str = 'sparse_adam'):
        super().__init__(learning_rate=learning_rate, name=name)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates both moments of every row."""
        if self.built:
            return
        super().build(variables)
        self._m, self._v = self.add_optimizer_variables(variables, ['m', 'v'])

    def update_step(self, gradient: tf.Tensor | tf.IndexedSlices, variable: keras.Variable,
                    learning_rate: tf.Tensor) -> None:
        """Changes the rows of one variable that the gradient names.

        Raises:
          UserError: the gradient is dense.
        """
        if not isinstance(gradient, tf.IndexedSlices):
            raise UserError('SparseAdam needs a sparse gradient',
                            expected='tf.IndexedSlices, the gradient of tf.gather',
                            received=f'a dense gradient {tuple(gradient.shape)}')
        index = self._get_variable_index(variable)
        m, v = self._m[index], self._v[index]
        rows, place = tf.unique(gradient.indices)  # [R], [occurrences]
        g = tf.math.unsorted_segment_sum(gradient.values, place, tf.size(rows))  # [R, ...]
        m_rows, v_rows = tf.gather(m.value, rows), tf.gather(v.value, rows)
        m_rows += (1 - self.beta_1) * (g - m_rows)
        v_rows += (1 - self.beta_2) * (tf.square(g) - v_rows)
        t = tf.cast(self.iterations + 1, tf.float64)  # 1 - 0.999 has but four digits in float32
        correction = tf.sqrt(1 - self.beta_2 ** t) / (1 - self.beta_1 ** t)
        rate = learning_rate * tf.cast(correction, tf.float32)
        step = rate * m_rows / (tf.sqrt(v_rows) + self.epsilon)
        self.assign(m, tf.IndexedSlices(m_rows, rows))
        self.assign(v, tf.IndexedSlices(v_rows, rows))
        self.assign_sub(variable, tf.IndexedSlices(step, rows))
