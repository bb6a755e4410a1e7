"""The schema by its name of before version 0.6, for config files of users."""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants

__all__ = ['default_config', 'with_variants']
