"""The index of shards: it is right, it is kept, and what is damaged is told."""

import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

from tests import photo_set
from tf_labs.data import pipeline
from tf_labs.data import records
from tf_labs.data import sources
from tf_labs.data import streams
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import RunFailedError

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


def test_a_file_that_is_gone_ends_it_in_one_line(root, tmp_path):
    stream = opened(copied(root, tmp_path))
    shard(tmp_path, 1).unlink()
    with pytest.raises(RunFailedError, match='record 0 of .*-00001 cannot be read') as found:
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


@pytest.mark.parametrize('damage, why', [
    (cut_off, 'it ends in record 9 of 10'), (grow, 'it holds more than the 10 records'),
    (flip_length, 'it ends in record 0 of 10'), (os.unlink, 'No such file')])
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


@pytest.mark.parametrize('content', [b'', b'PK'])
def test_a_damaged_index_is_made_anew(root, content, tmp_path):
    expected = sources.fingerprint(opened(root))
    for file in (tmp_path / 'cache' / 'tf_labs').iterdir():
        file.write_bytes(content)
    assert sources.fingerprint(opened(root)) == expected


def test_a_set_without_a_split_or_of_other_things(root, tmp_path):
    place = sources.place('imagenette', str(root))
    with pytest.raises(DataNotAvailableError, match='no split test, only train, validation'):
        streams.open_split(place, 'test', side=16, max_bad=0)
    features = sources.place('imagenette', str(copied(root, tmp_path))) / 'features.json'
    features.write_text(features.read_text('utf-8').replace('"label"', '"name"'), 'utf-8')
    with pytest.raises(DataNotAvailableError, match='does not hold images with labels'):
        opened(tmp_path)
