"""Batch norm stabilizes each layer's inputs; that alone does not explain why it trains faster.

Internal covariate shift is the change in the distribution of a layer's inputs while the layers
below it train (Ioffe and Szegedy, 2015). The notes call it a difference between training and test
data; that is covariate shift, without "internal". Here a net of sigmoids is watched while it
trains: the 15th, 50th and 85th percentiles of a sigmoid's input wander, and with batch norm they
stay put. Is that why it trains faster? It is disputed. Santurkar et al. (2018, "How does batch
normalization help optimization?") added noise after each batch norm, with a different mean and
factor at every step and for every unit: the distributions then move more than without batch norm,
and the net still trains about as fast as with it. The same is done here: less shift cannot be the
reason, or not the whole reason. But the noise is a stationary jitter, which the shift of a net in
training need not be. Their explanation is that batch norm makes the loss smoother, which this lab
does not test.

Normalizing takes something away: on inputs of mean 0 and variance 1 a sigmoid is nearly linear.
gamma and beta give the layer back what it lost, because with gamma = sqrt(variance + epsilon) and
beta = mean they undo the normalization. The notes say that they "make up for the linearity lost
after the activation"; it is the other way round: without them the layer would be too linear, and
they come before the activation.

    tf-labs run internal_covariate_shift

Measured on 2 cores: 30 s. Two hidden layers of 64 sigmoids on digits, 5 seeds. Plain, with batch
norm, and with batch norm and noise, the training loss after 300 steps at rate 1 is 0.243, 0.044 and
0.049; the mean of a sigmoid's input moves by 0.117, 0.004 and 0.333 in ten steps. So the net with
noise shifts more than the plain one (+0.216 +- 0.009) and ends at a lower loss (-0.195 +- 0.025).
How the shift is measured matters: in standard deviations of each layer's input, the plain net moves
more (0.49) than the one with noise (0.25). With gamma and beta fixed at 1 and 0, where the means
cannot move at all, the loss is 0.080; but this also takes away the learnt gain (gammas grow to
1.35), so 0.080 against 0.044 is no test of the shift. On inputs from N(0, 1) a line explains 98.4%
of a sigmoid, 84% with gamma 4.

Answers: notes on Part 2, Lab-09-4 (internal covariate shift).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('internal_covariate_shift')
