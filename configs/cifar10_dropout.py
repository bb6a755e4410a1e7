"""Dropout in two dense layers, AlexNet's cure for overfitting: the gap halves in the same steps.

Two hidden dense layers of 512 after the convolutions, as in AlexNet, with and without dropout of
0.5. Both nets train for the same 20 epochs. The paper says that dropout roughly doubles the number
of steps needed to converge. That is not measured here: dropout_steps measures it on digits, and
`--config.train.target_error=0.25` counts the steps to 25% training error here. At test time the
paper halves the outputs of these layers; here (as in Keras and PyTorch) the remaining units are
doubled in training, which is the same in expectation.

    tf-labs run cifar10_dropout --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test images: 1 min. Training minus test
accuracy 0.38 without dropout, 0.19 with it; test accuracy 0.623 and 0.646, test loss 2.12 and 1.11.
A small net of our own on a fifth of CIFAR-10 for 20 epochs does not test what the paper says;
papers_dropout does.

Answers: notes on AlexNet, Dropout.
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=False)
    config.model.hidden_sizes = (512, 512)
    config.optimizer.weight_decay = 0.0005
    return with_variants(config, {
        'with': {'model.dropout_rate': 0.5},
        'without': {'model.dropout_rate': 0.0}})
