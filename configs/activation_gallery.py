"""Thirteen activations side by side: where each saturates, where it is zero, what its mean is.

Four things to look at. Is the output zero-centred (tanh, and SELU, which also keeps a variance
of 1) or is it always positive (sigmoid, mean 0.5)? Where is the derivative, by which each layer
multiplies the gradient, close to 0? Is part of the output exactly 0 (half of it for ReLU)? Is the
function smooth at 0? The derivatives come from tf.GradientTape; the normal input is represented by
its quantiles, so the figures have no sampling error.

In PyTorch ReLU is torch.relu, torch.nn.functional.relu or the layer torch.nn.ReLU; torch.nn.relu,
which the Lab-09-1 notes call, does not exist.

    tf-labs run activation_gallery

Measured on 2 cores: 6 s. The mean of N(0, 1) through ReLU is 0.3989 = 1 / sqrt(2 pi), through SELU
0 with a standard deviation of 1. With five times the standard deviation, 66% of all tanh units
saturate.

Answers: notes on activation functions; Lab-09-1 notes (ReLU).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('activation_gallery')
