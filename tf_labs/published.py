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

    lab: str
    quantity: str
    value: float
    source: str


PUBLISHED = (
    Published('mnist_nn', 'test_accuracy', 0.9440, NOTES),
)
