"""The net of cifar10 on clothes: aligned images, in which a sole is always in the same place.

That is what correspondence needs: it asks whether occluding the same part of many shoes changes
the features in the same way.

    tf-labs run fashion_convnet

Measured on 2 cores, seed 777, on all of Fashion-MNIST: 2.5 min on a busy machine, test accuracy
0.897.

Answers: notes on ZFNet (Correspondence Analysis): the net that it needs; course lab 11.
"""

from tf_labs.config.convnets import cifar_config


def get_config():
    config = cifar_config()
    config.data.name = 'fashion_mnist'
    config.data.crop = None
    config.data.scale = 1 / 90  # about one over the standard deviation of a pixel
    config.model.filters = (32, 32, 32, 32)
    config.optimizer.weight_decay = 0.0005
    config.train.epochs = 3
    return config
