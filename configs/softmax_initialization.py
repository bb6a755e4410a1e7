"""x"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.name = 'softmax'
    config.model.hidden_sizes = ()
    config.train.epochs = 60
    config.train.diagnostics = False
    return with_variants(config, {
        'zeros': {'model.kernel_initializer': 'zeros'},
        'normal_1': {'model.kernel_initializer': 'random_normal', 'model.init_stddev': 1.0}})
