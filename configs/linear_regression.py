"""A line through three points: gradient descent from zero, each step printed as the notes print it.

y = W x + b on x = 1, 2, 3 and y = 2, 4, 6, mean squared error, SGD with learning rate 0.01. The lab
first prints what the notes on linear regression print before the loop: x and y with their shape [3,
1], W = 0, b = 0, and the hypothesis H(x) = 0 x + 0, which is 0 for every x. Then it trains; descent
draws its path. The cost falls in two phases: W and b first move together into the valley of lines
that fit the middle of the data, then slowly along it to W = 2, b = 0. Nothing here is random, so
all 21 printed rows are reproduced to the last digit, provided that sums are added in PyTorch's
order (`train.arithmetic`, tf_labs/labs/table/rounding.py). The notes' code counts to 1999, their
output to 2000: the row 2000 is the 2001st update, so the output came from a loop to 2000.

    tf-labs run linear_regression

Measured on 2 cores: 5 s; all 21 rows as printed, from 18.666666 to 0.000005.

Answers: notes on linear regression, 2; course lab 02.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('table')
    config.data.table = 'line'
    config.net.form = 'scalars'
    config.optimizer.learning_rate = 0.01
    config.train.steps = 2001
    config.train.log_every = 100
    config.train.arithmetic = 'in_order'
    return config
