"""Sets of TFDS that the catalog does not know, and new rows of it."""

import numpy as np
from PIL import Image
import pytest

from tests import digit_set
from tests import photo_set
from tests.asked import ask
from tests.conftest import result
from tf_labs.config.schema import default_config
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError

pytestmark = pytest.mark.usefixtures('own_cache')


def section(name, root, **changes):
    data = default_config().data
    data.name, data.dir = name, str(root)
    data.update(changes)
    return data


def loaded(data):
    return {split: examples.take(np.arange(len(examples)))
            for split, examples in data_sets.load(data, ('train', 'test')).items()}


def write(root, image, rows, *, names=('cat', 'dog', '새'), label='label', place='pets/1.0.0'):
    """Writes a set as TFDS does, with names of classes and more features than are read."""
    import tensorflow_datasets as tfds
    home = root / place
    home.mkdir(parents=True)
    features = tfds.features.FeaturesDict({
        'image': image, label: tfds.features.ClassLabel(names=list(names)),
        'coarse_label': tfds.features.ClassLabel(num_classes=2), 'id': tfds.features.Text()})
    info = tfds.core.DatasetInfo(
        builder=tfds.core.DatasetIdentity(name=place.split('/', 1)[0], version='1.0.0',
                                          data_dir=str(home), module_name=__name__),
        features=features)
    writer = tfds.core.SequentialWriter(info, 50)
    writer.initialize_splits(list(rows))
    for split, pictures in rows.items():
        writer.add_examples({split: [
            {'image': picture, label: number % len(names), 'coarse_label': 1, 'id': str(number)}
            for number, picture in enumerate(pictures)]})
    writer.close_all()


def pictures(count, shape=(12, 16, 3)):
    return list(np.random.default_rng(count).integers(0, 256, (count, *shape), dtype=np.uint8))


def feature(*shape, **keywords):
    import tensorflow_datasets as tfds
    return tfds.features.Image(shape=shape, **keywords)


def test_set_of_the_catalog_is_the_same_by_its_other_name(tmp_path):
    digit_set.write(tmp_path)
    facts = data_sets.describe(section('tfds:mnist', tmp_path))
    assert facts.image_shape == (28, 28, 1) and facts.examples == {'train': 40, 'test': 20}
    assert facts.names == tuple('0123456789') and not facts.streamed
    own, known = loaded(section('tfds:mnist:3.0.1', tmp_path)), loaded(section('mnist', tmp_path))
    for split in known:
        assert np.array_equal(own[split].images, known[split].images)
        assert np.array_equal(own[split].labels, known[split].labels)


def test_photographs_of_the_catalog_are_the_same_by_their_other_name(tmp_path):
    photo_set.write(tmp_path, train=12, test=6, grey=(3,), alpha=(4,))
    data = section('tfds:imagenette/320px-v2', tmp_path, side=32)
    assert data_sets.describe(data).image_shape == (32, 32, 3)
    own, known = loaded(data), loaded(section('imagenette', tmp_path, side=32))
    assert data_sets.load(data, ('train',))['train'].fingerprint() == data_sets.load(
        section('imagenette', tmp_path, side=32), ('train',))['train'].fingerprint()
    for split in known:
        assert np.array_equal(own[split].images, known[split].images)


def test_images_of_one_size_that_are_no_squares_are_taken_as_they_are(tmp_path):
    rows = {'train': pictures(9), 'validation': pictures(3)}
    write(tmp_path, feature(12, 16, 3), rows)
    data = section('tfds:pets', tmp_path)
    facts = data_sets.describe(data)
    assert facts.names == ('cat', 'dog', '새') and facts.image_shape == (12, 16, 3)
    found = loaded(data)
    assert np.array_equal(found['train'].images, rows['train'])
    assert np.array_equal(found['test'].images, rows['validation'])
    assert found['test'].labels.tolist() == [0, 1, 2]


@pytest.mark.parametrize('shape', [(12, 12, 1), (None, None, 1)])
def test_training_split_alone_is_split_by_its_records(tmp_path, shape):
    """One in six; no record twice, none lost; varied sizes are brought to squares in grey."""
    rows = pictures(60, (12, 12, 1))
    write(tmp_path, feature(*shape), {'train': rows})
    data = section('tfds:pets', tmp_path, side=12)
    data.side = 256 if shape[0] else 12
    found = loaded(data)
    assert 2 <= len(found['test']) <= 20 and data_sets.describe(data).examples == {
        split: len(examples) for split, examples in found.items()}
    every = [image.tobytes() for examples in found.values() for image in examples.images]
    assert sorted(every) == sorted(image.tobytes() for image in rows)


def test_data_tells_splits_classes_and_soundness(tmp_path):
    write(tmp_path, feature(12, 16, 3), {'train': pictures(9), 'test': pictures(3)})
    done = ask('data', '--name=tfds:pets', f'--dir={tmp_path}')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    for line in ('12 images of 3 classes, prepared in ', 'images of 12x16x3, in memory',
                 'train and test: the splits train and test', 'train: 9 examples, sha256 ',
                 '  cat 3, dog 3, 새 3'):
        assert f'\n{line}' in done.stdout
    shard, = (tmp_path / 'pets').rglob('*train.tfrecord*')
    whole = bytearray(shard.read_bytes())
    whole[99] ^= 1
    shard.write_bytes(whole)
    done = ask('data', '--name=tfds:pets', f'--dir={tmp_path}')
    assert done.returncode == 3 and '1 of 2 files damaged' in done.stderr


@pytest.mark.parametrize('name, error, expected', [
    ('tfds:', UserError, 'does not name a TFDS data set'),
    ('tfds:../pets', UserError, 'does not name a TFDS data set'),
    ('tfds:several', UserError, 'has several configs; expected tfds:several/a or tfds:several/b'),
    ('tfds:pets:9.9.9', DataNotAvailableError, 'cannot be downloaded .RuntimeError.'),
    ('tfds:absent', DataNotAvailableError, 'absent is not prepared in .* cannot be downloaded'),
    ('tfds:unlabelled', DataNotAvailableError,
     'holds no images with labels; expected .*; received .*image'),
    ('tfds:trainless', DataNotAvailableError, 'no split train; expected .*; received test'),
    ('tfds:misnamed', DataNotAvailableError, 'label.labels.txt: it names 1 of 3 classes'),
])
def test_set_that_cannot_be_used_is_one_line(tmp_path, monkeypatch, name, error, expected):
    def refused(*_):
        raise RuntimeError

    monkeypatch.setattr(sources, '_download', refused)
    image, rows = feature(4, 4, 3), {'train': pictures(3, (4, 4, 3))}
    write(tmp_path, image, rows)
    for form in 'ab':
        write(tmp_path, image, rows, place=f'several/{form}/1.0.0')
    write(tmp_path, image, rows, label='species', place='unlabelled/1.0.0')
    write(tmp_path, image, {'test': rows['train']}, place='trainless/1.0.0')
    write(tmp_path, image, rows, place='misnamed/1.0.0')
    (tmp_path / 'misnamed/1.0.0/label.labels.txt').write_text('cat\n')
    with pytest.raises(error, match=expected):
        data_sets.describe(section(name, tmp_path))


@pytest.mark.parametrize('name', ['emnist/letters', 'svhn_cropped'])
def test_row_of_the_catalog_is_loaded(name, tmp_path):
    """One whose name is that of a form, and one in colour."""
    row = CATALOG[name]
    rows = {split: [{'image': picture, 'label': 1} for picture in pictures(3, row.image_shape)]
            for split in ('train', 'test')}
    photo_set.write_rows(tmp_path, name, feature(*row.image_shape), rows, 3, len(row.names))
    found = loaded(section(name, tmp_path))['train']
    assert found.images.shape == (3, *row.image_shape) and row.class_names[1] in ('A', '1')


@pytest.mark.slow
def test_run_on_a_set_of_tfds_tells_its_classes(tmp_path):
    rng = np.random.default_rng(0)
    rows = {split: [np.asarray(photo_set.drawn(rng, number % 3, 3, (20, 30)))
                    for number in range(count)] for split, count in (('train', 24), ('test', 6))}
    write(tmp_path / 'tfds', feature(None, None, 3), rows)
    done = ask('run', 'own_pictures', '--config.data.name=tfds:pets', '--config.data.side=16',
               f'--config.data.dir={tmp_path / "tfds"}', '--config.train.epochs=1',
               f'--workdir={tmp_path / "run"}', '--config.model.filters=4,4,4,4',
               '--config.train.diagnostics=False')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert len(result(tmp_path / 'run')['digest']) == 64
    Image.fromarray(rows['train'][0]).save(tmp_path / 'x.png')
    done = ask('predict', f'--workdir={tmp_path / "run"}', f'--image={tmp_path / "x.png"}')
    assert done.returncode == 0 and all(name in done.stdout for name in ('cat', 'dog', '새'))
