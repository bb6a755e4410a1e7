"""The gain of xavier_uniform_ makes up for what the activation takes away: sqrt(2) for ReLU.

Weights are drawn from a normal distribution, where small values are likely and every value is
possible, or from a uniform one, where all values in an interval [a, b] are equally likely and no
others occur. A uniform distribution has the mean (a + b) / 2 and the variance (b - a)^2 / 12, so
U[-a, a] has the standard deviation a / sqrt(3): hence a = sqrt(3) std in PyTorch's code. With equal
variance, no difference between the two is shown in what comes out of 20 layers.

Xavier's formula is made for an activation that passes everything on. ReLU lets half of the mean
square through, so after 20 layers with gain 1 a signal has shrunk by 2^-10.
`xavier_uniform_(tensor, gain)` multiplies the weights by the gain: PyTorch's calculate_gain gives
5/3 for tanh, sqrt(2) for ReLU, sqrt(2 / (1 + 0.01^2)) for leaky ReLU and 3/4 for SELU. The lab
compares these with the gain that keeps N(0, 1) sums at variance 1, 1 / sqrt(E f(z)^2): 1.59 for
tanh, sqrt(2) for ReLU, 1 for SELU. SELU's constants are made for gain 1, and with PyTorch's 3/4
both the signal and the gradient shrink.

    tf-labs run gain

Measured on 2 cores: 15 s. Over 5 seeds, sums in the last of 20 layers relative to those in the
first, with gain 1 and with PyTorch's: tanh 0.16 and 0.65, ReLU 0.0017 and 1.2, SELU 1.0 and 0.25.
Training loss of a net with 12 hidden layers after 100 steps on 200 digits: tanh 0.36 and 0.068
(difference -0.29 +- 0.06), ReLU 2.17 and 0.53 (-1.6 +- 1.1), SELU 0.015 and 0.069 (+0.054 +-
0.025): for SELU PyTorch's gain is the worse one in this net. Between uniform and normal weights the
log2 of the ratio of sums differs by 0.02 +- 0.04 for tanh, 0.4 +- 0.9 for ReLU, 0.03 +- 0.12 for
SELU: no difference shown.

Answers: notes on Part 2, Lab-09-2 (normal and uniform distribution, Xavier's gain).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('gain')
