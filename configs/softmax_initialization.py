"""Softmax regression from zeros and from N(0, 1): the same layer, 0.928 and 0.920 after 60 epochs.

The loss of softmax regression is convex in its weights, so initialization decides how long training
takes, not how low the training loss can get (the weights of pixels that are always black keep their
initial values). Zeros are a good initialization here, because the outputs of a single layer get
different gradients (in a net with hidden layers they would not: see initializers). N(0, 1) gives
large random logits that must be unlearnt first. The notes stop after 15 epochs, where the
difference looks like a limit of the model. After 60 epochs 0.7 points of it are left, and the loss
is still falling.

    tf-labs run softmax_initialization --seeds=5

Measured on 2 cores, on MNIST, 5 seeds: 30 s of processor time per run. Test accuracy from zeros and
from N(0, 1): after 1 epoch 0.906 and 0.606, after 5 0.923 and 0.856, after 15 0.927 and 0.898,
after 30 0.927 and 0.912, after 60 0.9278 and 0.9204, a difference of 0.74 +- 0.08 points (95%).
Training loss after 60 epochs 0.228 and 0.256: from N(0, 1) it is where it was from zeros after 12
epochs, and still falling.

Answers: Lab-09-1 notes, Code: mnist_softmax; course lab 06.
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.name = 'softmax'
    config.model.hidden_sizes = ()
    config.train.epochs = 60
    config.train.diagnostics = False
    return with_variants(config, {
        'zeros': {'model.kernel_initializer': 'zeros'},
        'normal_1': {'model.kernel_initializer': 'random_normal', 'model.init_stddev': 1.0}})
