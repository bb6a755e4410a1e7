"""ZFNet: AlexNet after a look at its first layer: 7x7 every 2 pixels, not 11x11 every 4.

What the pictures of AlexNet showed, filters that are dead and others that alias, went away with a
smaller kernel and a smaller stride, and the error with it (Zeiler and Fergus, 2013). The recipe is
AlexNet's; one tower. The rate falls by the error on a tenth of the training photographs, held out.

    tf-labs run zfnet
    tf-labs filters --workdir=checkpoints/zfnet

cifar10_first_layer shows the same at a size that trains on two cores. A GPU is what this config is
for.

Measured on 2 cores without a GPU: that it runs; it has not been trained to its end.
"""

from tf_labs.config.convnets import photograph_config


def get_config():
    config = photograph_config(crop=224)
    config.model.name = 'zfnet'
    return config
