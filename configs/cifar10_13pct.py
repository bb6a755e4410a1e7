"""CIFAR-10 with 13% error: two convolutions, and two layers whose kernels are not shared.

The four-layer net without normalization of the AlexNet paper (section 3.3), from its published
files (cuda-convnet, example-layers/layers-conv-local-13pct.cfg and
layer-params-conv-local-13pct.cfg). Its upper two layers are locally connected: like a convolution,
but each position has its own kernel. It trains on random 24 x 24 crops with horizontal flips, and
is tested on ten of them: the corners, the centre, and their flips.

    tf-labs run cifar10_13pct
    tf-labs eval --workdir=checkpoints/cifar10_13pct --crops=10

The authors trained on 40,000 images until the error on the other 10,000 stopped falling, after some
350 epochs; then on all 50,000 for 150 more, and finally for 10 epochs each at a tenth and a
hundredth of the rate. Here all 50,000 are used from the start, for the same 520 epochs. (Their way:
`--config.data.validation_examples=10000` holds out the last 10,000.) A shorter run needs shorter
stages: `--config.optimizer.stage_epochs=120,20,10 --config.train.epochs=150`. The authors subtract
the middle of the mean image from each crop; here the part of the mean image at the crop's own
position is subtracted.

Measured: not yet.

Answers: notes on AlexNet, Local Response Normalization (13% without, 11% with).
"""

from tf_labs.config.convnets import authors_config


def get_config():
    config = authors_config()
    config.data.crop = 24  # 32 less --crop-border=4 on each side
    config.data.random_crop = True
    config.data.mirror = True  # convdata.py: each crop with probability 1/2
    # layers-conv-local-13pct.cfg: conv1, conv2, local3, local4, then fc10.
    config.model.kinds = ('conv', 'conv', 'local', 'local')  # type
    config.model.filters = (64, 64, 32, 32)  # filters
    config.model.kernels = (5, 5, 3, 3)  # filterSize
    config.model.strides = (1, 1, 1, 1)  # stride
    config.model.paddings = (2, 2, 1, 1)  # padding
    config.model.poolings = ('max', 'max', 'none', 'none')  # pool
    config.model.pool_sizes = (3, 3, 0, 0)  # sizeX, with stride 2 and start 0
    config.model.init_stddevs = (0.0001, 0.01, 0.04, 0.04, 0.01)  # initW
    # layer-params-conv-local-13pct.cfg
    config.optimizer.kernel_rates = (1.0, 1.0, 1.0, 1.0, 1.0)  # epsW=0.001
    config.optimizer.bias_rates = (2.0, 2.0, 2.0, 2.0, 2.0)  # epsB=0.002
    config.optimizer.weight_decays = (0.0, 0.0, 0.004, 0.004, 0.004)  # wc
    # layer-params-conv-local-11pct.cfg, "Methodology": about 350 + 150 epochs, then 10, then 10.
    config.optimizer.stage_epochs = (500, 10, 10)
    config.train.epochs = 520
    config.train.keep_at_epochs = (0, 1, 2, 5, 10, 20, 50, 100, 200, 350, 500, 520)
    return config
