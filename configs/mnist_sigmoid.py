"""The problem of the sigmoid: its derivative is 0.25 at most, and each layer multiplies by it.

784-256-256-10 with sigmoids, one epoch. Run mnist_relu next: the same net, data and seed, and three
to four points more. That is after one epoch from N(0, 0.05^2): two hidden layers shrink the
gradient and slow learning down; they do not stop it. With Xavier's initialization and ten epochs
the two are nearly equal (sigmoid_relu); it is depth that makes sigmoids fail (vanishing_gradient).

    tf-labs run mnist_sigmoid

The notebook's RandomNormal() has a standard deviation of 0.05; a note about it says variance 1,
which is --config.model.init_stddev=1.0 and saturates the units before the first step.

Measured on 2 cores: 9 s, test accuracy 0.925 +- 0.002 over 5 seeds; 0.810 +- 0.009 with variance 1.
Printed in the notebook: 0.9241.

Answers: notes on the ReLU lab; Lab-09-1 notes, Problem of Sigmoid; course lab 10-1 (lab-10-1-1).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.activation = 'sigmoid'
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.05
    config.train.epochs = 1
    return config
