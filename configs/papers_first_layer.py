"""A first layer of 7 x 7 with stride 2 against 11 x 11 with stride 4: dead and aliased filters.

Zeiler and Fergus saw dead filters in the first layer of AlexNet and aliasing in the second; after
they had changed the first, fewer filters were dead and aliasing was gone (their figure 6). Here
aliasing is counted in the first layer. The net is cifar10_18pct with either first layer, and the
rest of net and recipe as published, for all of its 140 epochs. `dead_filters` and `aliased_filters`
are counts out of 32.

    tf-labs run papers_first_layer --seeds=3

Under an hour a seed on two cores; it resumes if interrupted. For a shorter run, which does not
test the claim: `--config.optimizer.stage_epochs=24,3,3 --config.train.epochs=30`. It differs from
the paper in the net and the data, images of 32 x 32 instead of 224 x 224, so either stride leaves
few positions.

Measured on all of CIFAR-10, three seeds: 24, 24 and 22 filters aliased with 11 x 11 and stride 4,
8, 9 and 8 with 7 x 7 and stride 2; none dead with either; test accuracy 0.681 and 0.777. By the
limit of stride 4, the second net's counts would be 25, 25 and 26: docs/papers.md.

Answers: notes on ZFNet (Architecture Selection).
"""

from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants


def get_config():
    return with_variants(papers_config('cifar10_18pct'), {
        'kernel_11_stride_4': _first(11, 4, 5),
        'kernel_7_stride_2': _first(7, 2, 3)})


def _first(kernel, stride, padding):
    return {'model.kernels': (kernel, 5, 5), 'model.strides': (stride, 1, 1),
            'model.paddings': (padding, 2, 2)}
