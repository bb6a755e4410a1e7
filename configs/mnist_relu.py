"""ReLU beats the sigmoid: max(0, x) lets the gradient through whole, and 0.92 becomes 0.96.

784-256-256-10 with ReLU, one epoch, the recipe of mnist_sigmoid in all else.

    tf-labs run mnist_relu

The notebook's RandomNormal() has a standard deviation of 0.05; a note about it says variance 1,
which is --config.model.init_stddev=1.0 and costs ten points.

Measured on 2 cores: 9 s, test accuracy 0.961 +- 0.002 over 5 seeds; 0.856 +- 0.003 with variance
1. Printed in the notebook: 0.9558 after the epoch, 0.9623 at its best.
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
