"""One's own pictures: a folder with a sub-folder for each class, `folder:DIR`."""

from collections.abc import Iterator
import io
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING

from ml_collections import ConfigDict
import numpy as np
from tqdm import tqdm

from tf_labs.config import data_names
from tf_labs.console import warn_once
from tf_labs.data import photographs
from tf_labs.data import picture_index
from tf_labs.data.catalog import DataSet
from tf_labs.data.picture_index import Files
from tf_labs.data.picture_index import Index
from tf_labs.errors import printable
from tf_labs.errors import UserError

if TYPE_CHECKING:
    from tf_labs.data.streams import Stream

SPLITS = ('train', 'test')
NAMED = 3  # of what is left out, in a warning


def describe(data: ConfigDict) -> DataSet:
    """Returns the facts of a folder.

    Args:
      data: the section `data` of a config.

    Raises:
      DataNotAvailableError: it is missing, or cannot be read.
      UserError: it has not two classes with pictures, or a split has none.
    """
    return _facts(data, _index(data))


def load(data: ConfigDict, splits: tuple[str, ...]) -> dict[str, 'Stream']:
    """Opens splits of a folder; says what of it is left out.

    Raises:
      As `describe`.
    """
    index = _index(data, again=True)
    facts = _facts(data, index)
    if index.left_out:
        warn_once(_left_out(index))
    return {split: _stream(data, facts, Files(index, index.order(split))) for split in splits}


def lines(data: ConfigDict) -> Iterator[str]:
    """Yields what is known of a folder, and what of it cannot be used; every picture is decoded.

    Raises:
      As `describe`, and DataNotAvailableError at the end if there are pictures twice.
    """
    index = _index(data, again=True)
    facts = _facts(data, index)
    height, width, channels = facts.image_shape
    yield f'{facts.title}, in {_place(data)}'
    yield (f'brought to {height}x{width} pixels in {"colour" if channels == 3 else "grey"}: the '
           f'smaller of config.data.side {data.side} and of the shorter side of the first training '
           f'picture, {index.side}')
    yield ('train and test: ' + ('one in six is for the test, by the sha256 of its content'
                                 if index.is_split_by_hash else 'as the folders say'))
    width = max(map(len, facts.names))
    for label, name in enumerate(facts.names):
        own = index.is_test[index.labels == label]
        yield f'  {name:<{width}}  {int((~own).sum())} train, {int(own.sum())} test'
    if untested := [name for label, name in enumerate(facts.names)
                    if not index.is_test[index.labels == label].any()]:
        yield f'no test picture of: {", ".join(untested)}'
    for path, why in index.left_out:
        yield f'left out: {printable(os.fsdecode(path))} ({why})'
    if twice := _twice(index):
        yield f'{twice} test pictures are also training pictures, byte for byte'
    yield from _verified(data, facts, index)


def _index(data: ConfigDict, again: bool = False) -> Index:
    return picture_index.of(_place(data), again=again)


def _place(data: ConfigDict) -> Path:
    return Path(data_names.place(data_names.absolute(data.name)))


def _facts(data: ConfigDict, index: Index) -> DataSet:
    test = int(index.is_test.sum())
    counts = {'train': len(index.is_test) - test, 'test': test}
    for split, count in counts.items():
        if not count:
            raise UserError(
                f'{_place(data)} has no pictures for the split {split}', received='none',
                expected='pictures in the folders train and test, or more of them: one in six is '
                'for the test, by the sha256 of its content')
    if empty := [name for label, name in enumerate(index.names) if label not in index.labels]:
        raise UserError(f'{_place(data)} has a class without pictures', received=empty[0],
                        expected='at least one picture of each class')
    side = min(data.side, index.side)
    return DataSet(
        title=f'{len(index.paths):,} pictures of {len(index.names)} classes', source='own',
        version='', image_shape=(side, side, index.channels), names=index.names, examples=counts,
        streamed=True, any_size=True)


def _stream(data: ConfigDict, facts: DataSet, files: Files) -> 'Stream':
    from tf_labs.data import streams  # it needs TensorFlow, which facts do without

    class Reader(streams.Reader):
        """Decodes files, and turns them upright as their cameras say."""

        def label(self, number: int) -> int:
            return files.label(number)

        def _decoded(self, number: int) -> tuple[np.ndarray, int]:
            encoded = io.BytesIO(files.read(number))
            return photographs.upright(encoded, facts.image_shape)[0], files.label(number)

    reader = Reader(files, side=facts.image_shape[0], channels=facts.image_shape[2],
                    classes=len(facts.names), max_bad=data.max_bad_examples, is_kept=True)
    return streams.Stream(reader, 0, len(files))


def _left_out(index: Index) -> str:
    some = ', '.join(f'{os.fsdecode(path)} ({why})' for path, why in index.left_out[:NAMED])
    count, place = len(index.left_out), os.fsdecode(index.root)
    more = f' and {count - NAMED} more' if count > NAMED else ''
    return (f'{count} left out of {place}: {some}{more}; `tf-labs data --name=folder:{place}` '
            'lists all')


def _twice(index: Index) -> int:
    """Returns how many test pictures have the content of a training picture."""
    contents = {split: {index.digests[number].tobytes() for number in index.order(split)}
                for split in SPLITS}
    return len(contents['train'] & contents['test'])


def _verified(data: ConfigDict, facts: DataSet, index: Index) -> Iterator[str]:
    """Decodes every picture; yields the fingerprint of each split, and what cannot be decoded."""
    bad = 0
    for split in SPLITS:
        files = Files(index, index.order(split))
        for number in tqdm(range(len(files)), desc=split, unit='picture', leave=False,
                           disable=not sys.stderr.isatty()):
            try:
                photographs.upright(io.BytesIO(files.read(number)), facts.image_shape)
            except ValueError as error:
                bad += 1
                yield f'cannot be decoded: {printable(files.where(number))} ({error})'
        sha = _stream(data, facts, files).fingerprint()
        yield f'{split}: {len(files)} examples, sha256 {sha}'
    if bad:
        yield (f'{bad} picture{"s" * (bad > 1)} cannot be decoded; a run passes over them with '
               f'--config.data.max_bad_examples={bad}')
