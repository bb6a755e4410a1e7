"""A first layer of 11 x 11 with stride 4 against 7 x 7 with stride 2: dead and aliased filters.

AlexNet's first layer, seen through ZFNet's eyes: a stride of 4 cannot represent the high
frequencies that an 11 x 11 filter responds to, and fast training leaves filters that learn nothing.
The input is the whole 32 x 32 image. tf_labs/nn/filter_statistics.py counts `dead_filters` and
`aliased_filters`.

    tf-labs run cifar10_first_layer --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test images: 1 min. Of 64 filters 55 are
aliased with 11 x 11 and stride 4, and 15 with 7 x 7 and stride 2; none is dead in either; test
accuracy 0.617 and 0.672. White noise counts as aliased in both, so a filter that is not aliased has
learnt something. A small net of our own on a fifth of CIFAR-10 for 20 epochs does not test what the
paper says; papers_first_layer does.

Answers: notes on ZFNet (Architecture Selection).
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    config.data.crop = None
    config.data.random_crop = False
    return with_variants(config, {
        'kernel_11_stride_4': {'model.first_kernel': 11, 'model.first_stride': 4},
        'kernel_7_stride_2': {'model.first_kernel': 7, 'model.first_stride': 2}})
