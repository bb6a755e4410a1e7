"""What excites a unit most? High in a small net, gradient ascent in the image finds many answers.

These are two older ways to ask what a unit responds to, with which Zeiler and Fergus (2013) compare
their deconvnet. Activation maximization (Erhan et al., 2009) climbs the gradient with respect to
the image. The norm of the image is held to that of a picture, since a larger image usually excites
a unit more. For each unit the ascent starts from noise and from pictures; the table shows how far
each ascent got and how similar the images are that were reached. A unit that is silent at the
beginning, as ReLU often is, has no gradient at all: hence the careful initialization that the notes
mention.

The other way looks at the Hessian where the ascent ended (Le et al., 2010): the unit is invariant
to the directions in which it is flat. A net of convolutions, ReLU and max pooling is piecewise
linear, so its Hessian is 0 wherever it exists. On images of one norm all directions then look
equally flat, and the activation should fall like 1 - t^2 / 2 with the angle t, exactly so only for
a bias of 0. In conv1 it does, up to the next term of the cosine. Higher up the pieces change on the
way, and the activation falls faster and not equally in all directions (`figures/fall.png`): a
quadratic approximation misses that.

    tf-labs run activation_maximization --config.net.workdir=checkpoints/cifar10
    tf-labs run activation_maximization --config.ascent.steps=50 --config.net.workdir=RUN

Measured on 2 busy cores, 22 s of processor time, with the second command, where RUN is not a net
trained on CIFAR-10 but a small one: cifar10 with 8 filters a layer on digits, two epochs, test
accuracy 0.60; 4 units a layer, 5 ascents of 50 steps each from noise and from pictures. Without a
gradient at the beginning: 15 to 40% of the ascents from noise, 25 to 55% of those from pictures.
Mean cosine between the images reached from noise: conv1 1.00, conv2 0.82, conv3 0.56, conv4 0.35,
where ascents end at 0.89 of the best on average; no test digit is above 0.63 of it. At 40 degrees
conv1 keeps 0.770 (0.760 by the Hessian), conv4 0.703 (0.758), with a standard deviation of 0.023
between directions.

Answers: notes on ZFNet, Introduction (other ways to visualize a unit).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('activation_maximization')
