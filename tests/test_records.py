"""The index of shards: it is right, it is kept, and what is damaged is told."""

import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

from tests import photo_set
from tf_labs.data import cache
from tf_labs.data import pipeline
from tf_labs.data import records
from tf_labs.data import sources
from tf_labs.data import streams
from tf_labs.errors import DataNotAvailableError

pytestmark = pytest.mark.usefixtures('own_cache')


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    found = tmp_path_factory.mktemp('photographs')
    photo_set.write(found, train=30, test=7, shards=3)
    return found


def opened(root, split='train') -> streams.Stream:
    return sources.load('imagenette', (split,), str(root), side=16)[split]


def copied(root, target):
    shutil.copytree(root, target, dirs_exist_ok=True)
    return target


def shard(root, number):
    return sources.place('imagenette', str(root)) / f'imagenette-train.tfrecord-{number:05}'


def test_records_are_those_that_tensorflow_reads(tmp_path):
    """Of all lengths, one of them 0, and one shard without any."""
    rng = np.random.default_rng(0)
    written = [[rng.bytes(int(length)) for length in lengths]
               for lengths in ((0, 1, 5000, 7), (), (64, 3))]
    paths = [tmp_path / f'shard {number}' for number in range(3)]
    for path, data in zip(paths, written):
        with tf.io.TFRecordWriter(str(path)) as writer:
            for record in data:
                writer.write(record)
    for _ in range(2):  # scanned, then from the cache
        found = records.index(paths, [4, 0, 2])
        expected = list(tf.data.TFRecordDataset([str(path) for path in paths]).as_numpy_iterator())
        assert [found.read(number) for number in range(len(found))] == expected
        assert found.where(5) == f'record 1 of {paths[2]}'
    assert len(set(found.checksums)) == 6


@pytest.mark.slow
def test_a_file_that_is_gone_ends_it_in_one_line(root, tmp_path):
    stream = opened(copied(root, tmp_path))
    shard(tmp_path, 1).unlink()
    with pytest.raises(DataNotAvailableError, match='-00001.*: record 0 cannot be read') as found:
        list(pipeline.evaluation_batches(stream, 10))
    assert '\n' not in str(found.value)


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-7])


def grow(path):
    path.write_bytes(path.read_bytes() * 2)


def flip_length(path):
    whole = bytearray(path.read_bytes())
    whole[5] ^= 64
    path.write_bytes(whole)


@pytest.mark.slow
@pytest.mark.parametrize('damage, why', [
    (cut_off, 'it ends in record 9 of 10'), (grow, 'it holds more than the 10 records'),
    (flip_length, 'the length of record 0 of 10 is damaged'), (os.unlink, 'No such file')])
def test_a_damaged_shard_is_told_before_anything_is_read(root, tmp_path, damage, why):
    """Even where an index of the sound shards was kept."""
    opened(copied(root, tmp_path))
    damage(shard(tmp_path, 2))
    with pytest.raises(DataNotAvailableError) as found:
        opened(tmp_path)
    assert f'-00002: {why}' in str(found.value) and '\n' not in str(found.value)


def test_the_index_is_kept(root, monkeypatch):
    expected = sources.fingerprint(opened(root))
    monkeypatch.setattr('tf_labs.data.records._scan', None)
    assert sources.fingerprint(opened(root)) == expected
    with pytest.raises(TypeError):  # the twin: of another split none is kept
        opened(root, 'test')


def poisoned(root, **changes):
    """Puts an index in the place of the one that is kept, with other values in it."""
    file, = (path for path in cache.directory().iterdir() if path.name.startswith('records'))
    with np.load(file) as stored:
        found = dict(stored)
    for key, change in changes.items():
        found[key] = change(found[key])
    cache.write(file.stem, found)


@pytest.mark.parametrize('changes', [
    {'offsets': lambda offsets: offsets + 2**40}, {'offsets': lambda offsets: offsets - 1},
    {'lengths': lambda lengths: lengths * 0 - 5}, {'lengths': lambda lengths: lengths[::-1]},
    {'lengths': lambda lengths: lengths + 2**61}, {'offsets': lambda offsets: offsets[:-1]},
    {'lengths': lambda lengths: lengths.astype(float)},
])
def test_an_index_that_points_elsewhere_is_made_anew(root, changes):
    expected = sources.fingerprint(opened(root))
    poisoned(root, **changes)
    assert sources.fingerprint(opened(root)) == expected


def test_an_index_of_other_records_is_told(root):
    opened(root)
    poisoned(root, checksums=lambda checksums: checksums ^ 1)
    with pytest.raises(DataNotAvailableError, match='record 0 of .* indexed; remove .*/tf_labs'):
        opened(root).take([0])


def flip(path, place, bits=16):
    with path.open('r+b') as file:
        file.seek(place)
        byte, = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ bits]))


@pytest.mark.slow
@pytest.mark.parametrize('protected', [True, False])
def test_a_flipped_bit_of_a_pixel_ends_a_stream(root, tmp_path, monkeypatch, protected):
    stream = opened(copied(root, tmp_path))
    whole = stream.take(range(30)).images
    number, known = 14, stream._reader.records
    flip(shard(tmp_path, 1), int(known.offsets[number] + known.lengths[number]) - 60)
    if not protected:  # the twin: the pixels change, and nothing is said
        monkeypatch.setattr(records, 'checksum',
                            lambda data, sums=iter(known.checksums[14:15]): int(next(sums)))
        assert not np.array_equal(stream.take([14]).images[0], whole[14])
        return
    with pytest.raises(DataNotAvailableError) as found:
        list(pipeline.evaluation_batches(stream, 10))
    assert '-00001: record 4 is damaged' in str(found.value)
    assert f'remove {shard(tmp_path, 1).parent} and run again' in str(found.value)
    assert '\n' not in str(found.value) and found.value.exit_status == 3


@pytest.mark.slow
@pytest.mark.parametrize('length, why', [
    (2**63, 'it ends in record 1 of 10'), (2**29, 'no image is so large')])
def test_no_length_decides_how_much_memory_is_taken(root, tmp_path, length, why):
    """Even one with the right checksum, in a file that has holes for it."""
    path = shard(copied(root, tmp_path), 0)
    with path.open('r+b') as file:
        first = int.from_bytes(file.read(8), 'little')
        file.seek(12 + first + 4)
        header = length.to_bytes(8, 'little')
        file.write(header + records.checksum(header).to_bytes(4, 'little'))
        file.truncate(2**30)
    with pytest.raises(DataNotAvailableError, match=why):
        opened(tmp_path)
    with pytest.raises(DataNotAvailableError, match=why):
        list(records.walk(path, 10))


@pytest.mark.parametrize('content', [b'', b'PK'])
def test_a_damaged_index_is_made_anew(root, content, tmp_path):
    expected = sources.fingerprint(opened(root))
    for file in (tmp_path / 'cache' / 'tf_labs').iterdir():
        file.write_bytes(content)
    assert sources.fingerprint(opened(root)) == expected


@pytest.mark.slow
def test_a_set_without_a_split_or_of_other_things(root, tmp_path):
    place = sources.place('imagenette', str(root))
    said = 'no split test; expected .*; received train, validation'
    with pytest.raises(DataNotAvailableError, match=said):
        streams.open_split(place, 'test', side=16, max_bad=0)
    features = sources.place('imagenette', str(copied(root, tmp_path))) / 'features.json'
    features.write_text(features.read_text('utf-8').replace('"label"', '"name"'), 'utf-8')
    with pytest.raises(DataNotAvailableError, match='does not hold images with labels'):
        opened(tmp_path)
