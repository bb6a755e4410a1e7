"""Data sets by name: as arrays in memory, or as streams from the disk."""

from collections.abc import Iterator
import contextlib
import functools
import os
from pathlib import Path
import shutil
import sys
from typing import Any, TYPE_CHECKING

from ml_collections import ConfigDict

from tf_labs.console import say_also_of_many
from tf_labs.data import prepared
from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import DataSet
from tf_labs.errors import DataNotAvailableError

if TYPE_CHECKING:
    from tf_labs.data.examples import Examples
    from tf_labs.data.streams import Stream

CONNECT_SECONDS = 5
DEFAULT = '~/tensorflow_datasets'
PATTERN = frozenset('[]*?\\')


def fingerprint(examples: 'Examples | Stream') -> str:
    """Returns the sha256 by which a split is known again."""
    return examples.fingerprint()


def load(name: str, splits: tuple[str, ...], data_dir: str | None, *, side: int | None = None,
         max_bad_examples: int = 0, from_cache: bool = True) -> dict[str, Any]:
    """Loads splits of a data set, preparing it on disk first where that is needed.

    Args:
      name: a name of the catalog.
      splits: of `train` and `test`.
      data_dir: where TFDS data is prepared; None: $TFDS_DATA_DIR, else TFDS's default.
      side: of the squares that photographs are brought to; None: that of the catalog.
      max_bad_examples: photographs that cannot be decoded before reading them gives up.
      from_cache: what was decoded by an earlier run will do.

    Returns:
      {split: Examples}; {split: Stream} of data sets that are streamed.

    Raises:
      DataNotAvailableError: it is not prepared and cannot be downloaded, or is damaged.
    """
    data = CATALOG[name]
    if data.source == 'scikit-learn':
        from tf_labs.data import digits  # and NumPy, which the check of a command does without
        return {split: digits.split(split) for split in splits}
    if not is_prepared(name, data_dir):
        prepare(name, data, directory(data_dir))
    if not data.streamed:
        return {split: _in_memory(name, split, place(name, data_dir), from_cache)
                for split in splits}
    from tf_labs.data import streams  # it needs TensorFlow, which the command line does without
    return {split: streams.open_split(
        place(name, data_dir), data.splits[split], side=side or data.image_shape[0],
        max_bad=max_bad_examples) for split in splits}


def directory(data_dir: str | None) -> Path:
    """Returns the directory in which prepared data is looked for."""
    named = data_dir or os.environ.get('TFDS_DATA_DIR') or DEFAULT
    try:
        return Path(named).expanduser()
    except RuntimeError:  # no HOME, and a user of whom the system knows nothing
        return Path(named)


def is_prepared(name: str, data_dir: str | None) -> bool:
    """True if the data is there without a download; it may be damaged."""
    data = CATALOG[name]
    return data.source == 'scikit-learn' or os.path.lexists(place(name, data_dir))


def _other_versions(name: str, root: Path, data: DataSet) -> list[str]:
    """Returns the versions of a data set, other than its own, that are prepared."""
    try:
        return sorted(path.name for path in (_builder(root, name) / data.config).iterdir()
                      if path.name != data.version and (path / prepared.INFO).is_file())
    except OSError:
        return []


def _other_forms(name: str, root: Path, data: DataSet) -> list[str]:
    """Returns the configs of TFDS, other than that of a data set, in which it is prepared."""
    infos = _builder(root, name).glob(f'*/*/{prepared.INFO}')
    return sorted({path.parts[-3] for path in infos} - {data.config})


def present_instead(name: str, root: Path, data: DataSet) -> str:
    """Returns in parentheses in which version or form a set is prepared instead; '' if in none."""
    if data.version and (others := _other_versions(name, root, data)):
        form = '/'.join(filter(None, (name.partition('/')[0], data.config)))
        return (f' (version {data.version} is wanted; only {", ".join(others)} is there, as '
                f'tfds:{form}:{others[-1]})')
    if data.config and (forms := _other_forms(name, root, data)):
        return (f' (its form {data.config} is wanted; only {", ".join(forms)} is there, as '
                f'tfds:{name.partition("/")[0]}/{forms[0]})')
    return ''


def count(name: str, split: str, data_dir: str | None) -> int | None:
    """Returns how many examples a split has as it is prepared; None if it is not."""
    data = CATALOG[name]
    if data.source == 'scikit-learn':
        return data.examples[split]
    try:
        return len(prepared.splits(place(name, data_dir))[data.splits[split]])
    except (DataNotAvailableError, KeyError):
        return None


def place(name: str, data_dir: str | None) -> Path:
    """Returns the directory of a data set of TFDS as it is prepared."""
    data = CATALOG[name]
    return _builder(directory(data_dir), name) / data.config / data.version


def _builder(root: Path, name: str) -> Path:
    """Returns where all forms of a set are; a name may be that of a form, as emnist/letters."""
    return root / name.partition('/')[0]


@functools.lru_cache(maxsize=8)  # many runs of one process share the arrays
def _in_memory(name: str, split: str, place: Path, from_cache: bool) -> 'Examples':
    from tf_labs.data import decoded
    data = CATALOG[name]
    expected = prepared.Features(data.image_shape, len(data.class_names))

    def check() -> None:
        features = prepared.features(place)
        if features != expected:
            raise prepared.damaged(place / prepared.FEATURES,
                                   f'{expected} expected, {features} found')

    return decoded.load(prepared.split(place, data.splits[split]), data.image_shape,
                        expected.classes, check=check, from_cache=from_cache)


def not_prepared(data: ConfigDict) -> DataNotAvailableError:
    """The error for data that must be here already, and is not."""
    return DataNotAvailableError(
        f'{data.name} is not prepared in {directory(data.dir)}; expected it there, or where '
        'TFDS_DATA_DIR or config.data.dir says; received no such data')


def forget() -> None:
    """Lets the next load ask the disk again, whatever this process has in memory."""
    _in_memory.cache_clear()


def prepare(name: str, data: DataSet, root: Path) -> None:
    """Downloads and prepares, with TFDS's progress bars on a terminal.

    Args:
      name: of the catalog, or of TFDS.
      data: its version, '' for the newest one, and its config, '' for the first one.
      root: the directory of all sets.

    Raises:
      DataNotAvailableError: it cannot.
    """
    missing = f'{name} is not prepared in {root}{present_instead(name, root, data)}'
    elsewhere = 'set TFDS_DATA_DIR or config.data.dir to where it is prepared'
    if data.manual_files:
        _check_manual(missing, elsewhere, data, root)
    if PATTERN & set(str(root)):
        raise DataNotAvailableError(
            f'{missing}, and TFDS, which would prepare it, takes names with any of []*?\\ as '
            f'patterns; {elsewhere}, or to a directory without these')
    if str(root).startswith('~'):
        raise DataNotAvailableError(f'{missing}, and the home directory is unknown; set HOME, or '
                                    f'{elsewhere}')
    if data.manual_files:
        say_also_of_many(f'{name}: TFDS prepares it in {root}, once, which takes hours')
    try:
        with _quiet_on_files():
            _download(name, data, root)
    except Exception as error:  # pylint: disable=broad-except
        # Of requests, TFDS and whatever reads a damaged download; no list of them would be whole.
        from tf_labs.data import download_failures  # it needs requests, which is seldom needed
        raise DataNotAvailableError(
            f'{missing} and {download_failures.told(error, elsewhere)}') from error


def _download(name: str, data: DataSet, root: Path) -> None:
    import requests
    import tensorflow_datasets as tfds
    if not sys.stderr.isatty():
        tfds.disable_progress_bar()
    form = '/'.join(filter(None, (name.partition('/')[0], data.config)))
    builder = tfds.builder(f'{form}:{data.version}' if data.version else form, data_dir=root)
    # TFDS tries for minutes before it gives up; one short call tells whether it can work.
    if not data.manual_files:
        requests.head(next(iter(builder.url_infos)), timeout=CONNECT_SECONDS)
    builder.download_and_prepare()


def _check_manual(missing: str, elsewhere: str, data: DataSet, root: Path) -> None:
    """Refuses in no time what TFDS would find out after hours."""
    absent = [file for file in data.manual_files if not (manual(root) / file).is_file()]
    if absent:
        raise DataNotAvailableError(
            f'{missing} and can only be downloaded by hand: put {" and ".join(absent)} of '
            f'{data.manual_site} into {manual(root)} and run it again, or {elsewhere}')
    for file, expected in data.manual_files.items():
        received = (manual(root) / file).stat().st_size
        if received != expected:
            raise DataNotAvailableError(
                f'{missing}, and {manual(root) / file} is not whole: expected {expected} bytes; '
                f'received {received}')
    needed, free = sum(data.manual_files.values()), shutil.disk_usage(root).free
    if free < needed:
        raise DataNotAvailableError(
            f'{missing}, and there is no room to prepare it: expected {needed / 1e9:.0f} GB free '
            f'beside the archives; received {free / 1e9:.1f} GB')


def manual(root: Path) -> Path:
    """Returns the directory in which TFDS looks for files that people have downloaded."""
    return root / 'downloads' / 'manual'


@contextlib.contextmanager
def _quiet_on_files() -> Iterator[None]:
    """Lets TFDS's own log lines through to nobody: what matters is raised."""
    from absl import logging
    before = logging.get_verbosity()
    logging.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        logging.set_verbosity(before)
