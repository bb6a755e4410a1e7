"""A gradient can grow with depth: 5.7 times per layer from N(0, 1) (64 ReLUs), until a step is NaN.

On its way back through a layer the gradient is multiplied by the weights and by the slope of the
activation. Where that factor is below 1 it vanishes (see vanishing_gradient); where it is above 1
it explodes. With ReLU and weights from N(0, 1) the factor is sqrt(units / 2), 5.7 for 64 units;
with He's initialization it is 1. From N(0, 1) each added layer multiplies the gradient of the first
layer's weights by 5.7; within one net the weight gradients of all layers are equally large, because
the signal grows as much on its way up as the gradient does on its way down. With tanh the signal is
bounded and the slopes hold the gradient back; it still doubles at each layer, and the first layers
get the largest gradients. Batch norm does not bring the factor to 1 either: in a deep ReLU net with
batch norm it is about 1.2 per layer before training (Yang et al., 2019, "A mean field theory of
batch normalization").

Then a net of 10 hidden layers is trained from N(0, 1) as it is, with each cure in the notes (a
small learning rate, another initialization, batch norm), and with gradient clipping, which scales
down a large gradient and keeps its direction. All four stop the divergence, but within 300 steps
the net learns only with He's initialization and with batch norm, and hardly at all with the others
(three rates and one clip norm were tried; chance is 0.1): a rate that is small enough for such a
gradient, or a clipped step, leaves weights that are far too large close to where they are.

    tf-labs run exploding_gradient

Measured on 2 cores: 20 s. Over 5 seeds the gradient of the first layer grows by a factor of 5.7 per
layer (ReLU) and 2.1 (tanh) from N(0, 1), 1.02 from He's initialization and 0.95 from Xavier's, 1.18
with batch norm. In training, none of 5 seeds stays finite without a cure; test accuracy after 300
steps 0.28 +- 0.09 at the best of three small rates (1e-7, and with one seed 1e-8, the lowest of
them), 0.27 +- 0.12 with clipping, 0.84 +- 0.06 with He's initialization, 0.61 +- 0.05 with batch
norm.

Answers: notes on Part 2, Lab-09-4 (vanishing and exploding gradients).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('exploding_gradient')
