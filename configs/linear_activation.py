"""draft.

    tf-labs run linear_activation

Measured
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (64, 64)
    config.model.activation = 'linear'
    config.optimizer.learning_rate = 0.002
    config.train.epochs = 30
    config.train.probe_examples = 1000
    config.train.diagnostics = False
    return with_variants(config, {
        'softmax': {'model.name': 'softmax', 'model.hidden_sizes': (),
                    'optimizer.learning_rate': 0.02},
        'linear': {},
        'step': {'model.activation': 'step'},
        'relu': {'model.activation': 'relu'}})
