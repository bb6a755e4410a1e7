"""The data sets: facts that need neither the data nor TensorFlow."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class DataSet:
    """What is known of a data set before it is loaded.

    Attributes:
      title: one line for people.
      source: `scikit-learn`, which carries the data, or `tfds`, which prepares it on disk.
      version: the version that TFDS prepares; '' for scikit-learn.
      image_shape: (height, width, channels).
      class_names: name of each class, in the order of the labels.
      examples: number of examples of each split.
      pixel_max: the largest value of a pixel; images are uint8.
      sha256: fingerprint of each split (see `sources.fingerprint`).
    """

    title: str
    source: str
    version: str
    image_shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    examples: dict[str, int]
    pixel_max: int
    sha256: dict[str, str]


DIGIT_NAMES = tuple('0123456789')

CATALOG = {
    'digits': DataSet(
        title='1,797 handwritten digits of 8x8 pixels, carried by scikit-learn',
        source='scikit-learn', version='', image_shape=(8, 8, 1), class_names=DIGIT_NAMES,
        examples={'train': 1437, 'test': 360}, pixel_max=16,
        sha256={'train': '', 'test': ''}),
    'mnist': DataSet(
        title='70,000 handwritten digits of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1), class_names=DIGIT_NAMES,
        examples={'train': 60000, 'test': 10000}, pixel_max=255,
        sha256={'train': '', 'test': ''}),
    'fashion_mnist': DataSet(
        title='70,000 pictures of clothes of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1),
        class_names=('T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt',
                     'Sneaker', 'Bag', 'Ankle boot'),
        examples={'train': 60000, 'test': 10000}, pixel_max=255,
        sha256={'train': '', 'test': ''}),
}
