"""draft.

    tf-labs run weight_decay

Measured
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.name = 'fashion_mnist'
    config.data.train_examples = 10000
    config.data.batch_size = 128
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'he_normal'
    config.optimizer.name = 'momentum_decay'
    config.optimizer.learning_rate = 0.01
    config.optimizer.momentum = 0.9
    config.train.epochs = 30
    config.train.eval_every_epochs = 10
    config.train.diagnostics = False
    return with_variants(config, {
        name: {'optimizer.weight_decay': decay} for name, decay in (
            ('none', 0.0), ('decay_00005', 0.0005), ('decay_0005', 0.005), ('decay_005', 0.05))})
