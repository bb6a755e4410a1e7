"""Local response normalisation: strong maps hold down their neighbours.

In the paper it took the error of a four-layer net on CIFAR-10 from 13% to 11%, and 1.4 points off
AlexNet's top-1 error. Batch norm has taken its place since. The pixels are those of the paper, -128
to 127 less their mean, and so is the start, N(0, 0.01): its constants, 2 and 0.0001, are made for
activities in the hundreds. Where activities are about 1 the layer does nothing but to multiply by
2^-0.75, which slows the training down (`--config.data.scale=0.0156`).

    tf-labs run --config=configs/cifar10_lrn.py --seeds=3

Measured
"""

from tf_labs.configuration import with_variants
from tf_labs.convnet_configs import cifar_comparison


def get_config():
    config = cifar_comparison(augmented=True)
    config.data.scale = 1.0
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.01
    config.optimizer.learning_rate = 0.004
    return with_variants(config, {
        'with': {'model.lrn': True},
        'without': {'model.lrn': False}})
