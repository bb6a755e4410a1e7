"""Batch norm learns faster than it shows: training is ahead of mnist_deep, the test lags.

mnist_deep with batch norm before each ReLU. The training loss of the epoch is 0.17 against 0.22;
in the test the moving averages (momentum 0.99, 468 steps) still hold some of the first steps.

    tf-labs run mnist_batchnorm

Measured on 2 cores: 11 s, test accuracy 0.964 +- 0.003 over 5 seeds. Printed in the notebook:
0.9685 after the epoch; it advances the moving averages twice a step.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.hidden_sizes = (512, 512, 512, 512)
    config.model.kernel_initializer = 'glorot_uniform'
    config.model.batch_norm = True
    config.train.epochs = 1
    return config
