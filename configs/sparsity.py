"""draft.

    tf-labs run sparsity

Measured
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('sparsity')
