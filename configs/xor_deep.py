"""A long plateau and a sudden drop: three hidden layers of ten sigmoids learn XOR late.

2-10-10-10-1, SGD with learning rate 1, 10,001 steps. For thousands of steps the cost stays at ln 2
= 0.6931 to four digits: each layer of sigmoids shrinks the gradient, and to the last layer all four
inputs look alike. Once it leaves the plateau the cost falls below 0.01 within a few hundred steps,
and then ever more slowly. When that happens depends on the seed; xor_lottery counts over many
seeds.

    tf-labs run xor_deep

Counted from the drop, all seeds are alike. Over 64 seeds in NumPy the drop comes between steps
2,502 and 10,026 (four stay on the plateau until step 10,400); 1,000 steps later the cost is 0.0007
to 0.0012 (in the notes 0.0008), 3,500 steps later 0.00017 to 0.00027 (0.00019).

Measured on 2 cores: 5 s; the drop comes at step 7700, the cost at the end is 0.00036; of 256 seeds
0.97 are under 0.01 after 10,001 steps. Printed in the notes, a cost every 100 steps: a plateau up
to step 6400, then 0.00018467 at step 10,000.

Answers: notes on Part 2, Lab-08-2 (xor-nn-wide-deep); course lab 09.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('table')
    config.data.table = 'xor'
    config.net.form = 'network'
    config.net.hidden_sizes = (10, 10, 10)
    config.net.activation = 'sigmoid'
    config.net.loss = 'binary_cross_entropy'
    config.optimizer.learning_rate = 1.0
    config.train.steps = 10001
    config.train.log_every = 100
    return config
