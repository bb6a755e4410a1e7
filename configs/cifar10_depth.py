"""Depth matters: the same net with each of its convolutions taken out in turn.

In AlexNet the loss of any convolution, none with more than 1% of the parameters, costs about two
points of top-1 error.

    tf-labs run --config=configs/cifar10_depth.py --seeds=3

Measured
"""

from tf_labs.configuration import with_variants
from tf_labs.convnet_configs import cifar_comparison


def get_config():
    config = cifar_comparison(augmented=True)
    return with_variants(config, {
        'whole': {},
        'no_conv1': {'model.without': ('conv1',)},
        'no_conv2': {'model.without': ('conv2',)},
        'no_conv3': {'model.without': ('conv3',)},
        'no_conv4': {'model.without': ('conv4',)}})
