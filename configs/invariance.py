"""Pictures are shifted, scaled and rotated: WIP.

    tf-labs run invariance --config.net.workdir=checkpoints/cifar10

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('invariance')
