"""draft.

    tf-labs run optimizer_family

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('optimizer_family')
