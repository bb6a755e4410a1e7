"""A heel is a heel in every shoe: covering it changes a net's features alike, more than by chance.

The same part is covered in five pictures of a class, and the changes of a layer's features are
compared by their signs: the mean Hamming distance of all pairs, over 40 such fives. It is compared
with boxes at random places, another one in each picture, as Zeiler and Fergus (2013, section 4.3)
do. As Fashion-MNIST is aligned, and a feature map has places, a box at any one place in all five
is alike by that alone: only what lies below that second line is the part itself.

    tf-labs run --config=configs/correspondence.py --config.net.workdir=checkpoints/fashion_convnet

Measured on 2 cores: see README.
"""

from tf_labs.configuration import default_config


def get_config():
    return default_config('correspondence')
