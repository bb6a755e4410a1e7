"""Images of one size and their labels, decoded once and kept for the next run.

To decode MNIST takes three seconds, to map what was decoded a thirtieth of one. It is taken if the
very files are there of which it was made, by their sizes and times, and if every byte of it is as
it was written. Whether the records are still sound is read again by `tf-labs data`.
"""

from collections.abc import Callable
import hashlib
import math
import os
from pathlib import Path

import numpy as np

from tf_labs.data import cache
from tf_labs.data.examples import Examples
from tf_labs.data.prepared import FEATURES
from tf_labs.data.prepared import Split

VERSION = 1  # of the form in which they are kept
LEAST, LARGEST = 2**20, 2**28  # bytes: fewer are decoded in no time, more would fill a disk
_LABEL = np.dtype('<i8')


def load(split: Split, image_shape: tuple[int, int, int], classes: int, *,
         check: Callable[[], None] = lambda: None, from_cache: bool = True) -> Examples:
    """Returns a whole split of PNG images, each of its records checked when it was decoded.

    Args:
      split: its files.
      image_shape: of all images.
      classes: how many there are.
      check: raises what is wrong beside the records, before these are decoded.
      from_cache: False decodes in any case, and keeps what came out.

    Raises:
      DataNotAvailableError: a file is missing or damaged, or holds something else.
    """
    count = len(split)
    pixels = count * math.prod(image_shape)
    size = pixels + count * _LABEL.itemsize
    mark = _mark(split, image_shape, classes) if LEAST <= size <= LARGEST else None
    name = _name(split)
    if from_cache and mark is not None:
        found = cache.map_bytes(name, mark, size)
        if found is not None:
            return Examples(found[:pixels].reshape(count, *image_shape),
                            found[pixels:].copy().view(_LABEL).astype(np.int64))
    check()
    from tf_labs.data import labelled_images  # it needs TensorFlow
    examples = labelled_images.load(split, image_shape, classes)
    if mark is not None:
        cache.write_bytes(name, mark, (examples.images, examples.labels.astype(_LABEL)))
    return examples


def _name(split: Split) -> str:
    """Returns a name for what is decoded of these files: there is one of them, the newest."""
    paths = list(map(os.path.realpath, split.paths))  # resolve() raises of a loop of links
    return f'decoded-{hashlib.sha256(repr(paths).encode()).hexdigest()[:32]}'


def _mark(split: Split, image_shape: tuple[int, int, int], classes: int) -> bytes | None:
    """Returns what changes with the files and with what is wanted of them; None of lost ones."""
    try:
        states = [_state(path) for path in (*split.paths, split.paths[0].parent / FEATURES)]
    except OSError:
        return None
    told = VERSION, states, split.counts, image_shape, classes
    return hashlib.sha256(repr(told).encode()).digest()


def _state(path: Path) -> tuple[int, int, int]:
    """The time of change goes on even where somebody puts back that of modification."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
