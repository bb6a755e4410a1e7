"""draft.

    tf-labs run bias_start

Measured
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (128, 128, 128)
    config.model.kernel_initializer = 'he_normal'
    config.optimizer.name = 'sgd'
    config.optimizer.learning_rate = 0.01
    config.optimizer.momentum = 0.9
    config.train.epochs = 20
    config.train.target_error = 0.1
    config.train.probe_examples = 1000
    config.train.diagnostics = False
    return with_variants(config, {
        'zeros': {},
        'ones': {'model.bias_initializer': 'ones'}})
