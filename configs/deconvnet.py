"""What a feature map looks for: edges and colours low in a net, parts of objects high in it.

For each feature map of a trained net, the lab finds the nine examples that activate it most. Each
activation is projected back to the pixels by the deconvnet of Zeiler and Fergus (2013): up through
the net, then down again with max pooling reversed by its switches, negative values set to 0, and
transposed filters. The projection is drawn beside the patch of the image that the feature map sees,
layer by layer. The deeper the layer, the larger the patch and the more often the nine examples are
of one class: the purity in the table.

This view of what a map is invariant to assumes nothing: it shows the examples themselves. Its
rivals assume something. Gradient ascent from noise to the picture that excites a unit most (Erhan
et al., 2009) needs a careful initialization and shows one picture, not which changes the unit
tolerates; the Hessian around that picture (Le et al., 2010) describes invariance only where the
unit is nearly quadratic, which units high in a net are not. The notes on ZFNet use the training
set: `--config.look.split=train` looks for the nine among the training examples.

    tf-labs run deconvnet --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: 6 s for the 2,000 test examples of a net that reaches 0.7255 after 40 epochs on
10,000 images of CIFAR-10. Purity 0.365 in conv1, 0.413, 0.467, 0.550 in conv4; for nine random
examples 0.285. conv1 has edges and single colours, conv3 wheels, legs and muzzles, conv4 wheels
with the car around them, horses' legs, wings: maps with nine cars or nine horses out of nine.

Answers: notes on ZFNet, Visualization with a Deconvnet.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('deconvnet')
