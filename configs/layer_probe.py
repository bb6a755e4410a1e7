"""The deeper the layer, the more linearly separable the classes are in its features.

A linear classifier is trained on the features of each layer of a trained net, and on the pixels as
the baseline: 2,000 training and 2,000 test images, feature maps averaged to 2x2 places, the L2
penalty chosen on held-out training images. In the spirit of table 7 of Zeiler and Fergus (2013).

    tf-labs run layer_probe --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: 20 s. With a net trained on 10,000 CIFAR-10 images (0.726): pixels 0.323, conv1
0.524, conv2 0.649, conv3 0.680, conv4 0.695, logits 0.717 (standard errors 0.010 to 0.011): each
layer adds something, the first ones most.

Answers: notes on ZFNet (Feature Analysis).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('layer_probe')
