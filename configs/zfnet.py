"""ZFNet: AlexNet after a look at its first layer: 7x7 with stride 2, not 11x11 with stride 4.

What visualizing AlexNet had shown, filters that are dead and others that alias, went away with a
smaller kernel and a smaller stride, and the error fell (Zeiler and Fergus, 2013). The recipe is
AlexNet's; one tower. The learning rate falls by the error on a tenth of the training photographs,
which is held out.

    tf-labs run zfnet
    tf-labs filters --workdir=checkpoints/zfnet

cifar10_first_layer shows the same at a size that trains on two cores. This config is meant for a
GPU.

Measured on 2 cores without a GPU: that it runs; it has not been trained to its end.

Answers: notes on ZFNet, Training Details (figure 3).
"""

from tf_labs.config.convnets import photograph_config


def get_config():
    config = photograph_config(crop=224)
    config.model.name = 'zfnet'
    return config
