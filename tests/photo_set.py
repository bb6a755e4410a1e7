"""A small set of photographs in the form that TFDS prepares, written where it would be looked for.

The photographs are pieces of scikit-learn's two sample images. On each lies a polygon whose
colour and number of corners go with the class, so that there is something to be learnt.
"""

from collections.abc import Collection, Mapping
import colorsys
import functools
import io
import math
from pathlib import Path

import numpy as np
from PIL import Image
from PIL import ImageDraw

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG


def write(root, name: str = 'imagenette', *, train: int = 40, test: int = 16, shards: int = 3,
          classes: int | None = None, sides: tuple[int, int] = (48, 96),
          broken: Collection[int] = (), grey: Collection[int] = (), alpha: Collection[int] = (),
          seed: int = 0) -> Path:
    """Writes a set below `root`, which then is the data directory; returns its own directory.

    Args:
      root: of `config.data.dir` or TFDS_DATA_DIR.
      name: of the catalog.
      train: examples of the training split; their labels go round the classes.
      test: examples of the test split.
      shards: files of the training split.
      classes: None: as the catalog says.
      sides: the smallest and largest side of a photograph, in pixels.
      broken: numbers of training examples whose file is cut off in the middle.
      grey: numbers of training examples of one channel.
      alpha: numbers of training examples that are PNG files with transparent corners.
      seed: of the pieces, places and sizes.
    """
    import tensorflow_datasets as tfds
    data = CATALOG[name]
    count, splits = classes or len(data.class_names), {}
    for split, total in (('train', train), ('test', test)):
        own = {'broken': broken, 'grey': grey, 'alpha': alpha} if split == 'train' else {}
        rng = np.random.default_rng([seed, total, split == 'train'])
        splits[split] = [{'label': number % count, 'image': encoded(
            rng, number % count, count, sides,
            [form for form, numbers in own.items() if number in numbers])}
                for number in range(total)]
    return write_rows(root, name, tfds.features.Image(encoding_format='jpeg'), splits,
                      math.ceil(train / shards), count)


def write_rows(root, name: str, image, splits: Mapping[str, list[dict]], in_shard: int,
               classes: int) -> Path:
    """Writes a set of given rows as TFDS does; returns its own directory.

    Args:
      root: of `config.data.dir` or TFDS_DATA_DIR.
      name: of the catalog.
      image: feature of the images.
      splits: rows of `train` and `test`.
      in_shard: rows in a file.
      classes: number of labels.
    """
    import tensorflow_datasets as tfds
    data, place = CATALOG[name], sources.place(name, str(root))
    place.mkdir(parents=True)
    info = tfds.core.DatasetInfo(
        builder=tfds.core.DatasetIdentity(
            name=name.partition('/')[0], version=data.version, data_dir=str(place),
            module_name=__name__),
        features=tfds.features.FeaturesDict({
            'image': image, 'label': tfds.features.ClassLabel(num_classes=classes)}))
    writer = tfds.core.SequentialWriter(info, in_shard)
    writer.initialize_splits([data.splits[split] for split in splits])
    for split, rows in splits.items():
        writer.add_examples({data.splits[split]: rows})
    writer.close_all()
    return place


def encoded(rng: np.random.Generator, label: int, classes: int, sides: tuple[int, int],
            forms: Collection[str] = ()) -> bytes:
    """Returns a photograph as the bytes of a JPEG or PNG file."""
    picture = drawn(rng, label, classes, sides)
    if 'grey' in forms:
        picture = picture.convert('L')
    file = io.BytesIO()
    if 'alpha' in forms:
        opaque = Image.new('L', picture.size)
        ImageDraw.Draw(opaque).ellipse((0, 0, *picture.size), fill=255)
        picture.putalpha(opaque)
        picture.save(file, 'PNG')
    else:
        picture.save(file, 'JPEG', quality=90)
    whole = file.getvalue()
    return whole[:len(whole) // 2] if 'broken' in forms else whole


def drawn(rng: np.random.Generator, label: int, classes: int,
          sides: tuple[int, int]) -> Image.Image:
    """Returns a piece of a photograph with the polygon of a class on it."""
    photograph = _photographs()[label % 2]
    width, height = rng.integers(sides[0], sides[1] + 1, 2).tolist()
    piece = rng.integers(height, photograph.height + 1) / height  # up to the whole height
    wide, high = min(round(width * piece), photograph.width), round(height * piece)
    left = int(rng.integers(0, photograph.width - wide + 1))
    top = int(rng.integers(0, photograph.height - high + 1))
    picture = photograph.resize((width, height), Image.Resampling.BILINEAR,
                                box=(left, top, left + wide, top + high))
    radius = min(width, height) * rng.uniform(0.25, 0.4)
    x, y = (rng.uniform(radius, side - radius) for side in (width, height))
    color = colorsys.hsv_to_rgb(label / classes, 0.9, 0.9)
    ImageDraw.Draw(picture).regular_polygon(
        (x, y, radius), 3 + label % 5, rotation=float(rng.uniform(0, 360)),
        fill=tuple(round(255 * part) for part in color))
    return picture


@functools.cache
def _photographs() -> tuple[Image.Image, ...]:
    from sklearn import datasets
    return tuple(Image.fromarray(image) for image in datasets.load_sample_images().images)
