"""Initialization at the right scale: Xavier's makes the mean cost of the first epoch 0.26, not 160.

784-256-256-10 with ReLU and Xavier's (Glorot's) uniform initialization, +- sqrt(6 / (fan_in +
fan_out)), which preserves the variance of activations and gradients from layer to layer.

    tf-labs run mnist_xavier

Measured on 2 cores: 10 s, test accuracy 0.965 +- 0.002 over 5 seeds. Printed in the notebook:
0.9607 after the epoch, 0.9659 at its best.

Answers: notes on Part 2, Lab-09-2; course lab 10-2 (lab-10-2-1).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.kernel_initializer = 'glorot_uniform'
    config.train.epochs = 1
    return config
