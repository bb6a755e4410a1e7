"""Sigmoid against ReLU: 3.9 points after one epoch, 0.3 after ten, from Xavier's initialization.

784-256-256-10 on MNIST, Adam with learning rate 1e-3, batches of 128: the recipe of mnist_sigmoid
and mnist_relu, from N(0, 1), N(0, 0.05^2) and Xavier's uniform initialization. The notes conclude
from one epoch that ReLU performs better. See how much of that is left after ten:
`figures/comparison.png` shows the accuracy by epoch, and `metrics.jsonl` of each run has the
numbers.

    tf-labs run sigmoid_relu --seeds=5

Measured on 2 cores, on MNIST, 5 seeds: 15 s of processor time per run. Test accuracy of the sigmoid
and of ReLU in percent, and the lead of ReLU in points with a 95% interval:

    initialization   after 1 epoch                  after 3   after 10
    Xavier           92.5 and 96.5, 3.9 +- 0.2      1.9       97.8 and 98.0, 0.3 +- 0.1
    N(0, 0.05^2)     92.5 and 96.1, 3.6 +- 0.3      1.9       97.8 and 97.9, 0.2 +- 0.1
    N(0, 1)          81.0 and 85.6, 4.5 +- 1.2      2.2       92.9 and 94.0, 1.1 +- 0.6

Most of what one epoch shows is speed: the sigmoid net takes two to four times as many epochs, and
ends 0.2 to 0.3 points behind where the initialization is suitable. The initialization matters more
than the activation: from N(0, 1) both are four to five points worse after ten epochs.

Answers: notes on the ReLU lab; Lab-09-1 notes; course labs 10-1 and 10-2.
"""

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
