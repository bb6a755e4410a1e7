"""Windows that overlap: 3 x 3 every 2 pixels against 2 x 2 every 2 pixels.

In AlexNet overlapping pooling took 0.4 points off the top-1 error and made overfitting a little
harder.

    tf-labs run --config=configs/cifar10_pooling.py --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test pictures: 1 min. Test accuracy
0.689 overlapping, 0.666 apart. Chance alone moves 2,000 answers by +-0.02 (95%).
"""

from tf_labs.configuration import with_variants
from tf_labs.convnet_configs import cifar_comparison


def get_config():
    config = cifar_comparison(augmented=True)
    return with_variants(config, {
        'overlapping': {'model.pool_size': 3},
        'apart': {'model.pool_size': 2}})
