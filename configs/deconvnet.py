"""What a feature map looks for: edges and colours low in a net, parts of things high in it.

For each feature map of a trained net the nine examples that make it strongest. Each activation is
carried back to the pixels by the deconvnet of Zeiler and Fergus (2013): up through the net, then
down again, maxima back to where they were, negative values to 0, kernels transposed. What arrives
is drawn beside the pixels that the map sees, layer by layer. The deeper the layer, the more a map
sees and the more often its nine examples are of one class: the purity that the table prints.

It is a view of what a map is invariant to that assumes nothing: the examples themselves. Its rivals
assume something. Gradient ascent from noise to the picture that a unit likes best (Erhan et al.,
2009) needs a careful start and shows one picture, not which changes the unit allows; the Hessian
around that picture (Le et al., 2010) tells of invariance only where the unit is nearly quadratic,
which units high in a net are not. The notes on ZFNet speak of the training set:
`--config.look.split=train` looks for the nine among the training examples.

    tf-labs run deconvnet --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: 6 s for the 2,000 test examples of a net that reaches 0.7255 after 40 epochs
on 10,000 pictures of CIFAR-10. Purity 0.365 in conv1, 0.413, 0.467, 0.550 in conv4; of nine
examples at random 0.285. conv1 has edges and single colours, conv3 wheels, legs and muzzles, conv4
wheels with the car around them, horses' legs, wings: maps with nine cars or nine horses of nine.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('deconvnet')
