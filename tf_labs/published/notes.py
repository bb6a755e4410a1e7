"""Every number that the sources print, each with the rule that judges it; a file a source.

`reproduce` reruns the labs and judges them. The sources: notes (in Korean) on linear regression, on
activation functions, on AlexNet and on ZFNet, the Lab-09-1 ReLU notes and the notes on Part 2 of
the course "Deep Learning for Everyone", season 2; the course's own notebooks
(deeplearningzerotoall/TensorFlow, tf_2.x).
"""

from tf_labs.published.activation_functions import ACTIVATION_FUNCTIONS
from tf_labs.published.alexnet import ALEXNET
from tf_labs.published.alexnet import CLAIMS
from tf_labs.published.alexnet import RECIPE
from tf_labs.published.imagenet import DATA
from tf_labs.published.imagenet import IMAGENET_2010
from tf_labs.published.imagenet import IMAGENET_2012
from tf_labs.published.lab_09_1 import LAB_09_1
from tf_labs.published.linear_regression import LINEAR_REGRESSION
from tf_labs.published.notebooks import NOTEBOOKS
from tf_labs.published.number import Published
from tf_labs.published.papers import PAPERS
from tf_labs.published.part_2 import PART_2
from tf_labs.published.zfnet import ZFNET

PUBLISHED: tuple[Published, ...] = (
    *LINEAR_REGRESSION, *ACTIVATION_FUNCTIONS, *LAB_09_1, *PART_2, *NOTEBOOKS, *ALEXNET, *RECIPE,
    *CLAIMS, *PAPERS, *IMAGENET_2010, *IMAGENET_2012, *DATA, *ZFNET)
