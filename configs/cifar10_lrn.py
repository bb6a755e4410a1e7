"""Local response normalization: strong feature maps suppress their neighbours.

In the paper it took the error of a four-layer net on CIFAR-10 from 13% to 11%, and 1.4 points off
AlexNet's top-1 error; batch norm has replaced it since. It is applied after ReLU, as in the paper
(the notes give both orders). Pixels and initialization are the paper's, -128 to 127 less their mean
and N(0, 0.01): its constants, 2 and 0.0001, are made for activations in the hundreds. Where
activations are about 1 the layer only multiplies by 2^-0.75, which slows training down.

    tf-labs run cifar10_lrn --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test images: 2 min. Test accuracy 0.626
with it, 0.660 without; training loss 1.06 and 0.94. That does not test the paper's claim: this is a
small net of our own on a fifth of CIFAR-10, with both variants at the learning rate that is best
without normalization, for 20 epochs. papers_lrn and papers_lrn_rates test it. At a learning rate of
0.012 the normalized net reaches 0.666. With pixels of standard deviation 1 and Xavier's
initialization, at a learning rate of 0.02, it is 0.667 against 0.689. The sampling error of 2,000
test images alone is +-0.02 (95%).

Answers: notes on AlexNet, Local Response Normalization.
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
