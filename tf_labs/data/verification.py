"""Whether a prepared data set is what it should be, record by record."""

from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
import dataclasses
import itertools
import os
from pathlib import Path
import sys

from tqdm import tqdm

from tf_labs.data import labelled_images
from tf_labs.data import photographs
from tf_labs.data import prepared
from tf_labs.data import records
from tf_labs.data.catalog import DataSet
from tf_labs.errors import DataNotAvailableError

AT_ONCE = 64  # records in memory


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


def shards(place: Path, data: DataSet) -> Iterator[Shard]:
    """Reads and decodes every record of a prepared set.

    Memory holds a few records at a time, however large the set is.

    Raises:
      DataNotAvailableError: what stands beside the records is damaged.
    """
    features = prepared.features(place)

    def check(record: tuple[bytes, bool]) -> tuple[str, bool]:
        """Returns what is wrong, and whether it is the file's fault."""
        content, is_sound = record
        if not is_sound:
            return 'its checksum is that of other bytes', True
        try:
            encoded, _ = labelled_images.parse(content, features.classes)
            if data.streamed:
                photographs.decode(encoded, data.image_shape[0])
            else:
                labelled_images.decode(encoded, data.image_shape)
        except (ValueError, *photographs.UNREADABLE) as error:
            return str(error).splitlines()[0] or type(error).__name__, not data.streamed
        return '', False

    splits = prepared.splits(place)
    with ThreadPoolExecutor(os.cpu_count()) as pool, tqdm(
            total=sum(map(len, splits.values())), unit='record', leave=False,
            disable=not sys.stderr.isatty()) as bar:
        for split in splits.values():
            for path, count in zip(split.paths, split.counts):
                yield _read(Shard(path, count), check, pool, bar)


def _read(shard: Shard, check: Callable[[tuple[bytes, bool]], tuple[str, bool]],
          pool: ThreadPoolExecutor, bar: tqdm) -> Shard:
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
