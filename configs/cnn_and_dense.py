"""A convolutional net beside dense nets: of its size, and of its accuracy.

WIP

    tf-labs run cnn_and_dense --seeds=3

Measured
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.data.train_examples = 10_000
    config.model.hidden_sizes = ()
    config.train.epochs = 5
    config.train.diagnostics = False
    return with_variants(config, {
        'cnn': {
            'model.name': 'cifar_net', 'model.filters': (8, 16, 16, 16), 'model.first_kernel': 3,
            'model.second_kernel': 3, 'model.pool_size': 2, 'model.without': ('conv3', 'conv4')},
        'dense_as_many_parameters': {'model.hidden_sizes': (11,)},
        'dense_as_many_connections': {'model.hidden_sizes': (256, 256)},
        'dense_a_million': {'model.hidden_sizes': (800, 800)}})
