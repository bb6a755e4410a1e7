"""The input that excites a unit most: gradient ascent finds another one from each start, high up.

Two older ways to ask what a unit of a net responds to, which Zeiler and Fergus (2013) hold against
their deconvnet. Activation maximization (Erhan et al., 2009) climbs the gradient in the image. The
norm of the image is held to that of a picture; without that a larger image is always better. Each
unit is climbed from noise and from pictures, and for each start the lab prints how far it came and
how much alike the images are that were reached. A unit that is silent at the start, as ReLU often
is, gives no gradient at all: that is the careful initialization that the notes speak of.

The other way looks at the Hessian where the ascent ended (Le et al., 2010): directions in which it
is flat are those to which the unit is invariant. In a net of convolutions, ReLU and max pooling the
Hessian is 0 wherever there is one, as the net is linear in pieces, so on images of one norm every
direction looks equally flat, and the activation should fall like 1 - t^2 / 2 with the angle t. In
conv1 it does. Higher up the pieces change on the way, and the fall differs between directions: the
figure `fall` shows what a quadratic approximation misses.

    tf-labs run activation_maximization --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: ....

Answers: notes on ZFNet, Introduction (other ways to visualize a unit).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('activation_maximization')
