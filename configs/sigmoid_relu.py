"""x"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants

INITIALIZERS = {
    'xavier': {'model.kernel_initializer': 'glorot_uniform'},
    'normal_005': {'model.kernel_initializer': 'random_normal', 'model.init_stddev': 0.05},
    'normal_1': {'model.kernel_initializer': 'random_normal', 'model.init_stddev': 1.0},
}


def get_config():
    config = default_config()
    config.data.batch_size = 128
    config.model.hidden_sizes = (256, 256)
    config.train.epochs = 10
    config.train.diagnostics = False
    return with_variants(config, {
        f'{activation}_{name}': {**initializer, 'model.activation': activation}
        for name, initializer in INITIALIZERS.items() for activation in ('sigmoid', 'relu')})
