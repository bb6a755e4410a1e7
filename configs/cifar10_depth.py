"""Depth matters: the same net with each of its convolutional layers removed in turn.

Removing any convolutional layer of AlexNet hurts, the paper says, though each has "no more than 1%"
of the parameters; removing a middle one costs about two points of top-1 error. Of the 60,965,224
parameters conv3 has 1.45%, conv4 1.09% and conv5 0.73% (architectures).

    tf-labs run cifar10_depth --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test images: 3 min. Test accuracy of the
whole net 0.689; without conv1 0.572, conv2 0.657, conv3 0.693, conv4 0.691. The upper two learn too
little in 20 epochs of so few images to be missed, so this small net of our own on a fifth of
CIFAR-10 does not test the claim; papers_depth does. The sampling error of 2,000 test images alone
is +-0.02 (95%).

Answers: notes on AlexNet, Introduction and Discussion (depth).
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
