"""PLACEHOLDER.

    tf-labs run --config=configs/mnist_batchnorm_notebook.py

Measured
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.hidden_sizes = (512, 512, 512, 512)
    config.model.batch_norm = True
    config.model.batch_norm_momentum = 0.99**2  # two advances of 0.99 in each step
    config.train.epochs = 1
    return config
