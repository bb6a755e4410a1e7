"""x
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.published = 'mnist_dropout'
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.hidden_sizes = (512, 512, 512, 512)
    config.model.kernel_initializer = 'glorot_uniform'
    config.model.dropout_rate = 0.5
    config.train.epochs = 1
    return config
