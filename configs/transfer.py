"""Transfer learning: features learnt on one data set, used on another with few examples.

All layers of a net trained on CIFAR-10 are frozen. On the features of its last hidden layer a new
softmax learns Fashion-MNIST from 5, 10 and 50 examples per class, compared with the same net
trained from scratch on the same examples and with a softmax on raw pixels.

In the notes on ZFNet a new softmax on a net trained on ImageNet beats all earlier results on
Caltech-101 and Caltech-256 (not run: needs ImageNet). Here the net has seen 10,000 small pictures.

    tf-labs run transfer --config.net.workdir=checkpoints/cifar10

For pictures of your own, set the numbers of training examples per class and of test examples; the
folder must contain that many:

    tf-labs run transfer --config.net.workdir=checkpoints/cifar10 \\
        --config.data.name=folder:DIR --config.transfer.examples=5,20 \\
        --config.transfer.test_examples=20

Measured on 2 cores: 60 s, three draws, mean (sd), with a net trained on 10,000 CIFAR-10 images.
With 5, 10, 50 examples per class: frozen features 0.650 (0.010), 0.704 (0.026), 0.799 (0.003); raw
pixels 0.660 (0.022), 0.696 (0.016), 0.778 (0.011); from scratch 0.641 (0.011), 0.670 (0.024), 0.771
(0.006). With 5 and 10 per class the three are statistically indistinguishable; with 50 the features
are ahead by two points. That is far less than what ImageNet features gained on other photographs in
the paper; with a worse net (0.64) the features were behind the pixels throughout.

Answers: notes on ZFNet (Feature Generalization).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('transfer')
