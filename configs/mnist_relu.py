"""ReLU after one epoch: 0.96 where the sigmoid has 0.92, from weights that suit neither of them.

784-256-256-10 with ReLU, one epoch, otherwise the recipe of mnist_sigmoid. The gradient of ReLU is
1 where the unit is active, so the first layer learns from the first step on. How much of the
difference remains depends on initialization and training time: sigmoid_relu trains the same pair
from Xavier's initialization, seed 777, for one and for ten epochs.

    tf-labs run mnist_relu

The notebook's RandomNormal() has a standard deviation of 0.05; a note about it says variance 1,
which is --config.model.init_stddev=1.0 and costs ten points.

Measured on 2 cores: 9 s, test accuracy 0.961 +- 0.002 over 5 seeds; 0.856 +- 0.003 with variance 1.
Printed in the notebook: 0.9558 after the epoch, 0.9623 at its best.

Answers: notes on the ReLU lab; course lab 10-1 (lab-10-1-2).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.activation = 'relu'
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.05
    config.train.epochs = 1
    return config
