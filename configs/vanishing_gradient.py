"""Why sigmoids do not stack: each one multiplies the gradient by 0.25 at most; ReLU lets it pass.

Three things to see. The chain of three sigmoids of the Lab-09-1 notes, with the weights that the
notes leave out of the chain rule. Nets of 2 to 20 layers before any training: with sigmoids the
first layer's gradient shrinks tenfold every one to two layers whatever the start, and batch norm
alone stops it; tanh, ReLU and leaky ReLU pass it on, but for a start too small: then it is equally
tiny in all layers, as the signal going forward shrinks as much. He's start is made for ReLU, and
with it the gradient keeps its size. Last, the price of ReLU: a unit that is negative on every
example gets no gradient and never comes back. A learning rate or a bias that is too large kills
the whole layer; leaky ReLU, with the same start and rate, comes back.

    tf-labs run vanishing_gradient

Measured on 2 cores: 24 s. dL/dz1 of the chain is 0.000927. Over 5 seeds, with 20 layers and
Xavier's start, the first layer gets 10^(-12.4 +- 0.2) of the last layer's gradient with sigmoids,
10^(0.3 +- 0.2) of it with ReLU. Both ways of killing leave every ReLU unit dead and an accuracy of
0.08; leaky ReLU has none dead, and 0.95 +- 0.02 and 0.92 +- 0.04. Printed in the notes: 0.015 for
the chain, without the weights (that product is 0.0154), and 0.061 on the way, which rounds to
0.062.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('vanishing_gradient')
