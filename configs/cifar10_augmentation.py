"""More images out of the same images: random crops, horizontal flips, colours, and all of them.

Without augmentation AlexNet overfits badly. Colours are shifted along the principal components of
the training pixels, one draw per image and epoch; in the paper this alone takes over one point off
the top-1 error.

    tf-labs run cifar10_augmentation --seeds=3

Measured on 2 cores, seeds 777, 1, 2, on 10,000 training and 2,000 test images: 9 min. Test accuracy
none 0.621 +- 0.007; crops 6.4 +- 1.1 points more (95%), flips (`mirror`) 5.4 +- 2.3, all
6.5 +- 2.2, colors 0.8 +- 2.3: no difference shown. The colour shift is weak here, with a standard
deviation of 4 of 255. Training minus test accuracy 0.37, with crops 0.10, flips 0.19, all 0.06. A
small net of our own on a fifth of CIFAR-10 for 20 epochs does not test what the paper says;
papers_augmentation does.

Answers: notes on AlexNet, Data Augmentation and jittering.
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=False)
    config.optimizer.weight_decay = 0.0005
    return with_variants(config, {
        'none': {},
        'crops': {'data.random_crop': True},
        'mirror': {'data.mirror': True},
        'colors': {'data.color_jitter': 0.1},
        'all': {'data.random_crop': True, 'data.mirror': True, 'data.color_jitter': 0.1}})
