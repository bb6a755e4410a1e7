"""Where the records of TFRecord shards lie, so that any of them can be read alone.

No record leaves this module whose checksum is not that of its data.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
import dataclasses
import hashlib
import os
from pathlib import Path

import google_crc32c
import numpy as np

from tf_labs.console import say_also_of_many
from tf_labs.data import cache
from tf_labs.data import regular_files
from tf_labs.data.arrays import Form
from tf_labs.data.prepared import damaged
from tf_labs.errors import DataNotAvailableError

# A record is its length in 8 bytes, a checksum of these in 4, the data, and the data's in 4.
LENGTH, HEADER, CHECKSUM = 8, 12, 4
MANY = 50_000  # examples, a pass over which takes minutes: it is said to begin
SCANS = 16  # of shards at once: a scan waits for the disk at every record
LARGEST = 2**28  # bytes of a record


@dataclasses.dataclass(frozen=True, eq=False)
class Records:
    """The records of a split, in the order of the shards.

    Attributes:
      paths: of the shards.
      shards: int64 [N], which shard each record is in.
      numbers: int64 [N], which record of its shard it is.
      offsets: int64 [N], where its data begins.
      lengths: int64 [N], bytes of its data.
      checksums: uint32 [N], what the file says is the checksum of its data.
    """

    paths: tuple[Path, ...]
    shards: np.ndarray
    numbers: np.ndarray
    offsets: np.ndarray
    lengths: np.ndarray
    checksums: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets)

    def read(self, number: int) -> bytes:
        """Returns the data of a record.

        Raises:
          DataNotAvailableError: the file cannot be read, or the record is damaged.
        """
        length, stored = int(self.lengths[number]), int(self.checksums[number])
        try:
            descriptor = regular_files.open_regular(self.paths[self.shards[number]])
            try:
                whole = os.pread(descriptor, length + CHECKSUM, int(self.offsets[number]))
            finally:
                os.close(descriptor)
        except OSError as error:
            raise self._damaged(number, f'cannot be read ({regular_files.reason(error)})'
                                ) from error
        data, own = whole[:length], int.from_bytes(whole[length:], 'little')
        if len(whole) != length + CHECKSUM:
            raise self._damaged(number, f'cannot be read ({length + CHECKSUM} bytes expected, '
                                f'{len(whole)} read)')
        if checksum(data) != own:
            raise self._damaged(number, 'is damaged (its checksum does not match)')
        if own != stored:
            raise DataNotAvailableError(
                f'{self.where(number)} has changed since the shards were indexed; remove '
                f'{cache.directory()}/records-*.npz and run again')
        return data

    def where(self, number: int) -> str:
        """Returns how people find a record."""
        return f'record {self.numbers[number]} of {self.paths[self.shards[number]]}'

    def chosen(self, which: np.ndarray) -> 'Records':
        """Returns some of the records, in the same order; `which` is bool [N]."""
        return dataclasses.replace(self, **{
            name: value[which] for name, value in vars(self).items() if name != 'paths'})

    def marks(self, start: int, stop: int) -> tuple[np.ndarray, ...]:
        """Returns what tells the records start..stop - 1 from others."""
        return self.lengths[start:stop], self.checksums[start:stop]

    def _damaged(self, number: int, why: str) -> DataNotAvailableError:
        path = self.paths[self.shards[number]]
        return damaged(path, f'record {self.where(number).split()[1]} {why}')


def checksum(data: bytes) -> int:
    """Returns the CRC32C of bytes as TFRecord files store it: turned by 15 bits, and shifted."""
    crc: int = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + 0xa282ead8) & 0xffffffff


def index(paths: Sequence[Path], counts: Sequence[int]) -> Records:
    """Finds every record, by a scan of the shards that is kept for the next time.

    Args:
      paths: of the shards, in order.
      counts: how many records each of them holds.

    Raises:
      DataNotAvailableError: a shard is missing, damaged, or holds another number of records.
    """
    states = [_state(path) for path in paths]
    known = [(str(path.resolve()), state.st_size, state.st_mtime_ns)
             for path, state in zip(paths, states)]
    name = f'records-{hashlib.sha256(repr(known).encode()).hexdigest()[:32]}'
    total, sizes = (sum(counts),), np.array([state.st_size for state in states])
    found = cache.read(name, {'offsets': Form('int64', total), 'lengths': Form('int64', total),
                              'checksums': Form('uint32', total)})
    if found is None or not _is_possible(found, np.array(counts), sizes):
        if sum(counts) >= MANY:
            say_also_of_many(f'looking up {sum(counts)} records in {len(paths)} files, once')
        with ThreadPoolExecutor(SCANS) as pool:
            parts = list(pool.map(_scan, paths, counts))
        found = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        cache.write(name, found)
    numbers = np.concatenate([np.zeros(0, np.int64), *map(np.arange, counts)])
    return Records(tuple(paths), np.repeat(np.arange(len(paths)), counts), numbers, **found)


def walk(path: Path, count: int) -> Iterator[tuple[bytes, bool]]:
    """Yields the data of each record of a shard, from the first on, and whether it is sound.

    Raises:
      DataNotAvailableError: where the file ends too early or too late, or cannot be gone on with.
    """
    try:
        with open(regular_files.open_regular(path), 'rb') as file:
            size = os.fstat(file.fileno()).st_size
            for number in range(count):
                length = _length(path, file.read(HEADER), number, count, size - file.tell())
                data = file.read(length)
                yield data, file.read(CHECKSUM) == checksum(data).to_bytes(CHECKSUM, 'little')
            if file.read(1):
                raise _too_long(path, count)
    except OSError as error:
        raise damaged(path, regular_files.reason(error)) from error


def _state(path: Path) -> os.stat_result:
    try:
        descriptor = regular_files.open_regular(path)
    except OSError as error:
        raise damaged(path, regular_files.reason(error)) from error
    try:
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def _is_possible(found: dict[str, np.ndarray], counts: np.ndarray, sizes: np.ndarray) -> bool:
    """True if records follow each other from the beginning of each shard to its end."""
    offsets, lengths = found['offsets'], found['lengths']
    if lengths.size and not 0 <= lengths.min() <= lengths.max() <= LARGEST:
        return False
    ends = offsets + lengths + CHECKSUM
    stops = np.cumsum(counts)[counts > 0]
    before = np.concatenate([[0], ends[:-1]])
    before[stops[:-1]] = 0
    return np.array_equal(offsets, before + HEADER) and (
        np.array_equal(ends[stops - 1], sizes[counts > 0]))


def _scan(path: Path, count: int) -> dict[str, np.ndarray]:
    """Jumps from record to record: one short read each, whatever the record's length."""
    descriptor = regular_files.open_regular(path)
    try:
        size = os.fstat(descriptor).st_size
        if count * (HEADER + CHECKSUM) > size:  # before memory is taken for so many
            raise damaged(path, f'it is too short for the {count} records that dataset_info.json '
                          'says')
        rows = np.zeros([count, 3], np.int64)
        header, at = os.pread(descriptor, HEADER, 0), HEADER
        for number in range(count):
            length = _length(path, header, number, count, size - at)
            after = os.pread(descriptor, CHECKSUM + HEADER, at + length)
            rows[number] = at, length, int.from_bytes(after[:CHECKSUM], 'little')
            header, at = after[CHECKSUM:], at + length + CHECKSUM + HEADER
    except OSError as error:
        raise damaged(path, regular_files.reason(error)) from error
    finally:
        os.close(descriptor)
    if header:
        raise _too_long(path, count)
    return {'offsets': rows[:, 0], 'lengths': rows[:, 1], 'checksums': rows[:, 2].astype(np.uint32)}


def _length(path: Path, header: bytes, number: int, count: int, left: int) -> int:
    """Returns the length that a header says, once it can be true."""
    length = int.from_bytes(header[:LENGTH], 'little')
    if len(header) < HEADER or (
            checksum(header[:LENGTH]) != int.from_bytes(header[LENGTH:], 'little')):
        why = f'it ends in record {number} of {count}' if len(header) < HEADER else (
            f'the length of record {number} of {count} is damaged')
        raise damaged(path, why)
    if length + CHECKSUM > left:
        raise damaged(path, f'it ends in record {number} of {count}')
    if length > LARGEST:
        raise damaged(path, f'record {number} of {count} has {length} bytes; no image is so large')
    return length


def _too_long(path: Path, count: int) -> DataNotAvailableError:
    return damaged(path, f'it holds more than the {count} records that dataset_info.json says')
