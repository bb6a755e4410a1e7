"""Whether a prepared data set is what it should be, record by record."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
import dataclasses
import itertools
from pathlib import Path
import sys
from typing import Any

from tqdm import tqdm

from tf_labs import processes
from tf_labs.console import say_also_of_many
from tf_labs.data import photographs
from tf_labs.data import prepared
from tf_labs.data import records
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import DataSet
from tf_labs.errors import DataNotAvailableError

AT_ONCE = 64  # records in memory


def lines(name: str, data_dir: str | None) -> Iterator[str]:
    """Yields what is known of a prepared set: its splits, and what is wrong with its files.

    Raises:
      DataNotAvailableError: at the end, if anything is damaged or not what the catalog says.
    """
    data, place = CATALOG[name], sources.place(name, data_dir)
    if data.streamed:
        yield from faults(place, data, data.splits.values())
    sources.forget()
    try:
        splits = sources.load(name, ('train', 'test'), data_dir, from_cache=False)
    except DataNotAvailableError:
        # What is in memory is checked while it is loaded, as far as the first fault.
        yield from _faults(place, list(shards(place, data, data.splits.values())))
        raise
    others = []
    for split, examples in splits.items():
        sha, expected = sources.fingerprint(examples), data.sha256.get(split)
        whole = data.examples[split]
        part = '' if len(examples) == whole else f' of {whole}'
        state = 'none is known to expect' if expected is None or part else (
            'as expected' if sha == expected else f'{expected} expected')
        yield f'{split}: {len(examples)}{part} examples, sha256 {sha} ({state})'
        if state.endswith(' expected') and state != 'as expected':
            others.append(split)
    if others:
        raise DataNotAvailableError(_other(data, place, others))


def faults(place: Path, data: DataSet, splits: Collection[str]) -> Iterator[str]:
    """Yields what is wrong with a prepared set, once every record was read and decoded.

    Args:
      place: its directory.
      data: what is known of it.
      splits: those that are used: others, of a contest, may have no labels.

    Raises:
      DataNotAvailableError: at the end, if a file is damaged.
    """
    found = list(shards(place, data, splits))
    yield from _faults(place, found)
    if bad := sum(len(shard.undecodable) for shard in found):
        yield (f'{bad} photographs cannot be decoded; a run passes over them with '
               f'--config.data.max_bad_examples={bad}')


def _faults(place: Path, found: list['Shard']) -> Iterator[str]:
    """Yields the lines of all files.

    Raises:
      DataNotAvailableError: one of them is damaged.
    """
    for shard in found:
        yield from shard.lines()
    if wrong := [shard.path.name for shard in found if not shard.is_sound]:
        raise DataNotAvailableError(
            f'{place}: {len(wrong)} of {len(found)} files damaged ({", ".join(wrong[:3])}'
            f'{" ..." if len(wrong) > 3 else ""}); remove {place} and run again, which prepares '
            'it anew, or copy them again from where they are sound')


def _other(data: DataSet, place: Path, splits: list[str]) -> str:
    which = ' and '.join(splits)
    if data.source == 'scikit-learn':
        return (f'the digits of this scikit-learn differ from the expected ones in {which}; '
                'install scikit-learn again')
    return (f'{place}: every record is as it was written, but {which} not the examples that are '
            f'expected; remove {place} and run again, which prepares it anew')


@dataclasses.dataclass
class Shard:
    """What was found in a file.

    Attributes:
      path: of it.
      count: records that it should hold.
      damaged: the number of each damaged record, and what is wrong with it.
      undecodable: the same of records that are as they were written, but hold no readable
        photograph; a run passes over so many of them as it is allowed to.
      failure: what ended the reading before its end; '' if nothing did.
    """

    path: Path
    count: int
    damaged: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    undecodable: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    failure: str = ''

    @property
    def is_sound(self) -> bool:
        """True if every byte is as it was written."""
        return not (self.damaged or self.failure)

    def lines(self) -> Iterator[str]:
        """Yields what people should know of it; nothing if all is well."""
        for numbers, what in ((self.damaged, 'damaged'), (self.undecodable, 'not decodable')):
            if numbers:
                number, why = numbers[0]
                yield (f'{self.path}: {len(numbers)} of {self.count} records {what}, the first is '
                       f'record {number} ({why})')
        if self.failure:
            yield self.failure


def shards(place: Path, data: DataSet, wanted: Collection[str]) -> Iterator[Shard]:
    """Reads and decodes every record of some splits of a prepared set.

    Memory holds a few records at a time, however large the set is.

    Raises:
      DataNotAvailableError: what stands beside the records is damaged.
    """
    from tf_labs.data import labelled_images  # it needs TensorFlow, digits do without
    features = prepared.features(place)

    def check(record: tuple[bytes, bool]) -> tuple[str, bool]:
        """Returns what is wrong, and whether it is the file's fault."""
        content, is_sound = record
        if not is_sound:
            return 'its checksum does not match', True
        try:
            encoded, _ = labelled_images.parse(content, features.classes)
            if data.streamed:
                photographs.decode(encoded, data.image_shape[0])
            else:
                labelled_images.decode(encoded, data.image_shape)
        except ValueError as error:
            return str(error).splitlines()[0] or type(error).__name__, not data.streamed
        return '', False

    splits = {name: split for name, split in prepared.splits(place).items() if name in wanted}
    total = sum(map(len, splits.values()))
    if total >= records.MANY:
        say_also_of_many(f'reading and decoding {total} records')
    with ThreadPoolExecutor(processes.cores()) as pool, tqdm(
            total=total, unit='record', leave=False,
            disable=not sys.stderr.isatty()) as bar:
        for split in splits.values():
            for path, count in zip(split.paths, split.counts):
                yield _read(Shard(path, count), check, pool, bar)


def _read(shard: Shard, check: Callable[[tuple[bytes, bool]], tuple[str, bool]],
          pool: ThreadPoolExecutor, bar: 'tqdm[Any]') -> Shard:
    number = 0
    found = records.walk(shard.path, shard.count)
    try:
        while some := list(itertools.islice(found, AT_ONCE)):
            for why, is_damage in pool.map(check, some):
                if why:
                    (shard.damaged if is_damage else shard.undecodable).append((number, why))
                number += 1
            bar.update(len(some))
    except DataNotAvailableError as error:
        shard.failure = str(error)
    return shard
