"""Sparse activations: no cost shown up to 82% zeros, slower training beyond 90%.

ReLU is said to help because it is sparse. To make nets sparser, an L1 penalty on the sum of the
activations pushes them towards 0, more strongly from net to net; this is how the paper that the
notes quote made its sparse nets (Glorot et al., 2011). The control has not a single zero: leaky
ReLU with a slope of 0.01, almost the same function. All nets have the same initial weights and
batches. The penalty also competes with the loss, and it may leave units that are never active: part
of the slowdown may be due to the penalty itself, not to the zeros.

    tf-labs run sparsity

Measured on 2 cores shared with other work: about 35 s of processor time. Digits, 64-64-64-10, SGD
with momentum, 30 epochs, 10 seeds. Without a penalty 40% of the hidden activations are 0, test
accuracy 0.972, 6.7 epochs to 2% training error. With 49, 59, 70 and 82% zeros: accuracy 0.973 to
0.974 and 5.9 to 6.4 epochs, no difference shown in either. With 91% zeros 0.966 (-0.7 +- 0.5 points
on its own, no difference once adjusted for six comparisons) and 1.33 times the epochs (1.13 to
1.56): slower. Leaky ReLU: 0.972 and 6.6 epochs, no difference shown.

The notes on activation functions say that sparse data help accuracy and speed: neither is shown
here. What can be said is that up to 82% of the activations were 0 here and no cost was shown. The
notes on AlexNet say that most neurons are positive: before training half are (51% in bias_start),
after training 60 +- 1.5% of them here; with a rate of 0.05 instead of 0.02 it was 51%.

Answers: notes on activation functions (ReLU); notes on AlexNet, ReLU Nonlinearity.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('sparsity')
