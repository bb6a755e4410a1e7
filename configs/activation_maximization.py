"""What excites a unit most, by gradient ascent, and what its Hessian tells of its invariance.

    tf-labs run activation_maximization --config.net.workdir=checkpoints/cifar10

"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('activation_maximization')
