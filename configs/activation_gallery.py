"""Thirteen activations side by side: where each one saturates, is zero, and has its mean.

Look for four things. Is the output centred (tanh, and SELU, which also keeps a variance of 1) or
does every unit push in one direction (sigmoid, mean 0.5)? Where is the derivative, which each
layer multiplies the gradient by, next to nothing? Is a part of the output exactly 0 (ReLU, half)?
Is the curve smooth at 0? The derivatives are the tape's own; for the normal input the quantiles
of the distribution stand, so the figures carry no sampling error.

In PyTorch ReLU is torch.relu, torch.nn.functional.relu or the layer torch.nn.ReLU; torch.nn.relu,
which the Lab-09-1 notes call, does not exist.

    tf-labs run activation_gallery

Measured on 2 cores: 6 s. Mean of N(0, 1) through ReLU 0.3989 = 1 / sqrt(2 pi), through SELU 0 with
a standard deviation of 1. With an input five times as wide 66% of all tanh units saturate.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('activation_gallery')
