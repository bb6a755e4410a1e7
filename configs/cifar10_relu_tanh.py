"""ReLU against tanh: the figure with which AlexNet began, and what it depends on.

Steps until the training error is 25%, without any regularization, each net at the best of several
learning rates. The paper says six times faster, and that the factor depends on the net. (The notes
say that this was the test set of CIFAR-10; it is training error.) `relu` and `tanh` use pixels of
-128 to 127 less their mean and weights from N(0, 0.01). That puts the inputs of conv1's tanh at a
standard deviation of about 5, where it is saturated. It is not the authors' own comparison: their
published nets for CIFAR-10 initialize conv1 from N(0, 0.0001); papers_relu_tanh uses those.
`relu_scaled` and `tanh_scaled` differ from `relu` and `tanh` in two things that came later: pixels
of standard deviation 1 and Xavier's initialization.

    tf-labs run cifar10_relu_tanh --seeds=3

Measured on 2 cores, seed 777, on 10,000 training images: 6 min. 921 steps for ReLU and 1,922 for
tanh, a factor of 2.1; with scaled pixels and Xavier's initialization 759 and 558. A small net of
our own on a fifth of CIFAR-10 does not test the paper's factor. Learning rates tried over 20
epochs, with the steps to the target (- where it was not reached): relu 0.001 -, 0.002 1,124, 0.004
921, 0.008 -; tanh, by training accuracy at that point, 0.001 0.48, 0.004 0.59, 0.008 0.65, 0.016
0.68, 0.03 0.62; relu_scaled 0.005 1,170, 0.01 854, 0.02 759, 0.04 941; tanh_scaled 0.005 1,051,
0.01 728, 0.02 558, 0.04 -.

Answers: notes on AlexNet, ReLU Nonlinearity.
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=False)
    config.optimizer.schedule = 'constant'
    config.train.epochs = 60
    config.train.target_error = 0.25
    paper = {'data.scale': 1.0, 'model.kernel_initializer': 'random_normal',
             'model.init_stddev': 0.01}
    return with_variants(config, {
        'relu': {**paper, 'optimizer.learning_rate': 0.004},
        'tanh': {**paper, 'model.activation': 'tanh', 'optimizer.learning_rate': 0.016},
        'relu_scaled': {'optimizer.learning_rate': 0.02},
        'tanh_scaled': {'model.activation': 'tanh', 'optimizer.learning_rate': 0.02}})
