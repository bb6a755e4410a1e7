"""Random crops, horizontal flips and colours on the authors' net, with five seeds.

AlexNet's paper: without random crops and flips the net overfits substantially, and shifting the
colours takes over one point more off the top-1 error. Here the net is cifar10_13pct, on 24 x 24
pixels. Colours come on top of crops and flips, once as the authors' program has them (`colors`:
standard deviations of about 10.6, 3.0 and 1.4 of 255 along the principal components) and once by
the formula of the paper (`colors_formula`: 4.4, 0.35 and 0.07).

    tf-labs run papers_augmentation --seeds=5

150 epochs (120, 20, 10), 16 hours a seed on two cores; it resumes if interrupted. For a shorter
run, which does not test the claim:
`--config.optimizer.stage_epochs=24,3,3 --config.train.epochs=30`. It differs from the paper in the
net and the data (ImageNet there), and from the authors' run of this net in its length, 150 epochs
instead of 520. The test uses the middle of each image.

Measured: not yet.

Answers: notes on AlexNet, Data Augmentation and jittering.
"""

from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants


def get_config():
    config = papers_config('cifar10_13pct')
    config.data.random_crop = False
    config.data.mirror = False
    config.optimizer.stage_epochs = (120, 20, 10)
    config.train.epochs = 150
    config.train.keep_at_epochs = ()
    both = {'data.random_crop': True, 'data.mirror': True}
    return with_variants(config, {
        'none': {},
        'crops': {'data.random_crop': True},
        'flips': {'data.mirror': True},
        'crops_flips': both,
        'colors': {**both, 'data.color_jitter': 0.1, 'data.color_jitter_scale': 'deviations'},
        'colors_formula': {**both, 'data.color_jitter': 0.1}})
