"""Any number of linear layers is one linear layer: without an activation depth buys nothing.

First what linear means, checked number by number: f(x + y) = f(x) + f(y) and f(c x) = c f(x). The
notes' T, 3 x and theta . x pass, and so does the activation `linear`, which is the identity; x^2
fails, and so does every other activation, each with a pair of numbers that shows it. (ReLU, leaky
ReLU and PReLU do satisfy f(c x) = c f(x) as long as c > 0: one kink at 0 is all it takes.) Then a
net of five linear layers with biases is multiplied out to one matrix and one bias. Last, a deep
linear net is trained on XOR and stays at ln 2, the loss of a coin toss, while the same initial
weights with tanh between them solve it. Backpropagation works in the linear net all the same: the
notes' "cannot be used" is wrong, its gradients are those of any other net.

    tf-labs run linearity

Measured on 2 cores: 6 s. The collapsed net differs by 2e-16 in float64 and by 1e-7 in float32; on
XOR the deep linear net ends at 0.693147, the one with tanh at 0.0004. Printed in the notes on Part
2 of the course, for a net without hidden layers: 0.6931471824645996.

Answers: notes on linear and non-linear functions; notes on activation functions (linear).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('linearity')
