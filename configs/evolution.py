"""How features develop during training: every layer starts from random features and settles.

The lab takes the feature maps of one run at the epochs of its `train.keep_at_epochs`, whose
checkpoints are kept. At each of these epochs the strongest activation of a feature map is projected
to the pixels, as in deconvnet. In numbers, each feature map is correlated with itself at the end of
training, over the same examples.

Zeiler and Fergus conclude from such projections that lower layers converge first. The correlations
alone do not show it: random features of a lower layer are already closer to the final ones, because
they are closer to the pixels. Two things make the comparison fair. The share of the way covered,
(c - c0) / (1 - c0), with c0 at the first epoch, begins at 0 in every layer. And there is a control:
a layer with random weights that never learn, on top of the layers that do. Its features change only
because those below it change. Where a layer settles later than its control, it is the layer's own
learning that takes longer.

    tf-labs run evolution --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: 27 s for 7 checkpoints of a cifar10 run on 10,000 images, before the control
was added: correlations with the end begin at 0.62, 0.39, 0.28 and 0.24 in conv1 to conv4 and are
above 0.9 from epoch 9.5, 15.5, 22.1 and 29.0 on. With the control, on a net of 16 filters per layer
that learnt the digits in 16 epochs (seed 777): 0.9 of the way is reached at epoch 1.8, 2.3, 3.7 and
2.1 in conv1 to conv4, and at 2.1, 4.4 and 3.1 by layers of random weights in place of conv2 to
conv4. There the order is not from low to high, and layers that never learn settle as late as those
that do: this comes from the layers below. (The learning rate falls to 0, which brings every layer
to rest.)

Answers: notes on ZFNet, Introduction (evolution of features during training).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('evolution')
