"""Where is the evidence for a prediction? A grey square covers each part of an image in turn.

A grey square slides over test images. For each of its positions the net gives the probability of
the true class, the activation of the feature map that responds most to the whole image, and the
most probable label: three maps beside each image. Where the probability falls is what the net
relied on, and a label that changes shows what else it saw. Beside these maps is what that feature
map has seen, projected to the pixels by the deconvnet, in the image and in the three others that
activate it most: if it responds to a part, its activity falls where this part is covered. (Zeiler
and Fergus, 2013, figure 7.) A long run that is killed resumes where it was: run the same command
again.

    tf-labs run occlusion --config.net.workdir=checkpoints/cifar10

The square and its steps are in pixels of the net's input, here 24 a side. For the 227 of AlexNet
use a larger square: --config.occlusion.size=50 --config.occlusion.stride=12.

Measured on 2 cores: 5 s for four images, 2,304 positions, with a net trained on 10,000 CIFAR-10
images. The four were picked because the net is confident and right, and because occlusion matters;
they are not a random sample. The mean probability of the true class is 0.97 and falls to 0.14 where
the square hurts most: on a bird's head, the wheel of a car, the neck of a deer, the hull of a ship,
which then becomes an airplane.

Answers: notes on ZFNet (Occlusion Sensitivity).
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('occlusion')
    config.occlusion.images = (3, 4, 20, 21)  # of the 2,000 test pictures measured on: these turn
    return config
