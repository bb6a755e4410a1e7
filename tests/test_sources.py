"""Data sets by name: what is prepared, how much of it, and how one comes by it."""

import contextlib
import dataclasses
import errno
import json
import shutil
import socket
import types
import urllib.error

import pytest
import requests
import tensorflow as tf
import tensorflow_datasets as tfds

from tests import digit_set
from tests import photo_set
from tf_labs.commands import asking
from tf_labs.data import labelled_images
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import DataNotAvailableError


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))


def test_counts_are_those_of_what_is_prepared(tmp_path):
    photo_set.write(tmp_path, train=5, test=2, shards=2)
    assert [sources.count('imagenette', split, str(tmp_path)) for split in ('train', 'test')] == [
        5, 2]
    assert sources.count('imagenet2012', 'train', str(tmp_path)) is None
    assert sources.count('digits', 'test', None) == 360
    info = sources.place('imagenette', str(tmp_path)) / 'dataset_info.json'
    info.write_text(json.dumps({'splits': [{'name': 'train'}]}), 'utf-8')
    assert sources.count('imagenette', 'train', str(tmp_path)) is None


def test_a_split_is_decoded_once_whatever_it_is_asked_for_with(tmp_path, monkeypatch):
    """Until it is forgotten: then the files are read again."""
    digit_set.write(tmp_path, train=4, test=2)
    decode, decoded = labelled_images.load, []
    monkeypatch.setattr(labelled_images, 'load', lambda files, *rest: (
        decoded.append(sum(files.counts)), decode(files, *rest))[1])
    both = sources.load('mnist', ('train', 'test'), str(tmp_path))
    alone = sources.load('mnist', ('test',), str(tmp_path))
    assert list(alone) == ['test'] and alone['test'] is both['test']
    assert decoded == [4, 2]
    sources.forget()
    assert len(sources.load('mnist', ('train',), str(tmp_path))['train']) == 4
    assert decoded == [4, 2, 4]


def test_photographs_of_a_set_prepared_in_part(tmp_path, capsys):
    photo_set.write(tmp_path, train=5, test=2, shards=2)
    asking.data('imagenette', str(tmp_path))
    out = capsys.readouterr().out
    assert 'train: 5 of 9469 examples' in out and 'test: 2 of 3925 examples' in out
    assert str(sources.place('imagenette', str(tmp_path))) in out


def test_imagenet_is_downloaded_by_hand(tmp_path, capsys):
    asking.data('imagenet2012', str(tmp_path))
    told = capsys.readouterr().out
    with pytest.raises(DataNotAvailableError) as found:
        sources.load('imagenet2012', ('train',), str(tmp_path))
    assert found.value.exit_status == 3 and '\n' not in str(found.value)
    for text in (told, str(found.value)):
        for part in ('ILSVRC2012_img_train.tar', 'ILSVRC2012_img_val.tar', 'image-net.org',
                     str(tmp_path / 'downloads' / 'manual')):
            assert part in text


@pytest.fixture
def archives(tmp_path, monkeypatch):
    """Two small ones in the place of those of ImageNet, which TFDS would take."""
    small = {'ILSVRC2012_img_train.tar': 30, 'ILSVRC2012_img_val.tar': 12}
    monkeypatch.setitem(CATALOG, 'imagenet2012', dataclasses.replace(
        CATALOG['imagenet2012'], manual_files=small))
    sources.manual(tmp_path).mkdir(parents=True)
    for name, size in small.items():
        (sources.manual(tmp_path) / name).write_bytes(bytes(size))
    asked = []
    monkeypatch.setattr(sources, '_download', lambda *_: asked.append('TFDS'))
    return asked


def test_an_archive_that_is_not_whole_is_refused_before_hours_of_work(archives, tmp_path):
    (sources.manual(tmp_path) / 'ILSVRC2012_img_val.tar').write_bytes(bytes(11))
    with pytest.raises(DataNotAvailableError, match='ILSVRC2012_img_val.tar is not whole: expected '
                       '12 bytes; received 11$'):
        sources.prepare('imagenet2012', CATALOG['imagenet2012'], tmp_path)
    assert archives == []


@pytest.mark.parametrize('free, is_enough', [(41, False), (42, True)])
def test_preparing_needs_as_much_room_as_the_archives(free, is_enough, archives, tmp_path,
                                                      monkeypatch, capsys):
    monkeypatch.setattr(shutil, 'disk_usage', lambda _: types.SimpleNamespace(free=free))
    with contextlib.nullcontext() if is_enough else pytest.raises(
            DataNotAvailableError, match='no room to prepare it: expected 0 GB free beside the '):
        sources.prepare('imagenet2012', CATALOG['imagenet2012'], tmp_path)
    assert archives == ['TFDS'] * is_enough
    assert ('which takes hours' in capsys.readouterr().out) == is_enough


@pytest.mark.parametrize('error, told', [
    (OSError('Not enough disk space. Needed: 32 MiB (download: 11 MiB, generated: 21 MiB)'),
     'cannot be prepared there (Not enough disk space. Needed: 32 MiB (download: 11 MiB, '),
    (OSError(errno.ENOSPC, 'No space left on device', '/data/x'),
     'cannot be prepared there (/data/x: No space left on device)'),
    (PermissionError(errno.EACCES, 'Permission denied', '/data/x'),
     'cannot be prepared there (/data/x: Permission denied)'),
    (tf.errors.ResourceExhaustedError(None, None, '/data/x; No space left on device'),
     'cannot be prepared there (/data/x; No space left on device)'),
    (ValueError('no such version\n1.0.0'), 'cannot be downloaded (ValueError: no such version)')])
def test_what_is_no_failure_of_the_network_is_told_with_its_reason(error, told, tmp_path,
                                                                   monkeypatch):
    said = failure(error, tmp_path, monkeypatch)
    assert said.startswith(f'mnist is not prepared in {tmp_path} and {told}')
    assert 'set TFDS_DATA_DIR or config.data.dir to where' in said and 'network' not in said
    assert ('or to a directory that can take it' in said) == ('there' in told)


@pytest.mark.parametrize('error', [
    requests.ConnectionError(), requests.Timeout(), urllib.error.URLError('refused'),
    tfds.download.DownloadError('HTTP code: 503'), ConnectionResetError(), TimeoutError(),
    socket.gaierror(-2, 'Name or service not known'),
    OSError(errno.ENETUNREACH, 'Network is unreachable')])
def test_a_failure_of_the_network_is_told_as_that(error, tmp_path, monkeypatch):
    said = failure(error, tmp_path, monkeypatch)
    assert f'and cannot be downloaded ({type(error).__name__}); set TFDS_DATA_DIR' in said
    assert 'or run once with a network' in said


def failure(error, root, monkeypatch) -> str:
    """Returns what is said when a builder of TFDS raises an error."""

    def refuse():
        raise error

    monkeypatch.setattr(requests, 'head', lambda *_, **__: None)
    monkeypatch.setattr(tfds, 'builder', lambda *_, **__: types.SimpleNamespace(
        url_infos={'https://example.org': None}, download_and_prepare=refuse))
    with pytest.raises(DataNotAvailableError) as found:
        sources.load('mnist', ('train',), str(root))
    assert '\n' not in str(found.value)
    return str(found.value)


def test_the_files_named_are_those_that_tfds_asks_for():
    asked = tfds.builder_cls('imagenet2012').MANUAL_DOWNLOAD_INSTRUCTIONS
    known = CATALOG['imagenet2012']
    assert all(part in asked for part in (*known.manual_files, known.manual_site))


@pytest.mark.parametrize('name', [name for name, data in CATALOG.items() if data.source == 'tfds'])
def test_the_catalog_agrees_with_tfds(name, tmp_path):
    data = CATALOG[name]
    form = '/'.join(filter(None, (name.partition('/')[0], data.config)))
    builder = tfds.builder(f'{form}:{data.version}', data_dir=tmp_path)
    assert builder.info.features['label'].num_classes == len(data.class_names)
    assert builder.info.features['image'].shape[-1] == data.image_shape[-1]
    assert sources.place(name, str(tmp_path)) == tmp_path / builder.info.full_name
    if name in ('imagenet2012', 'kmnist'):
        assert list(data.class_names) == builder.info.features['label'].names
    if name.startswith('emnist'):
        form = builder.builder_config
        assert data.examples == {'train': form.train_examples, 'test': form.test_examples}
