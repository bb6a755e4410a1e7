"""The data sets: facts that need neither the data nor TensorFlow."""

import dataclasses
import functools
import importlib.util
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of numbers, which is fed, or learnt, as (value - mean) / sd.

    Mean and sd are those of the training rows; of a column that is the same in all of them sd is 1.
    """

    name: str
    mean: float
    sd: float


@dataclasses.dataclass(frozen=True)
class DataSet:
    """What is known of a data set before it is loaded.

    Attributes:
      title: one line for people.
      source: `scikit-learn`, which carries the data, `tfds`, which prepares it on disk, or `own`.
      version: the version that TFDS prepares; '' for others.
      image_shape: (height, width, channels); of photographs, the squares they are brought to.
      names: name of each class, in the order of the labels; () if they are in `names_file`.
      examples: number of examples of each split of the whole set; what is prepared may hold fewer
        (see `sources.count`).
      pixel_max: the largest value of a pixel; images are uint8.
      sha256: fingerprint of each split (see `sources.fingerprint`); {} where none is known.
      config: the form of the set that TFDS prepares, where it has several.
      splits: what TFDS calls each split.
      streamed: photographs of all sizes that stay on disk, for there are too many for memory.
      manual_files: {name: bytes} of what people must download themselves; {} if TFDS can.
      manual_site: where they find it.
      names_file: of TFDS's package, with a name of a class on each line.
      values: `pixels`, which data.scale multiplies, or `numbers`, which go in as they are.
      any_size: pictures of all sizes, which are brought to squares; `image_shape` is that of these.
      columns: of a table, whose rows are images of 1x1 pixels with a channel a column.
      targets: what is learnt in place of classes: numbers.
    """

    title: str
    source: str
    version: str
    image_shape: tuple[int, int, int]
    examples: dict[str, int]
    pixel_max: int = 255
    names: tuple[str, ...] = ()
    sha256: dict[str, str] = dataclasses.field(default_factory=dict)
    config: str = ''
    splits: dict[str, str] = dataclasses.field(
        default_factory=lambda: {'train': 'train', 'test': 'test'})
    streamed: bool = False
    manual_files: dict[str, int] = dataclasses.field(default_factory=dict)
    manual_site: str = ''
    names_file: str = ''
    values: str = 'pixels'
    any_size: bool = False
    columns: tuple[Column, ...] = ()
    targets: tuple[Column, ...] = ()

    @property
    def outputs(self) -> int:
        """How many numbers a net answers with: one a class, or one a target."""
        return len(self.targets) or len(self.class_names)

    def shape(self, side: int) -> tuple[int, int, int]:
        """Returns (height, width, channels) of images, of photographs as squares of this side."""
        is_open = self.streamed and not self.any_size
        return (side, side, self.image_shape[2]) if is_open else self.image_shape

    @functools.cached_property
    def class_names(self) -> tuple[str, ...]:
        """Name of each class, in the order of the labels."""
        if not self.names_file:
            return self.names
        package = importlib.util.find_spec('tensorflow_datasets')
        assert package is not None and package.origin is not None  # it is installed with this
        return tuple((Path(package.origin).parent / self.names_file).read_text('utf-8').split())


DIGIT_NAMES = tuple('0123456789')
LETTERS = tuple('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
PHOTOGRAPH = (256, 256, 3)
DRAWN = ('digits', 'mnist', 'fashion_mnist')  # the page that `tf-labs page` writes has paper for
FROM_VALIDATION = {'train': 'train', 'test': 'validation'}

CATALOG = {
    'digits': DataSet(
        title='1,797 handwritten digits of 8x8 pixels, carried by scikit-learn',
        source='scikit-learn', version='', image_shape=(8, 8, 1), names=DIGIT_NAMES,
        examples={'train': 1437, 'test': 360}, pixel_max=16,
        sha256={
            'train': '7b6b3c4e2a49af6ba125b5428f087aa96e145d291fffa85353b348e29ac3e0aa',
            'test': '60cf2ab49895a267289bcf5b7384439755270fbc32f025328d0b1aca49db7031'}),
    'mnist': DataSet(
        title='70,000 handwritten digits of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1), names=DIGIT_NAMES,
        examples={'train': 60000, 'test': 10000},
        sha256={
            'train': 'f86e2901f74ad0083eeb2e72ea56be283d9ef70e2c42181fdb9e8b6f7f76ed91',
            'test': 'ae43f2a8265495f1c33e2f7a9844cf9ce7360e9d6a053544de5e5793a9b1fee2'}),
    'fashion_mnist': DataSet(
        title='70,000 pictures of clothes of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1),
        names=('T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt',
               'Sneaker', 'Bag', 'Ankle boot'),
        examples={'train': 60000, 'test': 10000},
        sha256={
            'train': 'da67ef33c6a76c8c44fce69762b181fdfdb422c2e0d8d2b86dadcf3547be6480',
            'test': 'c9176510ccf01c4ad0230f5e159c77e731d48ce91c8bf76b39b0f647bead15a6'}),
    'cifar10': DataSet(
        title='60,000 colour photographs of 32x32 pixels',
        source='tfds', version='3.0.2', image_shape=(32, 32, 3),
        names=('airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship',
               'truck'),
        examples={'train': 50000, 'test': 10000},
        sha256={
            'train': 'a166e1243de118dfb99419cb9151cc274bce6ca3cc8bfaac1c3b61275a8202d4',
            'test': 'ddb605aa1d53908bb23900970a9857b8ffee8f470f291666147e7e6558be15f5'}),
    'kmnist': DataSet(
        title='70,000 cursive hiragana of 28x28 pixels',
        source='tfds', version='3.0.1', image_shape=(28, 28, 1),
        names=('o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'),
        examples={'train': 60000, 'test': 10000}),
    'emnist/letters': DataSet(
        title='103,600 handwritten letters of 28x28 pixels, rows and columns exchanged; labels are '
              '1 to 26, the other 11 of 37 classes have no examples',
        source='tfds', version='3.1.0', config='letters', image_shape=(28, 28, 1),
        names=('unused 0', *LETTERS, *(f'unused {label}' for label in range(27, 37))),
        examples={'train': 88800, 'test': 14800}),
    'emnist/balanced': DataSet(
        title='131,600 handwritten digits and letters of 28x28 pixels, rows and columns exchanged; '
              'small letters that look as their capitals are one class with these',
        source='tfds', version='3.1.0', config='balanced', image_shape=(28, 28, 1),
        names=(*DIGIT_NAMES, *LETTERS, *'abdefghnqrt'),
        examples={'train': 112800, 'test': 18800}),
    'cifar100': DataSet(
        title='60,000 colour photographs of 32x32 pixels, 100 classes: the fine labels',
        source='tfds', version='3.0.2', image_shape=(32, 32, 3), names=tuple(
            'apple,aquarium fish,baby,bear,beaver,bed,bee,beetle,bicycle,bottle,bowl,'
            'boy,bridge,bus,butterfly,camel,can,castle,caterpillar,cattle,chair,'
            'chimpanzee,clock,cloud,cockroach,couch,crab,crocodile,cup,dinosaur,'
            'dolphin,elephant,flatfish,forest,fox,girl,hamster,house,kangaroo,'
            'keyboard,lamp,lawn mower,leopard,lion,lizard,lobster,man,maple tree,'
            'motorcycle,mountain,mouse,mushroom,oak tree,orange,orchid,otter,palm tree,'
            'pear,pickup truck,pine tree,plain,plate,poppy,porcupine,possum,rabbit,'
            'raccoon,ray,road,rocket,rose,sea,seal,shark,shrew,skunk,skyscraper,'
            'snail,snake,spider,squirrel,streetcar,sunflower,sweet pepper,table,tank,'
            'telephone,television,tiger,tractor,train,trout,tulip,turtle,wardrobe,'
            'whale,willow tree,wolf,woman,worm'.split(',')),
        examples={'train': 50000, 'test': 10000}),
    'svhn_cropped': DataSet(
        title='99,289 house numbers from the street, a digit in the middle of 32x32 pixels',
        source='tfds', version='3.1.0', image_shape=(32, 32, 3), names=DIGIT_NAMES,
        examples={'train': 73257, 'test': 26032}),
    'imagenette': DataSet(
        title='13,394 photographs of 10 classes of ImageNet, shorter side 320 pixels',
        source='tfds', version='1.0.0', config='320px-v2', image_shape=PHOTOGRAPH,
        names=('tench', 'English springer', 'cassette player', 'chain saw', 'church',
               'French horn', 'garbage truck', 'gas pump', 'golf ball', 'parachute'),
        examples={'train': 9469, 'test': 3925}, splits=FROM_VALIDATION, streamed=True),
    'imagenet2012': DataSet(
        title='1,331,167 photographs of 1,000 classes, those of ILSVRC 2012',
        source='tfds', version='5.1.0', image_shape=PHOTOGRAPH,
        names_file='datasets/imagenet2012/labels.txt',  # numbers of WordNet, as n01440764
        examples={'train': 1281167, 'test': 50000}, splits=FROM_VALIDATION, streamed=True,
        manual_files={'ILSVRC2012_img_train.tar': 147_897_477_120,
                      'ILSVRC2012_img_val.tar': 6_744_924_160},
        manual_site='https://image-net.org/download-images'),
}
