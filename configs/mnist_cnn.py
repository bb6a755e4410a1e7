"""Two convolutions read digits: the course's lab 11.

WIP

    tf-labs run mnist_cnn

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.name = 'cifar_net'
    config.model.filters = (32, 64, 64, 64)
    config.model.first_kernel = 3
    config.model.second_kernel = 3
    config.model.pool_size = 2
    config.model.without = ('conv3', 'conv4')
    config.model.hidden_sizes = ()
    config.train.epochs = 1
    return config
