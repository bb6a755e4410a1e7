"""Overlapping pooling: windows of 3 x 3 with stride 2 against 2 x 2 with stride 2.

In AlexNet overlapping pooling took 0.4 points off the top-1 error (0.3 off the top-5 error) and
made overfitting slightly harder: the columns `loss_gap` and `accuracy_gap` of the table, training
against test, show whether it does so here.

    tf-labs run cifar10_pooling --seeds=3

Measured on 2 cores, seeds 777, 1, 2, on 10,000 training and 2,000 test images: 3 min. Test accuracy
0.688 +- 0.003 overlapping, 0.672 +- 0.007 not (`apart`): 1.5 +- 1.7 points (95%), no difference
shown; the test loss is lower by 0.030 +- 0.025. A small net of our own on a fifth of CIFAR-10 for
20 epochs does not test what the paper says; papers_pooling does.

Answers: notes on AlexNet, Overlapping Pooling.
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    return with_variants(config, {
        'overlapping': {'model.pool_size': 3},
        'apart': {'model.pool_size': 2}})
