"""Thirteen optimizers on one net: a good learning rate matters more than the optimizer's name.

784-256-256-10 with ReLU on MNIST: two epochs in batches of 100, 1,200 steps; only Rprop and L-BFGS,
which compare the gradients of successive steps, take 60 steps with all 60,000 images each. (So the
notes' "works with very small batches" is wrong for L-BFGS: noisy gradients spoil its estimate of
the curvature.) Every optimizer has its best learning rate from the table below, and then all but
L-BFGS lie within the variation between seeds. With a rate off by a factor of ten most lose several
percent, and SGD and momentum do not learn at all if it is too large; only Rprop is hardly affected,
because its rate is only its first step size. What an adaptive optimizer offers is a rate that is
easy to guess: 0.001 is good for three Adams and RMSprop. ASGD is SGD evaluated at the mean of its
weights over the second epoch: the same steps, half a percent better. A full-batch step processes as
many images as 600 small ones, so per image nothing is slower than Rprop and L-BFGS. See
figures/ranking.png.

    tf-labs run optimizers

Measured on 2 cores shared with other work: 2.5 min, more than half of it for the full batches. Test
accuracy over 3 seeds: ASGD 0.973, RMSprop 0.973, Nadam 0.972, AdamW, Adadelta and Adam 0.971,
Rprop, Nesterov 0.970, momentum 0.969, SGD, Adagrad 0.968, Adamax 0.967, all +- 0.002 (0.000 to
0.005), L-BFGS 0.961 +- 0.002. Lowest training loss: Rprop 0.053 +- 0.007, all others 0.086 or more.

Learning rates: loss on the last 10,000 training examples after training on the others, from
benchmarks/learning_rates.py at these rates times 0.1, 0.3, 1, 3, 10 (seed 777, no test examples),
each as rate: loss. The rate with the lowest loss was taken, with 0.1 for 0.09 and 0.01 for 0.009.

    sgd       0.03: .265   0.09: .183    0.3: .132    0.9: .161    3: 2.309
    momentum  0.01: .168   0.03: .120    0.1: .111    0.3: .239    1: 2.337
    nesterov  0.01: .170   0.03: .120    0.1: .123    0.3: .227    1: 2.317
    adagrad   0.003: .392  0.009: .274   0.03: .182   0.09: .140   0.3: .159
    adadelta  0.3: .170    0.9: .135     3: .129      9: .171      30: .277
    rmsprop   0.0001: .233 0.0003: .156  0.001: .129  0.003: .157  0.01: .199
    adam      0.0001: .223 0.0003: .142  0.001: .101  0.003: .102  0.01: .197
    adamw     0.0001: .224 0.0003: .143  0.001: .105  0.003: .112  0.01: .166
    nadam     0.0001: .224 0.0003: .144  0.001: .105  0.003: .111  0.01: .163
    adamax    0.0003: .232 0.0009: .151  0.003: .112  0.009: .106  0.03: .158
    asgd      0.03: .278   0.09: .179    0.3: .103    0.9: .106    3: 2.301
    rprop     0.00001: .127  0.00003: .118  0.0001: .130  0.0003: .157  0.001: .208
    lbfgs     0.03: .347   0.09: .233    0.3: .172    0.9: .145    3: diverged

Answers: Lab-09-1 notes, Optimizer in PyTorch; notes on Part 2, Lab-09-1.
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants

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
