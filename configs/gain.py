"""The gain of xavier_uniform_ makes up for what an activation takes from the signal.

    tf-labs run gain

Measured on 2 cores: 30 s.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('gain')
