"""What the labs on CIFAR-10 share: a small net in the manner of AlexNet, nothing added yet."""

from ml_collections import ConfigDict

from tf_labs.configuration import default_config


def cifar_config() -> ConfigDict:
    """Returns the config of cifar_net on the middle of each picture.

    Neither augmentation, nor weight decay, nor dropout. Momentum 0.9 and batches of 128 as in
    AlexNet; cuts of 24 x 24 as in Krizhevsky's nets for CIFAR-10; a rate that falls to 0, so that
    the end is no throw of the last step.
    """
    config = default_config()
    config.data.name = 'cifar10'
    config.data.batch_size = 128
    config.data.subtract_mean = True
    config.data.scale = 1 / 64  # about one over the standard deviation of a pixel
    config.data.crop = 24
    config.model.name = 'cifar_net'
    config.model.hidden_sizes = ()
    config.model.kernel_initializer = 'glorot_normal'
    config.optimizer.name = 'momentum_decay'
    config.optimizer.learning_rate = 0.02
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decay = 0.0
    config.optimizer.schedule = 'cosine'
    return config
