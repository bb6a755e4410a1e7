"""Data sets as arrays in memory."""

import contextlib
import dataclasses
import functools
import hashlib
import json
import os
from pathlib import Path
import sys

import numpy as np

from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import DataSet
from tf_labs.errors import DataNotAvailableError

CONNECT_SECONDS = 5
LOAD_BATCH, LOAD_CALLS, DECODE_CALLS = 1000, 2, 16


@dataclasses.dataclass(frozen=True)
class Examples:
    """One split: images uint8 [N, H, W, C] and labels int64 [N]."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, n: int | None) -> 'Examples':
        """Returns the first n examples; all if n is None."""
        return self if n is None else self.part(0, n)

    def part(self, start: int, stop: int) -> 'Examples':
        """Returns the examples start..stop - 1."""
        return Examples(self.images[start:stop], self.labels[start:stop])


def fingerprint(examples: Examples) -> str:
    """Returns the sha256 over shape, images and labels, in order."""
    sha = hashlib.sha256(f'{examples.images.shape}'.encode())
    sha.update(np.ascontiguousarray(examples.images).data)
    sha.update(np.ascontiguousarray(examples.labels).data)
    return sha.hexdigest()


def load(name: str, splits: tuple[str, ...], data_dir: str | None, side=256, max_bad_examples=0) -> dict[str, Examples]:
    """Loads splits of a data set, preparing it on disk first where that is needed.

    Args:
      name: a name of the catalog.
      splits: of `train` and `test`.
      data_dir: where TFDS data is prepared; None: $TFDS_DATA_DIR, else TFDS's default.

    Raises:
      DataNotAvailableError: it is not prepared and cannot be downloaded.
    """
    if CATALOG[name].source == 'scikit-learn':
        return {split: _digits(split) for split in splits}
    with _quiet_on_files():
        return dict(_tfds(name, splits, directory(data_dir)))


def directory(data_dir: str | None) -> Path:
    """Returns the directory in which TFDS looks for prepared data."""
    return Path(data_dir or os.environ.get('TFDS_DATA_DIR') or '~/tensorflow_datasets').expanduser()


def is_prepared(name: str, data_dir: str | None) -> bool:
    """True if the data is there without a download."""
    data = CATALOG[name]
    return data.source == 'scikit-learn' or (
        place(name, data_dir) / 'dataset_info.json').is_file()


def count(name: str, split: str, data_dir: str | None) -> int | None:
    """Returns how many examples a split has as it is prepared; None if it is not."""
    data = CATALOG[name]
    if data.source == 'scikit-learn':
        return data.examples[split]
    lengths = _shard_lengths(place(name, data_dir)).get(data.splits[split])
    return None if lengths is None else sum(lengths)


def place(name: str, data_dir: str | None) -> Path:
    """Returns the directory of a data set of TFDS as it is prepared."""
    data = CATALOG[name]
    return directory(data_dir) / name / data.config / data.version


def _shard_lengths(place: Path) -> dict[str, list[int]]:
    """Returns the number of examples of each shard of each split; {} if it is not prepared.

    dataset_info.json says it, so that nobody waits for TensorFlow to hear it.
    """
    try:
        info = json.loads((place / 'dataset_info.json').read_text('utf-8'))
        return {split['name']: [int(length) for length in split['shardLengths']]
                for split in info['splits']}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _digits(split: str) -> Examples:
    """scikit-learn's digits; every fifth one is a test example.

    The file is in the order of the writers, so its tail would test on other people's hands.
    """
    from sklearn import datasets  # a second of imports that other data sets do without
    digits = datasets.load_digits()
    is_test = np.arange(len(digits.target)) % 5 == 0
    chosen = is_test if split == 'test' else ~is_test
    return Examples(digits.images[chosen].astype(np.uint8)[..., np.newaxis],
                    digits.target[chosen].astype(np.int64))


@functools.lru_cache(maxsize=4)  # many runs of one process share the arrays
def _tfds(name: str, splits: tuple[str, ...], root: Path) -> dict[str, Examples]:
    import tensorflow_datasets as tfds
    data = CATALOG[name]
    if not (root / name / data.version / 'dataset_info.json').is_file():
        _prepare(name, data, root)
    # One shard after the other, so that the order, and with it the fingerprint, is the file's.
    in_order = tfds.ReadConfig(interleave_cycle_length=1, try_autocache=False,
                               num_parallel_calls_for_decode=DECODE_CALLS)
    loaded = tfds.load(f'{name}:{data.version}', split=list(splits), data_dir=root,
                       download=False, read_config=in_order)
    return {split: _collect(dataset) for split, dataset in zip(splits, loaded)}


def _collect(dataset) -> Examples:
    """Decodes a whole split: batches made in parallel take half the time of `batch_size=-1`."""
    parts = list(dataset.batch(LOAD_BATCH, num_parallel_calls=LOAD_CALLS))
    return Examples(np.concatenate([part['image'].numpy() for part in parts]),
                    np.concatenate([part['label'].numpy() for part in parts]))


def _prepare(name: str, data: DataSet, root: Path) -> None:
    """Downloads and prepares, with TFDS's progress bars on a terminal."""
    import requests
    import tensorflow_datasets as tfds
    if not sys.stderr.isatty():
        tfds.disable_progress_bar()
    try:
        builder = tfds.builder(f'{name}:{data.version}', data_dir=root)
        # TFDS tries for minutes before it gives up; one short call tells whether it can work.
        requests.head(next(iter(builder.url_infos)), timeout=CONNECT_SECONDS)
        builder.download_and_prepare()
    except OSError as error:  # requests' errors are OSErrors
        raise DataNotAvailableError(
            f'{name} is not prepared in {root} and cannot be downloaded ({type(error).__name__}); '
            'set TFDS_DATA_DIR or --config.data.dir to where it is prepared, or run once with a '
            'network (configs/digits.py needs neither)') from error


@contextlib.contextmanager
def _quiet_on_files():
    """Lets TFDS's own log lines through to nobody: what matters is raised."""
    from absl import logging
    before = logging.get_verbosity()
    logging.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        logging.set_verbosity(before)
