"""draft.

    tf-labs run zero_centred

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('zero_centred')
