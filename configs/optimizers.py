"""Thirteen optimizers on one net: a good learning rate matters more than the name of the rule.

    tf-labs run --config=configs/optimizers.py

Measured
"""

from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants

FULL_BATCH = {'data.batch_size': 60000, 'train.steps': 60, 'train.eval_every_epochs': 10,
              'train.checkpoint_every_steps': 60}
VARIANTS = {
    'sgd': {'name': 'sgd', 'learning_rate': 0.3},
    'momentum': {'name': 'sgd', 'learning_rate': 0.1, 'momentum': 0.9},
    'nesterov': {'name': 'sgd', 'learning_rate': 0.03, 'momentum': 0.9, 'nesterov': True},
    'adagrad': {'name': 'adagrad', 'learning_rate': 0.1},
    'adadelta': {'name': 'adadelta', 'learning_rate': 3.0},
    'rmsprop': {'name': 'rmsprop', 'learning_rate': 0.001},
    'adam': {'name': 'adam', 'learning_rate': 0.001},
    'adamw': {'name': 'adamw', 'learning_rate': 0.001},
    'nadam': {'name': 'nadam', 'learning_rate': 0.001},
    'adamax': {'name': 'adamax', 'learning_rate': 0.01},
    'asgd': {'name': 'asgd', 'learning_rate': 0.3, 'average_from': 600},
    'rprop': {'name': 'rprop', 'learning_rate': 3e-5},
    'lbfgs': {'name': 'lbfgs', 'learning_rate': 0.9},
}


def get_config():
    config = default_config()
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'he_normal'
    config.train.epochs = 2
    return with_variants(config, {
        name: {f'optimizer.{field}': value for field, value in settings.items()} | (
            FULL_BATCH if name in ('rprop', 'lbfgs') else {})
        for name, settings in VARIANTS.items()})
