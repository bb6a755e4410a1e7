"""x
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.data.name = 'fashion_mnist'
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.kernel_initializer = 'he_normal'
    config.train.epochs = 10
    return config
