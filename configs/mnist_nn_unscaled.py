"""Trained on 0..1, tested on 0..255: the mistake that costs softmax a point costs this net nothing.

The notes test mnist_nn as they test mnist_softmax, on pixels that are not divided by 255. A net of
ReLU layers without biases would multiply all its logits by 255, and the largest would stay the
largest. There are biases, but next to kernels from N(0, 1) they are small: the sums of the first
layer are of size 9, their biases below 0.1. In softmax regression the same mistake costs a point
(mnist_softmax_unscaled).

    tf-labs run mnist_nn_unscaled

Measured on 2 cores: test accuracy after 15 epochs 0.9496 on unscaled test pixels and 0.9489 on
scaled ones; seed 777 alone 0.9500 unscaled. Printed in the notes: 0.944.

Answers: Lab-09-1 notes (the test of mnist_nn).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.data.eval_scale = 1.0
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 1.0
    config.train.epochs = 15
    return config
