"""Every file of prepared data, damaged in every way: one line and status 3, or the same pixels."""

import json
import os
from pathlib import Path
import random
import shutil

import numpy as np
import pytest

from tests import digit_set
from tests import prepared_sets
from tests.prepared_sets import flipped
from tf_labs.data import labelled_images
from tf_labs.data import records
from tf_labs.data import sources
from tf_labs.data import verification
from tf_labs.errors import DataNotAvailableError

pytestmark = pytest.mark.usefixtures('own_cache')
NAMES = ('mnist', 'imagenette')
FLIPS = 6  # of a file


@pytest.fixture(scope='module')
def sound(tmp_path_factory):
    """Sets that nobody damages, by name."""
    roots = {name: tmp_path_factory.mktemp(name) for name in NAMES}
    for name, root in roots.items():
        prepared_sets.write(root, name)
    return roots


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def root(sound, name, tmp_path):
    """A copy of a set, to be damaged."""
    shutil.copytree(sound[name], tmp_path / 'data')
    return tmp_path / 'data'


def loaded(name, root) -> list[np.ndarray]:
    """Returns images and labels of both splits, read from the files."""
    sources.forget()
    splits = sources.load(name, ('train', 'test'), str(root), side=16)
    return [part for examples in splits.values() for taken in [examples.take(range(len(examples)))]
            for part in (taken.images, taken.labels)]


def contents(whole: bytes, seed: int):
    """Yields damaged copies of a file."""
    dice = random.Random(seed)
    yield from (b'', whole[:-1], whole[:len(whole) // 2])
    yield from (whole + b'\0', whole * 2, bytes(len(whole)))
    for _ in range(FLIPS):
        yield flipped(whole, dice.randrange(len(whole)), dice.randrange(8))
    for _ in range(4):
        place = dice.randrange(len(whole))
        yield whole[:place] + bytes(16) + whole[place + 16:]


def removed(path: Path) -> None:
    path.unlink()


def a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to('nothing')


def a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to('/dev/zero')


def told(name, root, expected) -> str:
    """Returns the one line of a damaged set, '' if its examples are what they were."""
    try:
        found = loaded(name, root)
    except DataNotAvailableError as error:
        assert '\n' not in str(error) and error.exit_status == 3
        return str(error)
    assert all(map(np.array_equal, found, expected)) and len(found) == len(expected)
    return ''


@pytest.mark.slow
def test_no_damage_of_a_file_goes_unseen(name, root):
    """JSON may say the same in other bytes; a record may not."""
    expected, place = loaded(name, root), sources.place(name, str(root))
    for number, path in enumerate(sorted(place.iterdir())):
        whole = path.read_bytes()
        for content in contents(whole, number):
            path.write_bytes(content)
            line = told(name, root, expected)
            if 'tfrecord' in path.name and content != whole:
                assert line.startswith(f'{path}: ') and f'; remove {place} and run again' in line
            if line:
                with pytest.raises(DataNotAvailableError):
                    list(verification.lines(name, str(root)))
        path.write_bytes(whole)
    assert told(name, root, expected) == ''


@pytest.mark.slow
@pytest.mark.parametrize('damage', [removed, a_directory, a_pipe, a_link_to_nothing,
                                    a_link_to_itself, a_device])
def test_what_is_no_file_is_named(name, root, damage):
    expected, place = loaded(name, root), sources.place(name, str(root))
    for path in sorted(place.iterdir()):
        path.rename(place / 'kept')
        shutil.copy(place / 'kept', path)
        damage(path)
        line = told(name, root, expected)
        if path.suffix == '.txt':
            assert line == ''  # names of classes: they are those of the catalog
        else:
            assert line.startswith(f'{path}: ') and f'; remove {place} and run again' in line
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        (place / 'kept').rename(path)


def test_links_to_sound_files_are_followed(name, root, tmp_path):
    expected, place = loaded(name, root), sources.place(name, str(root))
    for number, path in enumerate(list(place.iterdir())):
        path.rename(tmp_path / f'elsewhere-{number}')
        path.symlink_to(tmp_path / f'elsewhere-{number}')
    assert told(name, root, expected) == ''


@pytest.mark.slow
@pytest.mark.parametrize('odd', ['a[b]*', 'what?', 'back\\slash', '{train}', 'white space,comma'])
def test_names_that_are_patterns_are_names(name, sound, odd, tmp_path):
    expected = loaded(name, sound[name])
    shutil.copytree(sound[name], tmp_path / odd / odd)
    assert told(name, tmp_path / odd / odd, expected) == ''
    with pytest.raises(DataNotAvailableError) as found:  # and nothing is prepared there
        sources.load('cifar10', ('train',), str(tmp_path / odd / odd))
    assert '\n' not in str(found.value)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != 'cache') == [odd]


def test_without_checksums_a_label_changes(sound, tmp_path, monkeypatch):
    """The twin: what the checksum of a record protects from."""
    shutil.copytree(sound['mnist'], tmp_path / 'data')
    path = next(sources.place('mnist', str(tmp_path / 'data')).glob('*test*'))
    expected, whole = loaded('mnist', tmp_path / 'data'), path.read_bytes()
    data = next(records.walk(path, 20))[0]
    places = [place for place in range(len(data)) if has_other_label(data, place)]
    path.write_bytes(flipped(whole, whole.index(data) + places[0], 0))
    assert 'record 0 of 20 is damaged' in told('mnist', tmp_path / 'data', expected)
    walk = records.walk
    monkeypatch.setattr(records, 'walk', lambda path, count: (
        (data, True) for data, _ in walk(path, count)))
    labels = loaded('mnist', tmp_path / 'data')[3]
    assert (labels != expected[3]).tolist() == [True] + [False] * 19


def has_other_label(data: bytes, place: int) -> bool:
    """True if a flipped bit there leaves the image as it is, and makes another digit of it."""
    image, label = labelled_images.parse(data, 10)
    try:
        again = labelled_images.parse(flipped(data, place, 0), 10)
    except ValueError:
        return False
    return again[0] == image and again[1] != label


def edited(place: Path, file: str, change) -> None:
    content = json.loads((place / file).read_text('utf-8'))
    change(content)
    (place / file).write_text(json.dumps(content), 'utf-8')


def of_train(**changes):
    return lambda info: info['splits'][0].update(changes)


@pytest.mark.slow
@pytest.mark.parametrize('file, change', [
    ('dataset_info.json', lambda info: info.pop('splits')),
    ('dataset_info.json', lambda info: info.update(splits=[])),
    ('dataset_info.json', lambda info: info.update(splits={'train': 4})),
    ('dataset_info.json', lambda info: info.update(splits=[None])),
    ('dataset_info.json', lambda info: info['splits'].append(info['splits'][0])),
    ('dataset_info.json', lambda info: info.update(fileFormat='riegeli')),
    ('dataset_info.json', lambda info: info.pop('name')),
    ('dataset_info.json', of_train(shardLengths=[])),
    ('dataset_info.json', of_train(shardLengths=['0', '0'])),
    ('dataset_info.json', of_train(shardLengths=['1', '1'])),
    ('dataset_info.json', of_train(shardLengths=['-3', '9'])),
    ('dataset_info.json', of_train(shardLengths=['9' * 5000])),
    ('dataset_info.json', of_train(shardLengths=[10**11, 10**11])),
    ('dataset_info.json', of_train(shardLengths=[1e400, True])),
    ('dataset_info.json', of_train(shardLengths='20')),
    ('dataset_info.json', of_train(filepathTemplate='../{SPLIT}')),
    ('dataset_info.json', of_train(filepathTemplate='{UNKNOWN}')),
    ('dataset_info.json', of_train(filepathTemplate=7)),
    ('features.json', lambda features: features.clear()),
    ('features.json', lambda features: features['featuresDict']['features'].pop('label')),
    ('features.json', lambda features: features['featuresDict']['features'].update(image=[])),
    ('features.json', lambda features: features.update(pythonClassName='antigravity.Features')),
])
def test_what_stands_beside_the_records_is_not_believed(name, root, file, change):
    edited(sources.place(name, str(root)), file, change)
    assert str(sources.place(name, str(root))) in told(name, root, None)
    with pytest.raises(DataNotAvailableError):
        list(verification.lines(name, str(root)))


@pytest.mark.parametrize('content', [b'[' * 10**6, b'\xff\xfe', b'null', b'[]', b'1e999', b'"x"'])
@pytest.mark.parametrize('file', ['dataset_info.json', 'features.json'])
def test_json_of_all_kinds(name, root, file, content):
    (sources.place(name, str(root)) / file).write_bytes(content)
    assert told(name, root, None).startswith(f'{sources.place(name, str(root)) / file}: ')


@pytest.mark.parametrize('wrong, why', [
    ({'shape': (30, 28, 1)}, 'features.json: .*28.* expected'),
    ({'classes': 12}, 'features.json: .*classes=10.* expected'),
    ({'labels': (3, 11), 'classes': 12}, 'features.json')])
def test_another_set_under_the_name(wrong, why, tmp_path):
    place = digit_set.write(tmp_path, **wrong)
    with pytest.raises(DataNotAvailableError, match=why):
        loaded('mnist', tmp_path)
    digit_set.write(tmp_path / 'right')  # and so if features.json says what it should
    shutil.copy(sources.place('mnist', str(tmp_path / 'right')) / 'features.json', place)
    if wrong != {'classes': 12}:
        with pytest.raises(DataNotAvailableError, match='record [01] of .* is damaged'):
            loaded('mnist', tmp_path)
