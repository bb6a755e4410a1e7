"""Depth matters: the same net with each of its convolutions taken out in turn.

In AlexNet the loss of any convolution, none with more than 1% of the parameters, costs about two
points of top-1 error.

    tf-labs run cifar10_depth --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test pictures: 3 min. Test accuracy of
the whole net 0.689; without conv1 0.572, conv2 0.657, conv3 0.693, conv4 0.691: the upper two are
not missed, 20 epochs of so few pictures teach them too little. Chance alone moves 2,000 answers by
+-0.02 (95%).
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    return with_variants(config, {
        'whole': {},
        'no_conv1': {'model.without': ('conv1',)},
        'no_conv2': {'model.without': ('conv2',)},
        'no_conv3': {'model.without': ('conv3',)},
        'no_conv4': {'model.without': ('conv4',)}})
