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

Measured on 2 cores: 30 s. Two hidden layers of 64 sigmoids on digits, 300 steps, 5 seeds; plain,
with batch norm, with batch norm and noise: training loss 0.243, 0.044 and 0.049; the mean of what
a sigmoid is given moves by 0.117, 0.004 and 0.333 in ten steps. So the net with noise shifts more
than the plain one (+0.216 +- 0.009) and ends at a lower loss (-0.195 +- 0.025). How the shift is
measured matters: in standard deviations of what each layer is given, the plain net moves more
(0.49) than that with noise (0.25). But a net whose means cannot move at all, with gamma and beta
fixed at 1 and 0, ends higher, at 0.080. On inputs N(0, 1) a line explains 98.4% of a sigmoid, 84%
with gamma 4.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('internal_covariate_shift')
