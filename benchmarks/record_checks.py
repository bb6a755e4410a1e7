"""What it costs that each record is checked against its checksum: the same reading without.

    python benchmarks/record_checks.py [--examples=600] [--rounds=7]

Photographs of the size of ImageNet's are written in TFRecord files, read as a stream in random
order and decoded; and the records of small PNG images are read one after the other, as into memory.
Both ways take turns, and the ratio is the median over the rounds of CPU seconds.
"""

import argparse
from collections.abc import Iterator
import io
import os
from pathlib import Path
import statistics
import tempfile
import time
from unittest import mock

import numpy as np
from PIL import Image
from sklearn import datasets

PHOTOGRAPH, SMALL = (500, 375), (32, 32)
SMALL_EACH = 20  # small images for each photograph


def write(path: Path, count: int, size: tuple[int, int], form: str) -> None:
    """Writes pieces of photographs with labels as TFRecords."""
    import tensorflow as tf
    rng = np.random.default_rng(0)
    whole = Image.fromarray(datasets.load_sample_image('china.jpg'))
    pieces = []
    for _ in range(20):
        left, top = (int(rng.integers(0, side - part + 1))
                     for side, part in zip(whole.size, size))
        file = io.BytesIO()
        whole.crop((left, top, left + size[0], top + size[1])).save(file, form, quality=95)
        pieces.append(file.getvalue())
    with tf.io.TFRecordWriter(str(path)) as writer:
        for number in range(count):
            image = tf.train.Feature(bytes_list=tf.train.BytesList(value=[pieces[number % 20]]))
            label = tf.train.Feature(int64_list=tf.train.Int64List(value=[number % 10]))
            writer.write(tf.train.Example(features=tf.train.Features(
                feature={'image': image, 'label': label})).SerializeToString())


def seconds(function) -> float:
    """Returns the CPU time of all threads for one call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def ratio(function, unchecked, rounds: int) -> tuple[float, float]:
    """Returns (CPU seconds with checks, how many times those without), medians over rounds."""
    function()
    pairs = []
    for _ in range(rounds):
        with unchecked:
            without = seconds(function)
        pairs.append((seconds(function), without))
    return (statistics.median(checked for checked, _ in pairs),
            statistics.median(checked / without for checked, without in pairs))


def unchecked_walk(path: Path, count: int):
    """Yields what `records.walk` yields, and believes it."""
    with path.open('rb') as file:
        for _ in range(count):
            data = file.read(int.from_bytes(file.read(12)[:8], 'little'))
            file.read(4)
            yield data, True


def measured(place: Path, count: int, rounds: int) -> Iterator[str]:
    """Yields a line for each way of reading."""
    from tf_labs.data import labelled_images
    from tf_labs.data import records
    from tf_labs.data import streams
    from tf_labs.data.prepared import Split
    photographs, images, small = place / 'photographs', place / 'images', count * SMALL_EACH
    write(photographs, count, PHOTOGRAPH, 'JPEG')
    write(images, small, SMALL, 'PNG')
    found = records.index([photographs], [count])
    known = dict(zip(found.lengths.tolist(), found.checksums.tolist()))
    reader = streams.Reader(found, side=256, classes=10, max_bad=0)
    order = np.random.default_rng(1).permutation(count)
    ways = (
        (f'{count} photographs of {photographs.stat().st_size // count} bytes, streamed',
         lambda: streams.Stream(reader, 0, count).take(order),
         mock.patch.object(records, 'checksum', lambda data: known[len(data)])),
        (f'{small} images of {images.stat().st_size // small} bytes, into memory',
         lambda: labelled_images.load(Split((images,), (small,)), (*SMALL, 3), 10),
         mock.patch.object(records, 'walk', unchecked_walk)))
    for name, read, unchecked in ways:
        took, times = ratio(read, unchecked, rounds)
        yield f'{name}: {took:.2f} s of CPU, {times:.3f} times those without checks'


def main() -> None:
    """Measures and prints."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument('--examples', type=int, default=600, help='photographs that are read')
    flags.add_argument('--rounds', type=int, default=7, help='times that each way is measured')
    values = flags.parse_args()
    from tf_labs import runtime
    runtime.import_tensorflow()
    with tempfile.TemporaryDirectory() as place:
        os.environ['XDG_CACHE_HOME'] = place
        for line in measured(Path(place), values.examples, values.rounds):
            print(line, flush=True)


if __name__ == '__main__':
    main()
