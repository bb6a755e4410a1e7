"""Twenty steps with one matrix: five predictions that are close after a single step.

The loop of matrix_regression, stopped after 20 of its 1,001 steps, as the notes write it: they print
the hypothesis x W + b of all five rows at each step and leave the output out. From W = 0, b = 0 the
first step takes the cost from 29,662 to 9,538, the twentieth to 1.619: one rate suits all three
columns, as they are of one size. b, of shape [1], is added to each of the five rows: it broadcasts.

    tf-labs run matrix_predictions

Measured on 2 cores: MEASURED
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('table')
    config.data.table = 'quiz'
    config.net.form = 'matrix'
    config.optimizer.learning_rate = 1e-5
    config.train.steps = 20
    config.train.log_every = 1
    config.train.arithmetic = 'in_order'
    return config
