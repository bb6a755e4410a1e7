"""Does dropout double the training time? Steps to the same training error, with and without it.

The AlexNet paper says that dropout roughly doubles the number of steps needed to converge.
64-256-256-10 with ReLU on the digits of scikit-learn, dropout of 0, 0.2 and 0.5 after each hidden
layer, Adam at one constant learning rate. `steps_to_target` is the step at which the training error
falls below 5%, measured while training, that is, with dropout on. The factor depends on the net,
the data and the target: each step trains a different, smaller net, and here it takes longer to
reach the same training error.

    tf-labs run dropout_steps --seeds=5

Measured on 2 cores, 5 seeds, 1,437 training digits: about 10 s of processor time per run. Steps to
5% training error without dropout and with 0.2 and 0.5: 71, 172, 530; that is 2.4 (2.1 to 2.8) and
7.5 (6.9 to 8.1) times as many. With dropout on, this is the error of a smaller net. For the whole
net, the mean loss on 128 training examples (in the run's diagnostics) reaches 0.1 after 132, 159
and 313 steps: 1.2 (1.1 to 1.4) and 2.4 (1.8 to 3.2) times as many. "Roughly doubles" holds here for
the whole net and a rate of 0.5; the training error with dropout on exaggerates it. Test accuracy
after 30 epochs: 0.983, 0.981, 0.981, no difference shown.

Answers: notes on AlexNet, Dropout; notes on Part 2, Lab-09-3.
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'he_normal'
    config.train.epochs = 30
    config.train.checkpoint_every_steps = 1320
    config.train.target_error = 0.05
    return with_variants(config, {
        'without': {'model.dropout_rate': 0.0},
        'dropout_02': {'model.dropout_rate': 0.2},
        'dropout_05': {'model.dropout_rate': 0.5}})
