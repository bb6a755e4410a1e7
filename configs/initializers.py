"""The mean cost of the first epoch: 161 from N(0, 1), 0.24 from Xavier or He, ln 10 from zeros.

784-256-256-10 with ReLU, nine initializations, three epochs each. A layer multiplies the scale of
its input by about sd * sqrt(fan_in / 2): 11 with N(0, 1), 1 with He, 0.7 with Xavier; gradients
come back through the same weights. From zeros all units of a layer are identical, and here they
stay so: every activation is 0, so no weight matrix gets a gradient, and only the output bias
learns. `figures/probe.png` shows activations and gradients by layer before the first step. Biases
are initialized to 0 throughout; PyTorch's Linear would draw them from +- 1 / sqrt(fan_in).

The notes on Part 2 print the standard deviations and call them variances. Xavier: normal sd sqrt(2
/ (n_in + n_out)), uniform +- sqrt(6 / (n_in + n_out)); He: sd sqrt(2 / n_in), uniform +- sqrt(6 /
n_in). The variances are these standard deviations squared.

The rbm variants are pre-trained as two stacked Boltzmann machines (see rbm). These assume units
between 0 and 1: with ReLU (rbm_relu) their large weights blow up the logits; rbm_sigmoid has the
sigmoids that they assume.

    tf-labs run initializers

Measured on 2 cores: 50 s; over 3 seeds mean cost of the first epoch 161 +- 2 from N(0, 1), 0.269
from N(0, 0.05), 0.244 Xavier, 0.236 He (uniform), 1.08 rbm_relu, 0.394 rbm_sigmoid, 2.302 zeros;
test accuracy after three epochs 0.914, 0.975, 0.975, 0.976, 0.966, 0.973 and 0.1135. Printed in the
Lab-09-1 notes: 128.9 in the first epoch from N(0, 1).

Answers: notes on Part 2, Lab-09-2; course lab 10-2.
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.hidden_sizes = (256, 256)
    config.train.epochs = 3
    config.train.checkpoint_every_steps = 1800
    config.train.probe_examples = 1000
    initializers = {
        name: {'model.kernel_initializer': name}
        for name in ('zeros', 'glorot_normal', 'glorot_uniform', 'he_normal', 'he_uniform')}
    normals = {
        name: {'model.kernel_initializer': 'random_normal', 'model.init_stddev': stddev}
        for name, stddev in (('normal_1', 1.0), ('normal_005', 0.05))}
    return with_variants(config, {
        **initializers, **normals,
        'rbm_relu': {'pretraining.name': 'rbm'},
        'rbm_sigmoid': {'pretraining.name': 'rbm', 'model.activation': 'sigmoid'}})
