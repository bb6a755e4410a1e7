"""Three weights and five rows: from three quiz marks to the final one, one scalar per weight.

y = w1 x1 + w2 x2 + w3 x3 + b. The inputs are near 80, so the learning rate must be as small as
1e-5. The cost falls from 29,662 to 1.56 in 100 steps and then hardly at all: the valley is long,
because the three marks are strongly correlated. Standardized inputs are the cure
(diabetes_regression). The eleven printed costs have seven digits, more than float32 keeps over a
thousand steps: they are reproduced when sums are added in PyTorch's order and the update is rounded
once.

    tf-labs run multivariable_regression

Measured on 2 cores: 5 s; all 11 rows as printed, from 29661.800781 to 1.079390.

Answers: notes on linear regression, 4.1; course lab 04.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('table')
    config.data.table = 'quiz'
    config.net.form = 'scalars'
    config.optimizer.learning_rate = 1e-5
    config.train.steps = 1001
    config.train.log_every = 100
    config.train.arithmetic = 'in_order'
    return config
