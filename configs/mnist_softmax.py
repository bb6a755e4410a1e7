"""One layer alone: softmax regression reaches 0.90 on MNIST and no more, however long it trains.

784 pixels straight to 10 logits, weights from N(0, 1). Fifteen epochs bring the loss from 5.5 to
0.40, and every further one less: a linear boundary is all that one layer can draw. The notes
print an accuracy of 0.8917, measured with test pixels left at 0..255. To make the same mistake:

    tf-labs run mnist_softmax
    tf-labs run mnist_softmax --workdir=mistake --config.data.eval_scale=1.0

Measured on 2 cores: 9 s, test accuracy 0.898 +- 0.002 over 5 seeds, with the mistake 0.888 +-
0.003.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.name = 'softmax'
    config.model.hidden_sizes = ()
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 1.0
    config.train.epochs = 15
    return config
