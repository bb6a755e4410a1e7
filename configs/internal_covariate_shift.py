"""Batch norm steadies what each layer is given, but that is not why a net trains faster with it.

Internal covariate shift is the change of the distribution of a layer's inputs while the layers
below it train (Ioffe and Szegedy, 2015). The notes call it a difference between training and test
data; that is covariate shift without "internal". Here a net of sigmoids is watched while it
trains: the 15th, 50th and 85th percentile of what a sigmoid is given wander, and with batch norm
they stay. Is that why it trains faster? It is disputed. Santurkar et al. (2018, "How does batch
normalization help optimization?") put noise behind each batch norm, with another mean and factor
at every step and for every unit: the distributions then move more than without batch norm, and the
net still trains about as fast as with it. The same is done here. Their explanation is that batch
norm makes the loss smoother, which this lab does not try.

Normalising takes something away: on inputs of mean 0 and variance 1 a sigmoid is nearly a line.
gamma and beta give the layer back what it lost, for with gamma = sqrt(variance + epsilon) and beta
= mean they undo the normalisation. The notes say that they "make up for the linearity lost after
the activation"; it is the other way round: without them the layer would be too linear, and they
come before the activation.

    tf-labs run internal_covariate_shift

Answers the notes on Part 2 of the course (internal covariate shift, batch normalization).

Measured on 2 cores: 40 s.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('internal_covariate_shift')
