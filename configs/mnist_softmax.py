"""One layer alone: softmax regression reaches 0.90 on MNIST and no more, however long it trains.
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.published = 'mnist_softmax'
    config.data.batch_size = 100
    config.model.name = 'softmax'
    config.model.hidden_sizes = ()
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 1.0
    config.train.epochs = 15
    return config
