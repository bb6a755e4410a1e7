"""Small and real: a ReLU net reads 8x8 handwritten digits in seconds, with no download."""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (128,)
    config.model.kernel_initializer = 'he_normal'
    config.optimizer.learning_rate = 0.005
    config.train.epochs = 20
    return config
