"""ZFNet: AlexNet after a look at its first layer: 7x7 every 2 pixels, not 11x11 every 4.

What the pictures of AlexNet showed, filters that are dead and others that alias, went away with a
smaller kernel and a smaller stride, and the error with it (Zeiler and Fergus, 2013). The recipe is
AlexNet's; one tower.

    tf-labs run --config=configs/zfnet.py
    tf-labs filters --workdir=checkpoints/zfnet

cifar10_first_layer shows the same at a size that trains on two cores. A GPU is what this config is
for.

Measured on 2 cores without a GPU:
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config()
    config.data.name = 'imagenette'
    config.data.batch_size = 128
    config.data.scale = 1.0  # raw pixels less their mean, as in the paper
    config.data.subtract_mean = True
    config.data.crop = 224
    config.data.random_crop = True
    config.data.mirror = True
    config.data.color_jitter = 0.1
    config.data.max_bad_examples = 100
    config.model.name = 'zfnet'
    config.model.lrn = True
    config.model.hidden_sizes = (4096, 4096)
    config.model.dropout_rate = 0.5
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.01
    config.optimizer.name = 'momentum_decay'
    config.optimizer.learning_rate = 0.01
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decay = 0.0005
    config.optimizer.schedule = 'plateau'
    config.train.epochs = 90
    return config
