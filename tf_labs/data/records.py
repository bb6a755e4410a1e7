"""Where the records of TFRecord shards lie, so that any of them can be read alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
import dataclasses
import hashlib
import os
from pathlib import Path

import numpy as np

from tf_labs.data import cache
from tf_labs.data.arrays import Form
from tf_labs.errors import DataNotAvailableError

# A record is its length in 8 bytes, a checksum of these in 4, the data, and the data's in 4.
HEADER, CHECKSUM = 12, 4
SCANS = 16  # of shards at once: a scan waits for the disk at every record


@dataclasses.dataclass(frozen=True, eq=False)
class Records:
    """The records of a split, in the order of the shards.

    Attributes:
      paths: of the shards.
      shards: int64 [N], which shard each record is in.
      offsets: int64 [N], where its data begins.
      lengths: int64 [N], bytes of its data.
      checksums: uint32 [N], what the file says is the checksum of its data.
    """

    paths: tuple[Path, ...]
    shards: np.ndarray
    offsets: np.ndarray
    lengths: np.ndarray
    checksums: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets)

    def read(self, number: int) -> bytes:
        """Returns the data of a record.

        Raises:
          OSError: the file cannot be read, or has become shorter.
        """
        length = int(self.lengths[number])
        descriptor = os.open(self.paths[self.shards[number]], os.O_RDONLY)
        try:
            data = os.pread(descriptor, length, int(self.offsets[number]))
        finally:
            os.close(descriptor)
        if len(data) != length:
            raise OSError(f'{length} bytes expected, {len(data)} read')
        return data

    def where(self, number: int) -> str:
        """Returns how people find a record."""
        shard = self.shards[number]
        first = int(np.searchsorted(self.shards, shard))
        return f'record {number - first} of {self.paths[shard]}'


def index(paths: Sequence[Path], counts: Sequence[int]) -> Records:
    """Finds every record, by a scan of the shards that is kept for the next time.

    Args:
      paths: of the shards, in order.
      counts: how many records each of them holds.

    Raises:
      DataNotAvailableError: a shard is missing, damaged, or holds another number of records.
    """
    name = f'records-{_key(paths)}'
    total = (sum(counts),)
    found = cache.read(name, {'offsets': Form('int64', total), 'lengths': Form('int64', total),
                              'checksums': Form('uint32', total)})
    if found is None:
        with ThreadPoolExecutor(SCANS) as pool:
            parts = list(pool.map(_scan, paths, counts))
        found = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        cache.write(name, found)
    return Records(tuple(paths), np.repeat(np.arange(len(paths)), counts), **found)


def _key(paths: Sequence[Path]) -> str:
    """Returns what is another one as soon as a shard is another one."""
    try:
        states = [(str(path.resolve()), path.stat()) for path in paths]
    except OSError as error:
        raise _damaged(Path(error.filename), error.strerror or 'cannot be read') from error
    known = [(path, state.st_size, state.st_mtime_ns) for path, state in states]
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]


def _scan(path: Path, count: int) -> dict[str, np.ndarray]:
    """Jumps from record to record: one short read each, whatever the record's length."""
    size = path.stat().st_size
    rows = np.zeros([count, 3], np.int64)
    with path.open('rb', buffering=0) as file:
        descriptor = file.fileno()
        header, at = os.pread(descriptor, HEADER, 0), HEADER
        for number in range(count):
            length = int.from_bytes(header[:8], 'little')
            end = at + length
            if len(header) < HEADER or end + CHECKSUM > size:
                raise _damaged(path, f'it ends in record {number} of {count}, or that is damaged')
            after = os.pread(descriptor, CHECKSUM + HEADER, end)
            rows[number] = at, length, int.from_bytes(after[:CHECKSUM], 'little')
            header, at = after[CHECKSUM:], end + CHECKSUM + HEADER
    if header:
        raise _damaged(path, f'it holds more than the {count} records that dataset_info.json says')
    return {'offsets': rows[:, 0], 'lengths': rows[:, 1], 'checksums': rows[:, 2].astype(np.uint32)}


def _damaged(path: Path, why: str) -> DataNotAvailableError:
    return DataNotAvailableError(f'{path}: {why}; copy or prepare this data set again')
