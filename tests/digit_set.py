"""A few digits of scikit-learn in the form in which TFDS prepares MNIST."""

from pathlib import Path

import numpy as np

from tests import photo_set
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG


def write(root, *, train: int = 40, test: int = 20, name: str = 'mnist', shards: int = 2,
          shape: tuple[int, ...] | None = None, classes: int = 10,
          labels: tuple[int, ...] | None = None) -> Path:
    """Writes a set below `root`, which then is the data directory; returns its own directory.

    Args:
      root: of `config.data.dir` or TFDS_DATA_DIR.
      train: examples of the training split.
      test: examples of the test split.
      name: of the catalog; it has images of one size.
      shards: files of the training split.
      shape: of the images; None: as the catalog says.
      classes: what features.json says.
      labels: of the test split; None: the right ones.
    """
    import tensorflow_datasets as tfds
    height, width, channels = shape or CATALOG[name].image_shape
    splits = {}
    for split, count in (('train', train), ('test', test)):
        some = sources.load('digits', (split,), None)[split].first(count)
        large = np.zeros([count, height, width, channels], np.uint8)
        large[:, 2:26, 2:26] = np.kron(some.images * 15, np.ones([1, 3, 3, 1], np.uint8))
        splits[split] = [{'image': image, 'label': int(label)}
                         for image, label in zip(large, some.labels)]
    for row, label in zip(splits['test'], labels or ()):
        row['label'] = label
    return photo_set.write_rows(root, name, tfds.features.Image(shape=(height, width, channels)),
                                splits, train // shards, classes)
