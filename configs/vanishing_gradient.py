"""Why sigmoids do not stack: each one multiplies the gradient by 0.25 at most; ReLU lets it pass.

Three things to see. First, the chain of three sigmoids of the Lab-09-1 notes, with the weights that
the notes leave out of the chain rule. Second, nets of 2 to 20 layers before any training. With
sigmoids the first layer's gradient shrinks tenfold every one to two layers with every
initialization tried, and only batch norm prevents it. Tanh, ReLU and leaky ReLU pass the gradient
on; if the initial weights are too small, it is equally tiny in all layers, because the signal
shrinks as much on its way forward. He's initialization is made for ReLU and preserves the size of
the gradient. Third, the price of ReLU: a unit that is negative on every example gets no gradient
and never recovers (dying ReLU). A learning rate that is too large, or a strongly negative bias (-3
here), kills the whole layer; leaky ReLU recovers with the same weights and learning rate.

    tf-labs run vanishing_gradient

Measured on 2 cores: 24 s. dL/dz1 of the chain is 0.000927. Over 5 seeds, with 20 layers and
Xavier's initialization, the first layer gets 10^(-12.4 +- 0.2) of the last layer's gradient with
sigmoids, 10^(0.3 +- 0.2) of it with ReLU. Both ways of killing leave every ReLU unit dead and an
accuracy of 0.08; leaky ReLU has no dead units and accuracies of 0.95 +- 0.02 and 0.92 +- 0.04.
Printed in the notes: 0.015 for the chain, without the weights (that product is 0.0154), and 0.061
as an intermediate result, which rounds to 0.062.

Answers: Lab-09-1 notes, Problem of Sigmoid; notes on the ReLU lab; notes on Part 2, Lab-09-4.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('vanishing_gradient')
