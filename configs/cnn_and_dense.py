"""A small convolutional net beside dense ones: as many parameters, as many connections, or more.

AlexNet's authors write that a convolutional net has far fewer connections and parameters than a
dense net with layers of the same sizes, is therefore easier to train, and loses little. Counted
here:

    net                            parameters  connections
    cnn: 8 and 16 filters of 3x3        9,098      290,080
    dense layers of its sizes       9,851,754    9,842,336
    dense, 11                           8,755        8,734
    dense, 256-256                    269,322      268,800
    dense, 800-800                  1,276,810    1,275,200

A connection is one multiply-add per example. A dense layer uses each weight once; a convolution
uses it at every position in the image: 32 connections per weight here. So "fewer" holds against
dense layers of the same sizes, by factors of 34 in connections and 1,083 in parameters; with as
many parameters as a dense net, a convolutional one has more connections. (Notes on AlexNet,
introduction.)

    tf-labs run cnn_and_dense --seeds=3

`figures/sizes.png` and `tables/sizes.md` show accuracy beside parameters and connections;
`tf-labs summary cnn_and_dense` lists the layers. 10,000 digits, five epochs.

Measured on 2 cores, 3 seeds: about a minute in all. Test accuracy of the cnn 0.950, of dense 11
0.898, of 256-256 0.950, of 800-800 0.957. With as many parameters, the cnn is ahead by 5.2 +- 0.9
points (95%); with as many connections no difference is shown, 0.0 +- 1.9 points; nor is one against
the dense net with 140 times its parameters, 0.7 +- 1.2 points. Accuracy on the training digits
minus accuracy on the test digits is 0.006 for the cnn, 0.035 and 0.036 for the two large dense
nets, which overfit.

Answers: notes on AlexNet, Introduction; course lab 11.
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.data.train_examples = 10_000
    config.model.hidden_sizes = ()
    config.train.epochs = 5
    config.train.diagnostics = False
    return with_variants(config, {
        'cnn': {
            'model.name': 'cifar_net', 'model.filters': (8, 16, 16, 16), 'model.first_kernel': 3,
            'model.second_kernel': 3, 'model.pool_size': 2, 'model.without': ('conv3', 'conv4')},
        'dense_as_many_parameters': {'model.hidden_sizes': (11,)},
        'dense_as_many_connections': {'model.hidden_sizes': (256, 256)},
        'dense_a_million': {'model.hidden_sizes': (800, 800)}})
