"""Two convolutional layers on digits: 0.98 after one epoch, where dense layers reach 0.965.

28 x 28 - 32 of 3 x 3 - pool - 64 of 3 x 3 - pool - 10, ReLU, pooling of 2 x 2: the first net of
course lab 11. The same 9 weights are used at every position in the image, so an edge is learnt once
and found anywhere, and pooling reduces the effect of a small shift a little (invariance measures
how little). Nets of this kind read handwritten digits and found faces in the 1990s (LeCun; notes on
ZFNet); AlexNet is the same idea with more of everything.

    tf-labs run mnist_cnn
    tf-labs run mnist_cnn --config.train.epochs=15 --workdir=checkpoints/mnist_cnn_15

The second trains for as long as the course does. `tf-labs summary mnist_cnn` counts 50,186
parameters; dense layers of the same sizes would have 98 million. The labs that look inside
convolutional nets accept this run too:
`tf-labs run invariance --config.net.workdir=checkpoints/mnist_cnn`. The lab finetune transfers it
to other images.

Measured on 2 busy cores, seed 777: test accuracy 0.981 after the epoch, 600 steps. Dense layers
after one epoch: mnist_xavier 0.965 +- 0.002, mnist_deep 0.967 +- 0.003. The comparison is not
strict: 0.981 is one seed and 600 steps on batches of 100, the dense nets took 468 steps on batches
of 128.

Answers: course lab 11; notes on ZFNet (LeCun).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.name = 'cifar_net'
    config.model.filters = (32, 64, 64, 64)
    config.model.first_kernel = 3
    config.model.second_kernel = 3
    config.model.pool_size = 2
    config.model.without = ('conv3', 'conv4')
    config.model.hidden_sizes = ()
    config.train.epochs = 1
    return config
