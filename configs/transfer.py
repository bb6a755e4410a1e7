"""What a net has learnt of one data set, on another of which there are few examples.

All layers of a net trained on CIFAR-10 are frozen. On the features of its last hidden layer a new
softmax learns Fashion-MNIST from 5, 10 and 50 examples a class, against the same net trained from
scratch on the same examples and against a softmax on raw pixels.

    tf-labs run --config=configs/transfer.py --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: see README.
"""

from tf_labs.configuration import default_config


def get_config():
    return default_config('transfer')
