"""One layer alone: softmax regression as in the notes, 0.90 after 15 epochs and still rising.

784 pixels straight to 10 logits, weights from N(0, 1). Fifteen epochs bring the training loss from
5.4 to 0.40. That is not the limit of one layer: it is what the initialization costs. The same layer
initialized to zeros reaches 0.906 after its first epoch and 0.927 after fifteen
(softmax_initialization); what limits it then, near 0.928, is that one layer can only draw linear
decision boundaries. The notes print an accuracy of 0.8917, measured with test pixels left at
0..255. To make the same mistake:

    tf-labs run mnist_softmax
    tf-labs run mnist_softmax --workdir=mistake --config.data.eval_scale=1.0

Measured on 2 cores: 9 s, test accuracy 0.898 +- 0.002 over 5 seeds, with the mistake 0.888 +-
0.003.

Answers: Lab-09-1 notes, Code: mnist_softmax; course lab 06.
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
