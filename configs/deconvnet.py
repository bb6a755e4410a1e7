"""What a feature map looks for: edges and colours low in a net, parts of things high in it.

For each feature map of a trained net the nine examples that make it strongest. Each activation is
carried back to the pixels by the deconvnet of Zeiler and Fergus (2013): up through the net, then
down again, maxima back to where they were, negative values to 0, kernels transposed. What arrives
is drawn beside the pixels that the map sees, layer by layer. The deeper the layer, the more a map
sees and the more often its nine examples are of one class: the purity that the table prints.

    tf-labs run --config=configs/deconvnet.py --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: see README.
"""

from tf_labs.configuration import default_config


def get_config():
    return default_config('deconvnet')
