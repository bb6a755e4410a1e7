"""PLACEHOLDER.

    tf-labs run --config=configs/dropout.py

Measured
"""

from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants


def get_config():
    config = default_config()
    config.data.train_examples = 10000
    config.model.hidden_sizes = (512, 512, 512, 512)
    config.optimizer.schedule = 'cosine'  # so that the end is no throw of the last step
    config.train.epochs = 20
    return with_variants(config, {
        'without': {'model.dropout_rate': 0.0},
        'dropout_02': {'model.dropout_rate': 0.2},
        'dropout_05': {'model.dropout_rate': 0.5}})
