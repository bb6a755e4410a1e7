"""Small pictures as rows of numbers, for nets of dense layers that are plain tensors."""

import dataclasses

import numpy as np

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import UserError


@dataclasses.dataclass(frozen=True)
class FlatImages:
    """Both splits of a data set.

    Attributes:
      train, test: (pixels float32 [N, H W C] from 0 to 1, labels int64 [N]).
      classes: how many there are.
      sha256: fingerprint of each split, as it is stored.
    """

    train: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]
    classes: int
    sha256: dict[str, str]


def load(name: str, data_dir: str | None, train_examples: int | None,
         batch_size: int) -> FlatImages:
    """Loads a data set.

    Args:
      name: of the catalog, of small pictures.
      data_dir: where prepared data is; None: the default place.
      train_examples: the first n of the training split; None: all.
      batch_size: that the training split is to fill at least once.

    Raises:
      UserError: there are not so many examples.
      DataNotAvailableError: it cannot be had.
    """
    data = CATALOG[name]
    splits = sources.load(name, ('train', 'test'), data_dir)
    sha256 = {split: sources.fingerprint(examples) for split, examples in splits.items()}
    there = len(splits['train'])
    if train_examples is not None and train_examples > there:
        raise UserError('config.data.train_examples is larger than the data',
                        expected=f'at most {there}', received=train_examples)
    train = splits['train'].first(train_examples)
    if batch_size > len(train):
        raise UserError('config.train.batch_size is larger than the data',
                        expected=f'at most {len(train)}', received=batch_size)
    flat = [(one.images.reshape(len(one), -1) / np.float32(data.pixel_max), one.labels)
            for one in (train, splits['test'])]
    return FlatImages(flat[0], flat[1], len(data.class_names), sha256)
