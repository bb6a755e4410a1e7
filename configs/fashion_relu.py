"""Harder images: the net that reaches 0.98 on digits reaches 0.88 on clothes.

784-256-256-10 with ReLU and He's initialization on Fashion-MNIST, ten epochs. The training loss
keeps falling while the test accuracy goes up and down by a point: look at both before you believe
either.

    tf-labs run fashion_relu

Measured on 2 cores: 14 s, test accuracy 0.883 +- 0.005 over 5 seeds.

Answers: course lab 07 (Fashion-MNIST).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.name = 'fashion_mnist'
    config.data.batch_size = 128
    config.data.labels = 'one_hot'
    config.model.kernel_initializer = 'he_normal'
    config.train.epochs = 10
    return config
