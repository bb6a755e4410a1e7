"""draft.

    tf-labs run weight_decay

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('weight_decay')
