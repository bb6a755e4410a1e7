"""draft.

    tf-labs run rare_features

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('rare_features')
