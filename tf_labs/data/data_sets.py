"""The data set of a config: one of the catalog, or one's own.

Facts of a data set are what one knows of it before it is loaded: the shape of its images, its
classes, how many examples there are. Those of the catalog are fixed; those of one's own data are
read from where it lies, and kept in the run directory, which so can be asked when the data is gone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
import dataclasses
import importlib
from pathlib import Path
from typing import Any, TYPE_CHECKING

from ml_collections import ConfigDict

from tf_labs.config import data_names
from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import Column
from tf_labs.data.catalog import DataSet
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

if TYPE_CHECKING:
    from tf_labs.data.examples import Examples
    from tf_labs.data.streams import Stream

# Each has `describe(data) -> DataSet`, which needs no TensorFlow, and
# `load(data, splits) -> {split: Examples or Stream}`, both of the section `data` of a config.
_OWN: dict[str, str] = {
    'folder': 'tf_labs.data.folders',
    'tfds': 'tf_labs.data.tfds_sets',
    'npz': 'tf_labs.data.npz_files', 'csv': 'tf_labs.data.csv_files',
    'python': 'tf_labs.data.given_arrays'}

Describe = Callable[[ConfigDict], DataSet]


def describe(data: ConfigDict) -> DataSet:
    """Returns the facts of a data set.

    Args:
      data: the section `data` of a config.

    Raises:
      UserError: there is no such data set, or it cannot be one.
      DataNotAvailableError: it is not there, or cannot be read.
    """
    kind = data_names.kind(data.name)
    if kind in data_names.PATHS and not data_names.place(data.name):
        raise UserError(f'config.data.name {kind}: has no path', received=data.name,
                        expected='folder:DIR, npz:FILE or csv:FILE')
    if kind in _OWN:
        facts: DataSet = _module(kind).describe(data)
        return facts
    if data.name not in CATALOG and (own := _kind_at(data.name)):
        raise UserError('config.data.name lacks the kind of the data', received=data.name,
                        expected=f'{own}:{data.name}')
    if data.name not in CATALOG:
        raise unknown_name('config.data.name', data.name,
                           [*sorted(CATALOG), *(f'{kind}:...' for kind in data_names.OWN
                                                if kind in _OWN)])
    return CATALOG[data.name]


def load(data: ConfigDict, splits: tuple[str, ...],
         data_dir: str | None = None) -> dict[str, 'Examples | Stream']:
    """Loads splits of a data set, preparing it on disk first where that is needed.

    Args:
      data: the section `data` of a config.
      splits: of `train` and `test`.
      data_dir: where prepared data is looked for; None: where the config says.

    Raises:
      DataNotAvailableError: it is not there, cannot be downloaded, or is damaged.
    """
    kind = data_names.kind(data.name)
    if kind in _OWN:
        loaded: dict[str, Examples | Stream] = _module(kind).load(_at(data, data_dir), splits)
        return loaded
    from tf_labs.data import sources  # NumPy with it, which facts do without
    return sources.load(data.name, splits, data_dir or data.dir, side=data.side,
                        max_bad_examples=data.max_bad_examples)


def is_at_hand(data: ConfigDict, data_dir: str | None = None) -> bool:
    """True if the data is there without a download; it may be damaged."""
    kind = data_names.kind(data.name)
    if kind == 'tfds':  # which would be downloaded to be described
        is_prepared: bool = _module(kind).is_prepared(_at(data, data_dir))
        return is_prepared
    if kind in _OWN:
        try:
            describe(data)
        except (DataNotAvailableError, UserError):  # or it is no longer what it was
            return False
        return True
    from tf_labs.data import sources
    return sources.is_prepared(data.name, data_dir or data.dir)


def lines(data: ConfigDict) -> Iterator[str]:
    """Yields what there is to know of one's own data, once every example of it was looked at.

    Raises:
      UserError: there is no such data set, or it cannot be one.
      DataNotAvailableError: it is not there, cannot be read, or is damaged.
    """
    found: Iterator[str] = _module(data_names.kind(data.name)).lines(data)
    return found


def check_same(data: ConfigDict, split: str, examples: 'Examples | Stream',
               sha256: str | None) -> None:
    """Raises `UserError` for other data of one's own: it has no version that would tell.

    Args:
      data: the section `data` of a config.
      split: of it.
      examples: of the split as it is now.
      sha256: its fingerprint as it was; None: it is not known.
    """
    found = examples.fingerprint()
    if sha256 not in (None, found):
        raise UserError(f'{data.name} is not the data of this run', received=found[:12],
                        expected=f'sha256 {sha256[:12]} of the split {split}')


def is_own(data: ConfigDict) -> bool:
    """True of data whose facts are not in the catalog."""
    return data_names.kind(data.name) in _OWN


def to_json(facts: DataSet) -> dict[str, Any]:
    """Returns the facts of one's own data as they are kept."""
    return {'title': facts.title, 'image_shape': list(facts.image_shape),
            'names': list(facts.names), 'examples': dict(facts.examples),
            'pixel_max': facts.pixel_max, 'streamed': facts.streamed, 'values': facts.values,
            'any_size': facts.any_size,
            'columns': list(map(dataclasses.asdict, facts.columns)),
            'targets': list(map(dataclasses.asdict, facts.targets))}


def from_json(stored: Mapping[str, Any]) -> DataSet:
    """Inverse of `to_json`, of a value that has its form."""
    height, width, channels = stored['image_shape']
    return DataSet(
        title=stored['title'], source='own', version='', image_shape=(height, width, channels),
        names=tuple(stored['names']), examples=dict(stored['examples']),
        pixel_max=stored['pixel_max'], streamed=stored['streamed'], values=stored['values'],
        any_size=bool(stored.get('any_size')),
        columns=_columns(stored.get('columns')), targets=_columns(stored.get('targets')))


def _kind_at(path: str) -> str:
    """Returns what would stand before the colon of a path that somebody has typed without."""
    place = Path(path)
    if place.is_dir():
        return 'folder'
    return place.suffix[1:] if place.suffix in ('.npz', '.csv') and place.is_file() else ''


def _at(data: ConfigDict, data_dir: str | None) -> ConfigDict:
    """Returns the section with another directory of prepared data, if one is given."""
    if data_dir is None:
        return data
    changed = data.copy_and_resolve_references()
    changed.dir = data_dir
    return changed


def _columns(stored: Sequence[Mapping[str, Any]] | None) -> tuple[Column, ...]:
    return tuple(Column(one['name'], one['mean'], one['sd']) for one in stored or ())


def _module(kind: str) -> Any:
    return importlib.import_module(_OWN[kind])
