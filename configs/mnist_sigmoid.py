"""x
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.published = 'mnist_sigmoid'
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.activation = 'sigmoid'
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.05
    config.train.epochs = 1
    return config
