"""Local response normalisation: strong maps hold down their neighbours.

In the paper it took the error of a four-layer net on CIFAR-10 from 13% to 11%, and 1.4 points off
AlexNet's top-1 error. Batch norm has taken its place since. The pixels are those of the paper, -128
to 127 less their mean, and so is the start, N(0, 0.01): its constants, 2 and 0.0001, are made for
activities in the hundreds. Where activities are about 1 the layer does nothing but to multiply by
2^-0.75, which slows the training down.

    tf-labs run cifar10_lrn --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test pictures: 2 min. Test accuracy
0.626 with it, 0.660 without; training loss 1.06 and 0.94: it slows this net down, and 20 epochs of
so few pictures are too short for it to pay. With pixels of standard deviation 1 and Xavier's
start, at a rate of 0.02, it is 0.667 against 0.689. The rate was not searched for each. Chance
alone moves 2,000 answers by +-0.02 (95%).
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    config.data.scale = 1.0
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.01
    config.optimizer.learning_rate = 0.004
    return with_variants(config, {
        'with': {'model.lrn': True},
        'without': {'model.lrn': False}})
