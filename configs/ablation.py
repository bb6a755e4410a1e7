"""Ablation study: layers removed, layers resized, as in ZFNet's table.

Zeiler and Fergus removed the dense layers, or two convolutional layers, and lost little; removing
both ruined the net: what counts is the overall depth. Larger dense layers gained nothing, more
feature maps in the middle a little.

    tf-labs run ablation --seeds=3

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test images, 15 epochs: 6 min. Test
accuracy: whole net 0.652; without conv3 and conv4 0.675, without dense2 0.646, without both dense
layers 0.663, without all four 0.685; dense layers of 128 units 0.627, of 1024 0.651; more feature
maps 0.654, more of both 0.661. In 15 epochs on so few images the smallest net learns fastest, so
this does not test what the paper says about a net trained on ImageNet. papers_depth removes single
convolutional layers from the authors' net.

Answers: notes on ZFNet, Abstract (ablation study).
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    config.train.epochs = 15
    config.model.hidden_sizes = (256, 256)
    return with_variants(config, {
        'whole': {},
        'no_conv3_conv4': {'model.without': ('conv3', 'conv4')},
        'no_dense2': {'model.without': ('dense2',)},
        'no_dense1_dense2': {'model.without': ('dense1', 'dense2')},
        'no_conv3_conv4_dense1_dense2': {
            'model.without': ('conv3', 'conv4', 'dense1', 'dense2')},
        'dense_128': {'model.hidden_sizes': (128, 128)},
        'dense_1024': {'model.hidden_sizes': (1024, 1024)},
        'more_maps': {'model.filters': (64, 64, 128, 128)},
        'more_maps_dense_1024': {
            'model.filters': (64, 64, 128, 128), 'model.hidden_sizes': (1024, 1024)}})
