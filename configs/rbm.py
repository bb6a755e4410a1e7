"""A net that learns without labels: stacked Boltzmann machines find strokes, but sample badly.

A restricted Boltzmann machine has no connections within a layer, so p(h | v) and p(v | h) are
products of sigmoids, and Gibbs sampling goes up and down in two matrix products. CD-1 raises the
probability of the data and lowers that of its own reconstructions one step away (Hinton, 2002). A
second machine learns from the hidden probabilities of the first: 784-256-64.

`filters` are strokes and spots; `samples` shows test digits reconstructed through 256 and through
64 bits, then Markov chains that begin with the same digits. After ten steps the digit is still
there; a thousand mostly end in near-empty images: CD-1 never looks farther than one step from the
data, so it does nothing about spurious modes elsewhere (--config.machine.k=5 delays this but does
not cure it). The free energy of test digits stays below that of training digits: no overfitting in
five epochs.

    tf-labs run rbm

Measured on 2 cores: 25 s; mean squared error of a reconstruction 0.0278 -> 0.0122 in the first
machine, 0.0620 -> 0.0319 in the second; free energy, test minus train, -1.23 -> -0.68 and
-0.51 -> -0.46.

Answers: notes on Part 2, Lab-09-2 (RBM).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('rbm')
    config.machine.hidden_sizes = (256, 64)
    config.machine.epochs = 5
    return config
