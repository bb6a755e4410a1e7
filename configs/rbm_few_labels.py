"""PLACEHOLDER.

    tf-labs run --config=configs/rbm_few_labels.py

Measured
"""

from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants

STEPS, BATCH_SIZE = 2000, 50
STARTS = {
    'rbm': {'model.activation': 'sigmoid', 'pretraining.name': 'rbm'},
    'glorot': {'model.activation': 'sigmoid', 'model.kernel_initializer': 'glorot_normal'},
    'he': {'model.activation': 'relu', 'model.kernel_initializer': 'he_normal'},
}


def get_config():
    config = default_config()
    config.data.batch_size = BATCH_SIZE
    config.model.hidden_sizes = (256, 256)
    config.train.steps = STEPS
    config.train.checkpoint_every_steps = STEPS
    return with_variants(config, {
        f'{name}_{labels}': {
            **start, 'data.train_examples': labels,
            'train.eval_every_epochs': STEPS // 10 // (labels // BATCH_SIZE)}
        for labels in (100, 1000, 10000) for name, start in STARTS.items()})
