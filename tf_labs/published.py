"""The numbers that the sources print, each with where it is printed.

A config names its entry in `published`. Sources: the Lab-09-1 ReLU notes on season 2 of the
course "Deep Learning for Everyone" (in Korean), and the course's own notebooks
(deeplearningzerotoall/TensorFlow, tf_2.x).
"""

import dataclasses

NOTES = 'Lab-09-1 notes'


@dataclasses.dataclass(frozen=True)
class Published:
    """A printed number.

    Attributes:
      quantity: a key of metrics.jsonl.
      value: as printed.
      source: where.
    """

    quantity: str
    value: float
    source: str


PUBLISHED = {
    'mnist_softmax': Published('test_accuracy', 0.8917, NOTES),
    'mnist_nn': Published('test_accuracy', 0.9440, NOTES),
    'mnist_sigmoid': Published('test_accuracy', 0.9241, 'notebook lab-10-1-1'),
    'mnist_relu': Published('test_accuracy', 0.9558, 'notebook lab-10-1-2'),
    'mnist_xavier': Published('test_accuracy', 0.9607, 'notebook lab-10-2-1'),
    'mnist_deep': Published('test_accuracy', 0.9684, 'notebook lab-10-2-2'),
    'mnist_dropout': Published('test_accuracy', 0.9562, 'notebook lab-10-3'),
    'mnist_batchnorm': Published('test_accuracy', 0.9685, 'notebook lab-10-4'),
}
