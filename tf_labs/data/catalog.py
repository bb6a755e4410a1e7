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
        sha256={
            'train': '7b6b3c4e2a49af6ba125b5428f087aa96e145d291fffa85353b348e29ac3e0aa',
            'test': '60cf2ab49895a267289bcf5b7384439755270fbc32f025328d0b1aca49db7031'}),
    'mnist': DataSet(
        title='70,000 handwritten digits of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1), class_names=DIGIT_NAMES,
        examples={'train': 60000, 'test': 10000}, pixel_max=255,
        sha256={
            'train': 'f86e2901f74ad0083eeb2e72ea56be283d9ef70e2c42181fdb9e8b6f7f76ed91',
            'test': 'ae43f2a8265495f1c33e2f7a9844cf9ce7360e9d6a053544de5e5793a9b1fee2'}),
    'fashion_mnist': DataSet(
        title='70,000 pictures of clothes of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1),
        class_names=('T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt',
                     'Sneaker', 'Bag', 'Ankle boot'),
        examples={'train': 60000, 'test': 10000}, pixel_max=255,
        sha256={
            'train': 'da67ef33c6a76c8c44fce69762b181fdfdb422c2e0d8d2b86dadcf3547be6480',
            'test': 'c9176510ccf01c4ad0230f5e159c77e731d48ce91c8bf76b39b0f647bead15a6'}),
}
