"""A heel is a heel in every shoe: occluding it changes a net's features consistently.

The same part is occluded in five images of a class, and the changes of a layer's features are
compared by their signs: the mean Hamming distance over all pairs, over 40 such groups of five. It
is compared with boxes at random places, a different one in each image, as Zeiler and Fergus (2013,
section 4.3) do. Because Fashion-MNIST is aligned, and feature maps have locations, a box at one and
the same place in all five images changes the features consistently for that reason alone: only what
lies below this second baseline is due to the part itself.

    tf-labs run correspondence --config.net.workdir=checkpoints/fashion_convnet

Where a part is in a different place in each image, like the eyes of the paper's dogs, it is marked
image by image in `correspondence.marks`: docs/examples/springer_faces.py marks twenty faces.

Measured on 2 cores: 20 s. With the net of fashion_convnet (0.897), over eight parts of boots and
sneakers, the distances are 0.067, 0.153, 0.288, 0.294 in conv1 to conv4, those of random boxes
0.150, 0.278, 0.430, 0.349: as in the paper, the gap closes in the last layer, whose task is to
distinguish classes. But boxes at the same place reach 0.064, 0.157, 0.307, 0.299. All toes and
heels are below that in conv2 and conv3, by 0.02 to 0.08 (errors 0.005); soles, laces and shafts are
not.

Answers: notes on ZFNet (Correspondence Analysis).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('correspondence')
