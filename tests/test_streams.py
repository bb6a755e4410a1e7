"""Photographs read from shards: what is in them, in an order and number nothing else decides."""

import functools
import io
from pathlib import Path

import numpy as np
from PIL import Image
import pytest
import tensorflow as tf

from tests import malformed
from tests import photo_set
from tests.conftest import python
from tf_labs.data import labelled_images
from tf_labs.data import pipeline
from tf_labs.data import records
from tf_labs.data import sources
from tf_labs.data import streams
from tf_labs.data.preparation import Preparation
from tf_labs.data.streams import Stream
from tf_labs.errors import RunFailedError
from tf_labs.training.plan import Plan

SIDE, TRAIN, TEST = 64, 30, 7
AUGMENTED = Preparation(seed=3, crop=48, random_crop=True, mirror=True, color_jitter=0.1,
                        mean=np.full([SIDE, SIDE, 3], 90, np.float32),
                        components=np.eye(3, dtype=np.float32) * 20)


pytestmark = pytest.mark.usefixtures('own_cache')


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    """Photographs of exactly the side that is asked for, so that nothing is resized."""
    found = tmp_path_factory.mktemp('photographs')
    photo_set.write(found, train=TRAIN, test=TEST, shards=3, sides=(SIDE, SIDE))
    return found


@pytest.fixture(scope='module')
def damaged(tmp_path_factory):
    """Three broken photographs, the last of which is the last example."""
    found = tmp_path_factory.mktemp('damaged')
    photo_set.write(found, train=20, test=TEST, shards=2, broken=(4, 5, 19))
    return found


def opened(root, split='train', *, side=SIDE, max_bad=0) -> Stream:
    return sources.load('imagenette', (split,), str(root), side=side,
                        max_bad_examples=max_bad)[split]


def with_workers(stream: Stream, workers: int) -> Stream:
    own = stream._reader
    side, *_ = own.image_shape
    return Stream(streams.Reader(own.records, side=side, classes=own.classes, max_bad=0,
                                 workers=workers), 0, len(stream))


def blocks(stream: Stream, *, start=0, steps_per_call=3, epochs=2, batch_size=5):
    steps = len(stream) // batch_size
    plan = Plan(epochs * steps, steps, steps_per_call, steps, steps)
    return pipeline.training_blocks(
        stream, plan.blocks(start), seed=3, batch_size=batch_size,
        steps_per_call=steps_per_call, preparation=AUGMENTED)


def trained(stream: Stream, **settings) -> tuple[np.ndarray, np.ndarray]:
    """Returns the images and labels of all steps from `start` on."""
    found = [(images[:steps].numpy(), labels[:steps].numpy())
             for images, labels, steps in blocks(stream, **settings)]
    images, labels = zip(*found)
    return np.concatenate(images), np.concatenate(labels)


@functools.cache
def whole(root: Path) -> tuple[np.ndarray, np.ndarray]:
    """Returns what `trained` gives of all examples that are opened in a directory."""
    return trained(opened(root))


def test_examples_are_those_that_tfds_reads(root):
    """TFDS decodes by a faster and less exact path of libjpeg, so pixels differ a little."""
    import tensorflow_datasets as tfds
    place = sources.place('imagenette', str(root))
    for split, name, count in (('train', 'train', TRAIN), ('test', 'validation', TEST)):
        expected = tfds.builder_from_directory(place).as_dataset(
            split=name, read_config=tfds.ReadConfig(interleave_cycle_length=1))
        stream = opened(root, split)
        found = stream.take(range(len(stream)))
        assert len(stream) == count == sources.count('imagenette', split, str(root))
        for image, label, row in zip(found.images, found.labels, expected, strict=True):
            assert label == row['label'].numpy()
            assert np.abs(image.astype(int) - row['image'].numpy()).mean() < 2


@pytest.mark.slow
def test_blocks_are_those_of_the_same_examples_in_memory(root):
    stream = opened(root)
    in_memory = stream.take(range(len(stream)))
    for one, other in zip(whole(root), trained(in_memory)):
        assert one.dtype == other.dtype and np.array_equal(one, other)
    both = zip(pipeline.evaluation_batches(stream, 8), pipeline.evaluation_batches(in_memory, 8),
               strict=True)
    for (images, labels), (more_images, more_labels) in both:
        assert np.array_equal(images, more_images) and np.array_equal(labels, more_labels)


@pytest.mark.slow
def test_the_order_does_not_depend_on_the_number_of_workers(root):
    expected = whole(root)
    for workers in (1, 7):
        found = trained(with_workers(opened(root), workers))
        assert all(np.array_equal(*pair) for pair in zip(found, expected))


@pytest.mark.slow
@pytest.mark.parametrize('start, steps_per_call', [(1, 1), (5, 6), (8, 4)])
def test_resumed_anywhere_it_is_what_it_would_have_been(root, start, steps_per_call):
    part = trained(opened(root), start=start, steps_per_call=steps_per_call)
    assert all(np.array_equal(one, other[start:]) for one, other in zip(part, whole(root)))


@pytest.mark.slow
def test_batches_that_do_not_count_are_not_read(root):
    """A short block is filled up, but no photograph is decoded for it."""
    stream = opened(root)
    read, numbers = stream._reader.read, []
    stream._reader.read = lambda wanted, *rest: (numbers.extend(wanted), read(wanted, *rest))
    trained(stream, steps_per_call=4)
    assert len(numbers) == 2 * TRAIN  # two epochs of 6 steps, cut 4 + 2


def test_parts_and_their_numbers(root):
    stream = opened(root)
    taken = stream.take(range(TRAIN))
    held_out = stream.part(22, TRAIN)
    assert len(held_out) == 8 and len(stream.first(None)) == TRAIN and len(stream.first(4)) == 4
    assert len(stream.part(5, 99)) == TRAIN - 5 and len(stream.part(9, 5)) == 0
    assert np.array_equal(held_out.part(2, 5).take([0, 2]).images, taken.images[[24, 26]])
    assert [len(labels) for _, labels in pipeline.evaluation_batches(held_out, 5)] == [5, 3]
    assert stream.image_shape == (SIDE, SIDE, 3) and stream.classes == 10


def test_fingerprints_are_those_of_what_is_read(root, damaged):
    train = opened(root)
    others = (opened(root, side=32), train.first(29), train.part(1, TRAIN), opened(root, 'test'),
              opened(damaged))
    assert len({sources.fingerprint(stream) for stream in (train, *others)}) == 6
    assert sources.fingerprint(opened(root)) == sources.fingerprint(train)


@pytest.mark.slow
def test_a_bad_example_gives_its_place_to_the_next_sound_one(damaged):
    stream = opened(damaged, max_bad=3)
    found = stream.take([3, 4, 5, 6, 18, 19])
    assert found.labels.tolist() == [3, 6, 6, 6, 8, 0]
    assert np.array_equal(found.images[1], found.images[3])
    for _ in range(2):
        trained(stream)
        assert stream.bad_examples == [4, 5, 19]  # each counted once, in whatever epoch


def test_held_out_examples_do_not_stand_in_for_bad_ones(damaged):
    stream = opened(damaged, max_bad=3)
    assert stream.part(0, 6).take([5]).labels.tolist() == [0]
    assert stream.part(10, 20).take([9]).labels.tolist() == [0]  # the tenth, as is the first
    assert stream.bad_examples == [5, 19]  # a count for all parts


@pytest.mark.slow
@pytest.mark.parametrize('limit', [0, 2])
@pytest.mark.parametrize('iterate', [
    lambda stream: list(pipeline.evaluation_batches(stream, 4)),
    lambda stream: list(blocks(stream)), lambda stream: stream.take(range(20))])
def test_too_many_bad_examples_end_it_in_one_line(damaged, limit, iterate, capfd):
    with pytest.raises(RunFailedError) as found:
        iterate(opened(damaged, max_bad=limit))
    line = str(found.value)
    assert line.startswith(f'too many examples cannot be decoded: {limit + 1}, where '
                           f'config.data.max_bad_examples allows {limit}; one is record ')
    assert 'imagenette-train.tfrecord-0000' in line and '\n' not in line
    assert capfd.readouterr().err == ''  # nothing of TensorFlow's


def test_what_comes_before_too_many_bad_examples_is_whole(damaged):
    """With one photograph a batch and two ahead, the first are out before the fifth is met."""
    labels = []
    with pytest.raises(RunFailedError):
        for images, number in pipeline.evaluation_batches(opened(damaged), 1):
            assert images.numpy().any()
            labels.append(int(number[0]))
    assert labels == list(range(len(labels))) and len(labels) <= 4


def test_nothing_but_bad_examples(tmp_path):
    photo_set.write(tmp_path, train=3, test=1, shards=1, broken=range(3))
    with pytest.raises(RunFailedError, match='none of 3 examples can be decoded'):
        opened(tmp_path, max_bad=9).take([1])


GROWTH = '''
import ctypes, gc, os, sys
from tf_labs import runtime
runtime.import_tensorflow()
from tf_labs.data import labelled_images
from tf_labs.data import pipeline
from tf_labs.data import records
from tf_labs.data import sources

def resident():  # megabytes, without what has been set free
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open('/proc/self/statm', encoding='utf-8') as file:
        return int(file.read().split()[1]) * os.sysconf('SC_PAGESIZE') / 1e6

def growth(keep):
    stream, kept = sources.load('imagenette', ('train',), sys.argv[1], side=256)['train'], []
    for epochs in (4, 12):
        before = resident()
        for images, _ in (pair for _ in range(epochs)
                          for pair in pipeline.evaluation_batches(stream, 10)):
            kept.extend([images] if keep else [])
    return resident() - before

print(growth(False), growth(True))
'''


@pytest.mark.slow
def test_memory_stays_flat_over_epochs(root):
    """An epoch is 5.9 MB of pixels; what stays is measured over 12 of them after a first few.
    What iterators that have ended still hold for a moment is about 10 MB.

    The twin keeps the blocks of the same epochs, and is seen by the same measure. Both in a process
    of their own: what other tests have set free would take the blocks in.
    """
    done = python('-c', GROWTH, root)
    flat, kept = map(float, done.stdout.split())
    assert flat < 25 and kept > 50, done.stderr


def test_the_number_of_classes_is_that_of_the_files(tmp_path):
    photo_set.write(tmp_path, train=3, test=1, shards=1, classes=3)
    assert opened(tmp_path).classes == 3


def test_an_example_with_no_label_is_a_bad_one(root, monkeypatch):
    all_of_them = opened(root)
    empty = tf.train.Example().SerializeToString()
    for data in (b'no example', empty):
        reader = streams.Reader(all_of_them._reader.records, side=SIDE, classes=10, max_bad=1)
        with monkeypatch.context() as patch:
            read = records.Records.read
            patch.setattr(records.Records, 'read', lambda self, number, data=data: (
                data if number == 2 else read(self, number)))
            assert Stream(reader, 0, TRAIN).take([2]).labels.tolist() == [3]
        assert reader.bad == {2}


@pytest.mark.slow
@pytest.mark.parametrize('form', malformed.FORMS)
def test_malformed_photographs_count_as_bad(root, form, monkeypatch):
    """Whatever Pillow raises of them, and a bomb: the next sound example takes the place."""
    all_of_them = opened(root)
    contents = [*malformed.damaged(malformed.sound(form), 12, seed=len(form)), bomb()]
    number, parse = 2, labelled_images.parse
    sound = all_of_them.take([2, 3])
    for content in contents:
        reader = streams.Reader(all_of_them._reader.records, side=SIDE, classes=10, max_bad=1)
        first = [content]
        monkeypatch.setattr(labelled_images, 'parse', lambda data, classes: (
            (first.pop(), 2) if first else parse(data, classes)))
        label, = Stream(reader, 0, TRAIN).take([number]).labels.tolist()
        assert (label, reader.bad) in ((2, set()), (3, {2}))
    assert reader.bad == {2} and sound.labels.tolist() == [2, 3]


def bomb() -> bytes:
    """A PNG file of a few bytes that says it has 2^60 pixels."""
    file = io.BytesIO()
    Image.new('L', (1, 1)).save(file, 'PNG')
    return file.getvalue().replace(bytes((0, 0, 0, 1)) * 2, bytes((64, 0, 0, 0)) * 2)
