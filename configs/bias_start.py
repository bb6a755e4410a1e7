"""draft.

    tf-labs run bias_start

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('bias_start')
