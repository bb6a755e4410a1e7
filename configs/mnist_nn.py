"""x
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.published = 'mnist_nn'
    config.data.batch_size = 100
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 1.0
    config.train.epochs = 15
    return config
