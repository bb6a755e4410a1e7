"""The same regression as a matrix product: one W of three rows in place of three scalars.

x W + b with x [5, 3] and W [3, 1] is multivariable_regression with less to write; b is one number
and is broadcast, that is, added to each of the five rows. The arithmetic is the same too: with
every sum in the same order the two agree to the last bit, and so do their printed rows. With
`--config.train.arithmetic=fast` the costs differ from the sixth digit on, which is all that float32
promises.

The loop in the notes on linear regression has 20 steps and prints its predictions of the five marks
152, 185, 180, 196 and 142; they are printed here as well.

    tf-labs run matrix_regression

Measured on 2 cores: 5 s; the rows of multivariable_regression, all 11 of them; after 20 steps
152.80, 183.67, 180.97, 197.07 and 140.10, cost 1.619.

Answers: notes on linear regression, 4.2; course lab 04.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('table')
    config.data.table = 'quiz'
    config.net.form = 'matrix'
    config.optimizer.learning_rate = 1e-5
    config.train.steps = 1001
    config.train.log_every = 100
    config.train.predictions_after = 20
    config.train.arithmetic = 'in_order'
    return config
