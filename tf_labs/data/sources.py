"""Data sets by name: as arrays in memory, or as streams from the disk."""

import contextlib
import functools
import json
import os
from pathlib import Path
import sys
from typing import Any, TYPE_CHECKING

import numpy as np

from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.errors import DataNotAvailableError
from tf_labs.paths import expanded

if TYPE_CHECKING:
    from tf_labs.data.streams import Stream

CONNECT_SECONDS = 5
LOAD_BATCH, LOAD_CALLS, DECODE_CALLS = 1000, 2, 16


def fingerprint(examples: 'Examples | Stream') -> str:
    """Returns the sha256 by which a split is known again."""
    return examples.fingerprint()


def load(name: str, splits: tuple[str, ...], data_dir: str | None, *, side: int | None = None,
         max_bad_examples: int = 0) -> dict[str, Any]:
    """Loads splits of a data set, preparing it on disk first where that is needed.

    Args:
      name: a name of the catalog.
      splits: of `train` and `test`.
      data_dir: where TFDS data is prepared; None: $TFDS_DATA_DIR, else TFDS's default.
      side: of the squares that photographs are brought to; None: that of the catalog.
      max_bad_examples: photographs that cannot be decoded before reading them gives up.

    Returns:
      {split: Examples}; {split: Stream} of data sets that are streamed.

    Raises:
      DataNotAvailableError: it is not prepared and cannot be downloaded, or is damaged.
    """
    data = CATALOG[name]
    if data.source == 'scikit-learn':
        return {split: _digits(split) for split in splits}
    with _quiet_on_files():
        if not is_prepared(name, data_dir):
            _prepare(name, data, directory(data_dir))
        if not data.streamed:
            return dict(_tfds(name, splits, directory(data_dir)))
        from tf_labs.data import streams  # it needs TensorFlow, which the command line does without
        return {split: streams.open_split(
            place(name, data_dir), data.splits[split], side=side or data.image_shape[0],
            max_bad=max_bad_examples) for split in splits}


def directory(data_dir: str | None) -> Path:
    """Returns the directory in which TFDS looks for prepared data."""
    return Path(expanded(data_dir or os.environ.get('TFDS_DATA_DIR') or '~/tensorflow_datasets'))


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
    # One shard after the other, so that the order, and with it the fingerprint, is the file's.
    in_order = tfds.ReadConfig(interleave_cycle_length=1, try_autocache=False,
                               num_parallel_calls_for_decode=DECODE_CALLS)
    loaded = tfds.load(f'{name}:{data.version}', split=[data.splits[split] for split in splits],
                       data_dir=root,
                       download=False, read_config=in_order)
    return {split: _collect(dataset) for split, dataset in zip(splits, loaded)}


def _collect(dataset) -> Examples:
    """Decodes a whole split: batches made in parallel take half the time of `batch_size=-1`."""
    parts = list(dataset.batch(LOAD_BATCH, num_parallel_calls=LOAD_CALLS))
    return Examples(np.concatenate([part['image'].numpy() for part in parts]),
                    np.concatenate([part['label'].numpy() for part in parts]))


def _prepare(name: str, data: DataSet, root: Path) -> None:
    """Downloads and prepares, with TFDS's progress bars on a terminal."""
    if data.manual_files:
        _check_manual(name, data, root)
    import requests
    import tensorflow_datasets as tfds
    if not sys.stderr.isatty():
        tfds.disable_progress_bar()
    try:
        form = f'{name}/{data.config}' if data.config else name
        builder = tfds.builder(f'{form}:{data.version}', data_dir=root)
        # TFDS tries for minutes before it gives up; one short call tells whether it can work.
        if not data.manual_files:
            requests.head(next(iter(builder.url_infos)), timeout=CONNECT_SECONDS)
        builder.download_and_prepare()
    except OSError as error:  # requests' errors are OSErrors
        raise DataNotAvailableError(
            f'{name} is not prepared in {root} and cannot be downloaded ({type(error).__name__}); '
            'set TFDS_DATA_DIR or --config.data.dir to where it is prepared, or run once with a '
            'network (configs/digits.py needs neither)') from error


def _check_manual(name: str, data: DataSet, root: Path) -> None:
    missing = [file for file in data.manual_files if not (manual(root) / file).is_file()]
    if missing:
        raise DataNotAvailableError(
            f'{name} is not prepared in {root} and can only be downloaded by hand: put '
            f'{" and ".join(missing)} of {data.manual_site} into {manual(root)} and run it again, '
            'or set TFDS_DATA_DIR or --config.data.dir to where it is prepared')


def manual(root: Path) -> Path:
    """Returns the directory in which TFDS looks for files that people have downloaded."""
    return root / 'downloads' / 'manual'


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
