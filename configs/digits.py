"""Small and real: a ReLU net classifies 8x8 handwritten digits in seconds, with no download.

The whole cycle at a glance: the training loss falls to 0.01 while test accuracy stops at 0.98,
because 1,437 examples are soon memorized. Stop it, start it again, delete a checkpoint: the digest
at the end stays the same.

    tf-labs run digits

Measured on 2 cores: 6 s, test accuracy 0.980 +- 0.004 over 5 seeds.

Answers: course labs 06 (softmax) and 10 (a ReLU net), on data that needs no download.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (128,)
    config.model.kernel_initializer = 'he_normal'
    config.optimizer.learning_rate = 0.005
    config.train.epochs = 20
    return config
