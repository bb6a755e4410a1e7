"""Five points on y = x from a bad first guess: course lab 02-1, with its printed predictions.

W is initialized to 2.9 and b to 0.5; 100 steps with learning rate 0.01 bring both close to 1 and 0,
and the line predicts 5.0067 at x = 5 and 2.4947 at x = 2.5. The first step goes farthest: the
gradient is proportional to the error.

    tf-labs run regression_golden

Measured on 2 cores: 5 s; step 0: W 2.4520, b 0.3760, cost 45.660004; predictions 5.0066934 and
2.4946523, as printed in the course notebook lab-02-1.

Answers: course lab 02-1.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('table')
    config.data.table = 'identity'
    config.data.predict_at = (5.0, 2.5)
    config.net.form = 'scalars'
    config.net.initial_weight = 2.9
    config.net.initial_bias = 0.5
    config.optimizer.learning_rate = 0.01
    config.train.steps = 100
    config.train.log_every = 10
    return config
