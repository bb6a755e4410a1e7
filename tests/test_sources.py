"""Data sets by name: what is prepared, how much of it, and how one comes by it."""

import json

import pytest

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


def test_the_files_named_are_those_that_tfds_asks_for():
    import tensorflow_datasets as tfds
    asked = tfds.builder_cls('imagenet2012').MANUAL_DOWNLOAD_INSTRUCTIONS
    known = CATALOG['imagenet2012']
    assert all(part in asked for part in (*known.manual_files, known.manual_site))


@pytest.mark.parametrize('name', [name for name, data in CATALOG.items() if data.source == 'tfds'])
def test_the_catalog_agrees_with_tfds(name, tmp_path):
    import tensorflow_datasets as tfds
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
