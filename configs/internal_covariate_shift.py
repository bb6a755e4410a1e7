"""To be written.

    tf-labs run internal_covariate_shift

Measured on 2 cores: 30 s.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('internal_covariate_shift')
