"""Records that hold an encoded image and its label, and images of one size decoded from them."""

from collections.abc import Callable, Iterator
from pathlib import Path

from google.protobuf.message import DecodeError
import numpy as np
import tensorflow as tf

from tf_labs.data import records
from tf_labs.data.examples import Examples
from tf_labs.data.prepared import damaged
from tf_labs.data.prepared import Split

BATCH, CALLS = 1000, 8
PNG = b'\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR'
PNG_FORM = {1: bytes((8, 0)), 3: bytes((8, 2))}  # bits of a channel, and what channels mean


def parse(data: bytes, classes: int) -> tuple[bytes, int]:
    """Returns the encoded image and the label of a record.

    Raises:
      ValueError: it is no record of one image and one label in 0..classes - 1.
    """
    try:
        feature = tf.train.Example.FromString(data).features.feature
    except DecodeError as error:
        raise ValueError('no example') from error
    images, labels = feature['image'].bytes_list.value, feature['label'].int64_list.value
    if len(images) != 1 or len(labels) != 1:
        raise ValueError('not one image and one label')
    if not 0 <= labels[0] < classes:
        raise ValueError(f'label {labels[0]}, where 0 to {classes - 1} are expected')
    return images[0], labels[0]


def load(split: Split, image_shape: tuple[int, int, int], classes: int) -> Examples:
    """Returns a whole split of PNG images, each of its records checked.

    Raises:
      DataNotAvailableError: a file is missing or damaged, or holds something else.
    """
    parts = [part for path, count in zip(split.paths, split.counts)
             for part in _decoded(path, count, image_shape, classes)]
    images, labels = zip(*parts)
    return Examples(np.concatenate(images), np.concatenate(labels))


def decode(encoded: bytes, image_shape: tuple[int, int, int]) -> np.ndarray:
    """Returns a PNG image as uint8 [H, W, C].

    Raises:
      ValueError: it is none of this form.
    """
    _check_form(encoded, image_shape)
    try:
        pixels: np.ndarray = tf.io.decode_png(encoded, channels=image_shape[2]).numpy()
        return pixels
    except tf.errors.OpError as error:
        raise ValueError('its image cannot be decoded') from error


def _decoded(path: Path, count: int, image_shape: tuple[int, int, int],
             classes: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields images [N, H, W, C] and labels [N] of a shard, a batch at a time."""
    encoded, labels = _read(path, count, image_shape, classes)
    dataset = tf.data.Dataset.from_tensor_slices(encoded).map(
        lambda image: tf.io.decode_png(image, channels=image_shape[2]),
        num_parallel_calls=CALLS).batch(BATCH, num_parallel_calls=2)
    batches = iter(dataset) if encoded else iter(())
    for start in range(0, count, BATCH):
        try:
            images = next(batches).numpy()
        except tf.errors.OpError as error:
            raise _first(path, count, lambda data: decode(parse(data, classes)[0], image_shape)
                         ) from error
        yield images, np.array(labels[start:start + BATCH], np.int64)


def _read(path: Path, count: int, image_shape: tuple[int, int, int],
          classes: int) -> tuple[list[bytes], list[int]]:
    images, labels = [], []
    for number, (data, is_sound) in enumerate(records.walk(path, count)):
        try:
            if not is_sound:
                raise ValueError('its checksum does not match')
            image, label = parse(data, classes)
            _check_form(image, image_shape)
        except ValueError as error:
            raise _bad(path, count, number, error) from error
        images.append(image)
        labels.append(label)
    return images, labels


def _check_form(encoded: bytes, image_shape: tuple[int, int, int]) -> None:
    """Raises `ValueError` for what would decode to something else, before anything is decoded."""
    height, width, channels = image_shape
    size = width.to_bytes(4, 'big') + height.to_bytes(4, 'big')
    if encoded[:26] != PNG + size + PNG_FORM[channels]:
        raise ValueError(f'its image is not a PNG of {height}x{width}x{channels}')


def _first(path: Path, count: int, check: Callable[[bytes], object]) -> Exception:
    """Returns the error for the first record that does not pass a check."""
    for number, (data, _) in enumerate(records.walk(path, count)):
        try:
            check(data)
        except ValueError as error:
            return _bad(path, count, number, error)
    return damaged(path, 'its images cannot be decoded')


def _bad(path: Path, count: int, number: int, error: ValueError) -> Exception:
    return damaged(path, f'record {number} of {count} is damaged ({error})')
