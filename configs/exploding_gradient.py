"""A gradient can grow with depth too: five times a layer from N(0, 1), until a step ends in NaN.

Going back through a layer the gradient is multiplied by the weights and by the slope of the
activation. Where that is below 1 it vanishes (see vanishing_gradient); where it is above 1 it
explodes. With ReLU and weights from N(0, 1) the factor is sqrt(units / 2), 5.7 for 64 units; with
He's initialization it is 1. With tanh the slopes hold it back, and it still doubles at each layer.
Batch norm does not bring the factor to 1 either: a deep ReLU net with batch norm is at about 1.2 a
layer before training (Yang et al., 2019, "A mean field theory of batch normalization").

Then a net of 10 hidden layers is trained from N(0, 1) as it is, and with each cure of the notes: a
small learning rate, another initialization, batch norm; and with clipping, which shortens a long
gradient and keeps its direction. All four stop the divergence. Only He's initialization and batch
norm let the net learn: a rate that is small enough for such a gradient, or a clipped step, leaves
weights that are far too large where they are.

    tf-labs run exploding_gradient

Answers the notes on Part 2 of the course (vanishing and exploding gradients).

Measured on 2 cores: 20 s.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('exploding_gradient')
