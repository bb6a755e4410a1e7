"""Where does a net see what it names? A square covers each part of a picture; the net answers.

A grey square slides over test pictures. For each place of it the net is asked for the probability
of the true class, for the activity of the feature map that the whole picture makes strongest, and
for its most probable label: three maps beside each picture. Where the probability falls the net
was looking, and a label that changes tells what else it saw. (Zeiler and Fergus, 2013, figure 7.)
A long one that is killed goes on where it stood: run the same command again.

    tf-labs run --config=configs/occlusion.py --config.net.workdir=checkpoints/cifar10

Measured on 2 cores: see README.
"""

from tf_labs.configuration import default_config


def get_config():
    return default_config('occlusion')
