"""x"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'he_normal'
    config.train.epochs = 30
    config.train.checkpoint_every_steps = 1320
    config.train.target_error = 0.02
    return with_variants(config, {
        'without': {'model.dropout_rate': 0.0},
        'dropout_02': {'model.dropout_rate': 0.2},
        'dropout_05': {'model.dropout_rate': 0.5}})
