"""Two towers against one: does the split help, and does each tower learn its own kind of filter?

WIP

    tf-labs run towers --seeds=3

Measured
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    config.model.filters = (32, 32, 32, 32)
    config.train.epochs = 10
    return with_variants(config, {
        'two_towers': {'model.towers': 2},
        'half_the_filters': {'model.filters': (16, 16, 16, 32)},
        'one_tower': {}})
