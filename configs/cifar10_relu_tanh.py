"""ReLU learns several times faster than tanh: the figure with which AlexNet began.

Steps until a quarter of the training answers is wrong, each at the best rate of its own, no
regularisation of any kind. The paper says six times faster, and that the factor hangs on the net.
The rates were searched for with `python benchmarks/learning_rates.py` (see below).

    tf-labs run --config=configs/cifar10_relu_tanh.py --seeds=3

Measured
"""

from tf_labs.cifar_config import cifar_config
from tf_labs.configuration import with_variants


def get_config():
    config = cifar_config()
    config.train.precision = 'mixed_bfloat16'
    config.train.diagnostics = False
    config.optimizer.schedule = 'constant'
    config.train.epochs = 25
    config.train.target_error = 0.25
    return with_variants(config, {
        'relu': {'model.activation': 'relu', 'optimizer.learning_rate': 0.01},
        'tanh': {'model.activation': 'tanh', 'optimizer.learning_rate': 0.01}})
