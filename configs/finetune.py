"""A net trained on digits is carried to clothes, of which there are few examples: fine-tuning. WIP

    tf-labs run finetune --seeds=3

Measured
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants

CONVOLUTIONS = ('conv1', 'conv2')


def get_config():
    config = default_config()
    config.data.name = 'fashion_mnist'
    config.data.batch_size = 50
    config.data.train_examples = 500
    config.model.name = 'cifar_net'
    config.model.filters = (32, 64, 64, 64)
    config.model.first_kernel = 3
    config.model.second_kernel = 3
    config.model.pool_size = 2
    config.model.without = ('conv3', 'conv4')
    config.model.hidden_sizes = ()
    config.init.workdir = 'checkpoints/mnist_cnn'
    config.init.layers = CONVOLUTIONS
    config.train.epochs = 20
    config.train.eval_every_epochs = 5
    config.train.diagnostics = False
    return with_variants(config, {
        'from_scratch': {'init.workdir': None, 'init.layers': ()},
        'fine_tuned': {},
        'frozen': {'init.freeze': CONVOLUTIONS},
        'frozen_untrained': {
            'init.workdir': None, 'init.layers': (), 'init.freeze': CONVOLUTIONS},
        'one_more_convolution': {'model.added_filters': (64,)}})
