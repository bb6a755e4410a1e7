"""The gain of xavier_uniform_ makes up for what the activation takes away: sqrt(2) for ReLU.

Weights are drawn from a normal distribution, where small ones are likely and every one is
possible, or from a uniform one, where all of an interval [a, b] are equally likely and no others
come. A uniform distribution has the mean (a + b) / 2 and the variance (b - a)^2 / 12, so U[-a, a]
has the standard deviation a / sqrt(3): hence a = sqrt(3) std in PyTorch's code. With one variance
the two give the same signals and gradients; the shape of the distribution makes no difference.

Xavier's formula is made for an activation that passes everything on. ReLU lets half of the square
through, so after 20 layers with gain 1 a signal is down by 2^-10. `xavier_uniform_(tensor, gain)`
multiplies the weights: PyTorch's calculate_gain gives 5/3 for tanh, sqrt(2) for ReLU,
sqrt(2 / (1 + 0.01^2)) for leaky ReLU and 3/4 for SELU. Beside them stands the gain that keeps
N(0, 1) sums at variance 1, 1 / sqrt(E f(z)^2): 1.59 for tanh, sqrt(2) for ReLU, 1 for SELU. SELU's
constants are made for gain 1; PyTorch's 3/4 shrinks the signal, for the sake of the gradient.

    tf-labs run gain

Answers the notes on Part 2 of the course (normal and uniform distribution, PyTorch's
xavier_uniform_).

Measured on 2 cores: 20 s.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('gain')
