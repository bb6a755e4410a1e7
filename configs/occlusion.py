"""Where does a net see what it names? A square covers each part of a picture; the net answers.

A grey square slides over test pictures. For each place of it the net is asked for the probability
of the true class, for the activity of the feature map that the whole picture makes strongest, and
for its most probable label: three maps beside each picture. Where the probability falls the net
was looking, and a label that changes tells what else it saw. (Zeiler and Fergus, 2013, figure 7.)
A long one that is killed goes on where it stood: run the same command again.

    tf-labs run occlusion --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: 5 s for four pictures, 2,304 places, with a net of 10,000 CIFAR-10 pictures.
The four were picked for how surely the net is right and how much covering matters to it; they are
no sample. The mean probability of the true class is 0.97 and falls to 0.14 where the square is
worst: on a bird's head, the wheel of a car, the neck of a deer, the hull of a ship, which then is
an airplane.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('occlusion')
    config.occlusion.images = (3, 4, 20, 21)  # of the 2,000 test pictures measured on: these turn
    return config
