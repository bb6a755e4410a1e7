"""PLACEHOLDER.

    tf-labs run --config=configs/batchnorm.py

Measured
"""

from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants

RATES = {'sgd_0001': ('sgd', 0.001), 'sgd_001': ('sgd', 0.01), 'sgd_01': ('sgd', 0.1),
         'adam_01': ('adam', 0.1)}


def get_config():
    config = default_config()
    config.data.train_examples = 20000
    config.model.hidden_sizes = (512, 512, 512, 512)
    config.train.epochs = 3
    return with_variants(config, {
        f'{name}_{net}': {'optimizer.name': optimizer, 'optimizer.learning_rate': rate,
                          'model.batch_norm': net == 'normed'}
        for name, (optimizer, rate) in RATES.items() for net in ('plain', 'normed')})
