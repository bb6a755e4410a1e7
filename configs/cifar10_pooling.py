"""Windows that overlap: 3 x 3 every 2 pixels against 2 x 2 every 2 pixels.

In AlexNet overlapping pooling took 0.4 points off the top-1 error and made overfitting a little
harder.

    tf-labs run --config=configs/cifar10_pooling.py --seeds=3

Measured
"""

from tf_labs.cifar_config import cifar_config
from tf_labs.configuration import with_variants


def get_config():
    config = cifar_config()
    config.train.precision = 'mixed_bfloat16'
    config.train.diagnostics = False
    config.data.random_crop = True
    config.data.mirror = True
    config.optimizer.weight_decay = 0.0005
    config.train.epochs = 20
    return with_variants(config, {
        'overlapping': {'model.pool_size': 3},
        'apart': {'model.pool_size': 2}})
