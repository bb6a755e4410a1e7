"""The small problems of the golden numbers, trained by the project's optimizers."""

import numpy as np
import tensorflow as tf

from tests.golden import make_optimizers as golden
from tf_labs.nn import optimizers

# The project's optimizers with the arguments that the golden numbers were made with.
DENSE = {
    'sgd': ('sgd', 0.3, {}),
    'momentum': ('sgd', 0.1, {'momentum': 0.9}),
    'nesterov': ('sgd', 0.1, {'momentum': 0.9, 'nesterov': True}),
    'adagrad': ('adagrad', 0.1, {}),
    'adadelta': ('adadelta', 1.0, {}),
    'nadam': ('nadam', 0.01, {}),
    'rprop': ('rprop', 0.01, {}),
    'asgd': ('asgd', 0.3, {}),
    'asgd_averaged': ('asgd', 0.3, {'average_from': 20}),
    'lbfgs': ('lbfgs', 0.3, {'history': 5}),
}
OURS = ('rprop', 'asgd_averaged', 'lbfgs', 'momentum_decay')
SETTINGS = {**DENSE, 'momentum_decay': (
    'momentum_decay', 0.1, {'momentum': 0.9, 'weight_decay': 0.01})}  # test_momentum_decay.py


class Training:
    """The problem of the golden numbers with the project's optimizer of that name."""

    def __init__(self, name: str):
        kind, learning_rate, settings = SETTINGS[name]
        arrays, self.x, self.y = (
            golden.regression() if kind == 'lbfgs' else golden.classification())
        self.variables = [tf.Variable(one) for one in arrays]
        self.optimizer = optimizers.optimizer(
            kind, learning_rate, optimizers.Settings(**settings))
        self.optimizer.build(self.variables)
        self.checkpoint = tf.train.Checkpoint(weights=self.variables, optimizer=[
            one.value for one in self.optimizer.variables])

    def loss(self) -> tf.Tensor:
        hidden = self.x @ self.variables[0] + self.variables[1]
        penalty = 0.0
        if len(self.variables) == 2:
            penalty = golden.RIDGE * tf.reduce_sum(self.variables[0] ** 2)
        else:
            hidden = tf.tanh(hidden) @ self.variables[2] + self.variables[3]
        return penalty + tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(self.y, hidden))

    def step(self) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = self.loss()
        self.optimizer.apply(tape.gradient(loss, self.variables), self.variables)
        return loss

    def run(self, steps: int, way: str = 'graph') -> list[float]:
        step = self.step if way == 'eager' else tf.function(
            self.step, autograph=False, jit_compile=True if way == 'xla' else None)
        return [float(step()) for _ in range(steps)]

    def weights(self) -> np.ndarray:
        return flat(self.variables)

    def state(self) -> np.ndarray:
        return np.concatenate([self.weights(), flat(self.optimizer.variables)])


def flat(variables) -> np.ndarray:
    return np.concatenate([np.asarray(one, np.float64).ravel() for one in variables])
