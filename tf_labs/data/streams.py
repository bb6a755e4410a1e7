"""Photographs that stay on disk, in the TFRecord shards that TFDS writes, and are read by number.

Files of pictures are read in the same way (`folders`). Because any of them can be read alone, a
stream has an order, a length and parts as examples in memory have; training goes through it in the
same order, which is a function of (seed, epoch), and begins anywhere at no cost. Nothing of it is
held in memory but where each record lies, and of small sets what was decoded once.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
import functools
import hashlib
import itertools
import math
from pathlib import Path
import threading
from typing import Protocol

import numpy as np
import tensorflow as tf

from tf_labs import processes
from tf_labs.console import say_also_of_many
from tf_labs.data import labelled_images
from tf_labs.data import photographs
from tf_labs.data import prepared
from tf_labs.data import records
from tf_labs.data.examples import Examples
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError

KEPT_BYTES = 2**30  # a set of one's own that takes no more, decoded, is decoded once


class Encoded(Protocol):
    """What pictures are read from: the records of shards, or files."""

    def __len__(self) -> int: ...

    def read(self, number: int) -> bytes: ...

    def where(self, number: int) -> str: ...

    def marks(self, start: int, stop: int) -> tuple[np.ndarray, ...]: ...


class Reader:
    """Decodes single examples of a split, and counts those that cannot be.

    Args:
      records: of the split.
      side: of the squares, in pixels.
      classes: labels are 0..classes - 1.
      max_bad: so many examples may be bad; one more ends it.
      channels: 3 for colour, 1 for grey.
      is_kept: what is decoded stays in memory, if all of it does not take too much.
      workers: threads that decode; what is read does not depend on it.
    """

    def __init__(self, records: Encoded, *, side: int, classes: int, max_bad: int,
                 channels: int = 3, is_kept: bool = False, workers: int | None = None):
        self.records = records
        self.image_shape = side, side, channels
        self.classes = classes
        self.bad: set[int] = set()
        self._kept: dict[int, tuple[np.ndarray, int]] | None = None
        if is_kept and len(records) * math.prod(self.image_shape) <= KEPT_BYTES:
            self._kept = {}
        self._max_bad = max_bad
        self._workers = workers or processes.cores()
        self._lock = threading.Lock()

    @functools.cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._workers)

    def label(self, number: int) -> int:
        """Returns the label of an example, whose picture may be damaged; -1 if it has none."""
        try:
            return labelled_images.parse(self.records.read(number), self.classes)[1]
        except ValueError:
            return -1

    def read(self, numbers: np.ndarray, bounds: tuple[int, int], images: np.ndarray,
             labels: np.ndarray) -> None:
        """Reads examples into uint8 [N, side, side, C] and int64 [N].

        A bad example gives its place to the next sound one within the bounds, after whose end
        comes their beginning: so what is read is the same in every epoch and every process.

        Raises:
          RunFailedError: too many are bad.
          DataNotAvailableError: a file cannot be read, or is damaged.
        """
        def one(place: int) -> None:
            images[place], labels[place] = self._sound(int(numbers[place]), *bounds)

        for _ in self._pool.map(one, range(len(numbers))):
            pass

    def _sound(self, number: int, start: int, stop: int) -> tuple[np.ndarray, int]:
        for candidate in itertools.chain(range(number, stop), range(start, number)):
            if candidate not in self.bad:
                try:
                    return self._example(candidate)
                except ValueError as error:  # UnreadableImageError is one
                    self._note(candidate, error)
        raise RunFailedError(f'none of {stop - start} examples can be decoded; the last is '
                             f'{self.records.where(stop - 1)}')

    def _example(self, number: int) -> tuple[np.ndarray, int]:
        if self._kept is None:
            return self._decoded(number)
        if number not in self._kept:
            self._kept[number] = self._decoded(number)
        return self._kept[number]

    def _decoded(self, number: int) -> tuple[np.ndarray, int]:
        """Raises `ValueError` for what is whole, and no picture with a label."""
        encoded, label = labelled_images.parse(self.records.read(number), self.classes)
        side, _, channels = self.image_shape
        return photographs.decode(encoded, side, channels), label

    def _note(self, number: int, error: Exception) -> None:
        with self._lock:
            self.bad.add(number)
            count = len(self.bad)
        if count > self._max_bad:
            raise RunFailedError(
                f'too many examples cannot be decoded: {self._max_bad + 1}, where '
                f'config.data.max_bad_examples allows {self._max_bad}; one is '
                f'{self.records.where(number)} ({type(error).__name__})')


def tell_of_pass(examples: 'Examples | Stream', why: str) -> None:
    """Says that all photographs are read for something, if that takes minutes or more."""
    if isinstance(examples, Stream) and len(examples) >= records.MANY:
        say_also_of_many(f'reading {len(examples)} photographs {why}')


class Stream:
    """The examples start..stop - 1 of a split, read when they are needed.

    Parts of one split share the count of bad examples.

    Attributes:
      failure: why an iteration over it came to its end, if it did.
    """

    def __init__(self, reader: Reader, start: int, stop: int):
        self._reader = reader
        self._start, self._stop = start, stop
        self.failure: LabError | None = None

    def __len__(self) -> int:
        return self._stop - self._start

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of each image."""
        return self._reader.image_shape

    @property
    def classes(self) -> int:
        """Number of classes that the prepared data has."""
        return self._reader.classes

    @property
    def bad_examples(self) -> list[int]:
        """Numbers in the split of the examples that could not be decoded up to now."""
        return sorted(self._reader.bad)

    def first(self, n: int | None) -> 'Stream':
        """Returns the first n examples; all if n is None."""
        return self if n is None else self.part(0, n)

    def part(self, start: int, stop: int) -> 'Stream':
        """Returns the examples start..stop - 1."""
        start, stop, _ = slice(start, stop).indices(len(self))
        return Stream(self._reader, self._start + start, self._start + max(start, stop))

    def first_labels(self, count: int) -> np.ndarray:
        """Returns the labels int64 [N] of the first examples; no picture is decoded."""
        return np.array([self._reader.label(self._start + number)
                         for number in range(min(count, len(self)))], np.int64)

    def take(self, numbers: np.ndarray | Sequence[int]) -> Examples:
        """Reads the examples of these numbers, in this order, into memory.

        Raises:
          RunFailedError: too many are bad.
          DataNotAvailableError: a file cannot be read, or is damaged.
        """
        wanted = np.asarray(numbers, np.int64)
        images = np.zeros([len(wanted), *self.image_shape], np.uint8)
        labels = np.zeros(len(wanted), np.int64)
        self._reader.read(self._start + wanted, (self._start, self._stop), images, labels)
        return Examples(images, labels)

    def tensors(self, numbers: tf.Tensor, count: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns (images uint8 [N, H, W, C], labels int64 [N]) inside a pipeline of tf.data.

        Args:
          numbers: int64 [N].
          count: int64 [], how many of them are read; the others stay 0.

        An error would arrive as one of TensorFlow's, with a traceback in it. It is kept in
        `failure` instead, for who iterates.
        """
        images, labels = tf.numpy_function(self._filled, [numbers, count], [tf.uint8, tf.int64])
        return (tf.ensure_shape(images, [None, *self.image_shape]),
                tf.ensure_shape(labels, [None]))

    def fingerprint(self) -> str:
        """Returns the sha256 over the shape and the length and checksum of every record.

        Of files it is that of their labels and of the digests of their contents.
        """
        sha = hashlib.sha256(f'{self.image_shape} {len(self)}'.encode())
        for column in self._reader.records.marks(self._start, self._stop):
            sha.update(np.ascontiguousarray(column).data)
        return sha.hexdigest()

    def _filled(self, numbers: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        images = np.zeros([len(numbers), *self.image_shape], np.uint8)
        labels = np.zeros(len(numbers), np.int64)
        if self.failure is None:
            try:
                self._reader.read(self._start + numbers[:count], (self._start, self._stop),
                                  images, labels)
            except LabError as error:
                self.failure = error
        return images, labels


def open_split(place: Path, split: str, *, side: int, max_bad: int) -> Stream:
    """Opens a split of a prepared data set.

    Args:
      place: directory of the data set, with its features.json.
      split: its name there.
      side: of the squares, in pixels.
      max_bad: of `Reader`.

    Raises:
      DataNotAvailableError: it has no such split, no images with labels, or is damaged.
    """
    split_files, features = prepared.split(place, split), prepared.features(place)
    found = records.index(split_files.paths, split_files.counts)
    reader = Reader(found, side=side, classes=features.classes, max_bad=max_bad)
    return Stream(reader, 0, len(found))
