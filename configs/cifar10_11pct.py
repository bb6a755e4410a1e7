"""CIFAR-10 with 11% error: the 13% net with local response normalization after two layers.

The four-layer net of the AlexNet paper (section 3.3) that went from 13% to 11% by normalization
alone. Its published files exist in two versions, the variants here: `size_9` is the newer one
(cuda-convnet, example-layers/layers-conv-local-11pct.cfg, layer-params-conv-local-11pct.cfg; the
same in cuda-convnet2, layers/), with normalization over 9 maps, in the second layer before its
pooling and in the first after it, 64 filters in local1 and a faster decay of the dense layer.
`size_5` is the first version, of March 2012: over 5 maps, before both poolings, 32 filters. It
differs from cifar10_13pct in the normalization and in nothing else; the authors trained it for some
50 epochs less. Both have k = 1, not 2 as in the paper's net for ImageNet.

    tf-labs run cifar10_11pct
    tf-labs eval --workdir=checkpoints/cifar10_11pct/size_9 --crops=10

Data, augmentation, stages and test are those of cifar10_13pct, which says how the authors split the
images and how to shorten a run. Their file says 11% on ten crops of the test images.

Measured: not yet.

Answers: notes on AlexNet, Local Response Normalization (13% without, 11% with).
"""

from tf_labs.config.convnets import authors_config
from tf_labs.config.schema import with_variants


def get_config():
    config = authors_config()
    config.data.crop = 24  # 32 less --crop-border=4 on each side
    config.data.random_crop = True
    config.data.mirror = True  # convdata.py: each crop with probability 1/2
    # layers-conv-local-11pct.cfg: conv1, conv2, local3, local4, then fc10.
    config.model.kinds = ('conv', 'conv', 'local', 'local')  # type
    config.model.filters = (64, 64, 64, 32)  # filters
    config.model.kernels = (5, 5, 3, 3)  # filterSize
    config.model.strides = (1, 1, 1, 1)  # stride
    config.model.paddings = (2, 2, 1, 1)  # padding
    config.model.poolings = ('max', 'max', 'none', 'none')  # pool
    config.model.pool_sizes = (3, 3, 0, 0)  # sizeX, with stride 2 and start 0
    config.model.init_stddevs = (0.0001, 0.01, 0.04, 0.04, 0.01)  # initW
    config.model.lrn = True  # rnorm1, rnorm2: type=cmrnorm
    config.model.lrn_k = 1.0  # as in their program
    config.model.lrn_places = ('after_pooling', 'before_pooling')  # inputs=pool1, inputs=conv2
    config.model.lrn_size = 9  # size
    # layer-params-conv-local-11pct.cfg
    config.model.lrn_alpha = 0.001 / 9  # scale; their program divides it by size
    config.model.lrn_beta = 0.75  # pow
    config.optimizer.kernel_rates = (1.0, 1.0, 1.0, 1.0, 1.0)  # epsW=0.001
    config.optimizer.bias_rates = (2.0, 2.0, 2.0, 2.0, 2.0)  # epsB=0.002
    config.optimizer.weight_decays = (0.0, 0.0, 0.004, 0.004, 0.01)  # wc
    config.optimizer.stage_epochs = (500, 10, 10)  # "Methodology": about 350 + 150, then 10, 10
    config.train.epochs = 520
    config.train.keep_at_epochs = (0, 1, 2, 5, 10, 20, 50, 100, 200, 350, 500, 520)
    return with_variants(config, {
        'size_9': {},
        # The same two files at commit 3878e8f of github.com/dnouri/cuda-convnet.
        'size_5': {
            'model.filters': (64, 64, 32, 32),
            'model.lrn_size': 5, 'model.lrn_alpha': 0.001 / 5,
            'model.lrn_places': ('before_pooling', 'before_pooling'),
            'optimizer.weight_decays': (0.0, 0.0, 0.004, 0.004, 0.004)}})
