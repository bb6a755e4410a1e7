"""x
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.published = 'mnist_xavier'
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.kernel_initializer = 'glorot_uniform'
    config.train.epochs = 1
    return config
