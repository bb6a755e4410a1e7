"""Shifted, scaled and rotated pictures: which layers follow, and whether the answer holds.

A unit is invariant to a change if it keeps responding to its feature under that change. Test
pictures are moved down and up, made smaller and larger, and turned all the way round. For each of
them the features of the first and of the last layer are compared with those of the original: the
distance is 0 where nothing changes, and 1 is the mean distance between two different pictures. The
third column shows what is left of the probability of the true class. (Notes on ZFNet, "Unit's
Invariance"; Zeiler and Fergus, 2013, figure 5.)

    tf-labs run invariance --config.net.workdir=checkpoints/mnist_cnn
    tf-labs run invariance --config.net.workdir=checkpoints/cifar10

In the paper a small shift changes the first layer of a net trained on ImageNet dramatically and
layer 7 far less, distances grow roughly in proportion to shift and scale, and rotation is not
tolerated, unless the object looks the same when turned.

Measured on 2 busy cores: 20 s of computing, 100 test pictures, net of mnist_cnn (test accuracy
0.981). One pixel of shift moves conv1 by 0.50 and conv2 by 0.45, a difference of 0.05 +- 0.01 (95%
over the pictures); scale 1.1: 0.40 and 0.35; rotation by 15 degrees: 0.60 and 0.56. So the last
layer of this shallow net is more tolerant, but barely: the paper's gap is that of seven layers and
three poolings. The answer holds better than the features: the probability of the true class, 0.95,
is 0.94 after one pixel, 0.84 after two, 0.30 after four; 0.90 at scales 0.8 and 1.25; 0.92 after 15
degrees, 0.44 after 45, 0.20 after 90 and 0.32 upside down, where a 0 is still a 0.

Answers: notes on ZFNet, Unit's Invariance (figure 5).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('invariance')
