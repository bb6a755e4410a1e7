"""A first layer of 11 x 11 every 4 pixels against 7 x 7 every 2: dead and aliased filters.

AlexNet's first layer, seen through ZFNet's eyes: a stride of 4 cannot carry the fine waves that an
11 x 11 kernel is made of, and fast training leaves filters that learnt nothing. Fed with the whole
32 x 32 pictures. tf_labs/nn/filter_statistics.py counts `dead_filters` and `aliased_filters`.

    tf-labs run --config=configs/cifar10_first_layer.py --seeds=3

Measured
"""

from tf_labs.cifar_config import cifar_config
from tf_labs.configuration import with_variants


def get_config():
    config = cifar_config()
    config.train.precision = 'mixed_bfloat16'
    config.train.diagnostics = False
    config.data.crop = None
    config.data.mirror = True
    config.optimizer.weight_decay = 0.0005
    config.train.epochs = 20
    return with_variants(config, {
        'kernel_11_stride_4': {'model.first_kernel': 11, 'model.first_stride': 4},
        'kernel_7_stride_2': {'model.first_kernel': 7, 'model.first_stride': 2}})
