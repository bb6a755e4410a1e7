"""PLACEHOLDER.

    tf-labs run --config=configs/rbm.py

Measured
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config('rbm')
    config.machine.hidden_sizes = (256, 64)
    config.machine.epochs = 5
    return config
