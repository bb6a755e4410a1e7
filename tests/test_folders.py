"""Folders of pictures: which pictures, of what class, in which split, as which pixels."""

import hashlib
import os
from pathlib import Path
import shutil
import struct
import zlib

import numpy as np
from PIL import Image
import pytest

from tests import picture_folder
from tests.conftest import python
from tf_labs import console
from tf_labs.config.schema import default_config
from tf_labs.data import data_sets
from tf_labs.data import images
from tf_labs.data import picture_index
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError

pytestmark = pytest.mark.usefixtures('own_cache')


@pytest.fixture
def root(tmp_path):
    return picture_folder.write(tmp_path / 'pictures', each=6)


def section(root, **changes):
    data = default_config().data
    data.name = f'folder:{root}'
    data.update(changes)
    return data


def contents(root):
    """Returns the sha256 of each picture, by path."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.rglob('*') if path.is_file()}


def prints(data):
    return [stream.fingerprint() for stream in data_sets.load(data, ('train', 'test')).values()]


@pytest.mark.slow
def test_facts_need_no_tensorflow(root):
    done = python('-c', f"""
import sys
from tf_labs.config.schema import default_config
from tf_labs.data import data_sets
data = default_config().data
data.name, data.side = 'folder:{root}', 20
facts = data_sets.describe(data)
print(facts.image_shape, *facts.names, sum(facts.examples.values()), 'tensorflow' in sys.modules)
""")
    assert done.stdout == '(20, 20, 3) cup rocket 고양이 18 False\n', done.stderr


def test_one_in_six_is_for_the_test_by_content(root):
    """The split and the order are those of the digests, whatever the files are called."""
    known = contents(root)
    wanted = {split: sorted(sha for sha in known.values()
                            if (int(sha[:8], 16) / 2**32 < 1 / 6) == (split == 'test'))
              for split in ('train', 'test')}
    labels = {sha: sorted(picture_folder.CLASSES).index(path.parent.name)
              for path, sha in known.items()}
    data = section(root)
    before = prints(data)
    for split, stream in data_sets.load(data, ('train', 'test')).items():
        found = stream.take(np.arange(len(stream))).labels.tolist()
        assert found == [labels[sha] for sha in wanted[split]] and found
    first = next(path for path in sorted(known) if known[path] in wanted['train'])
    for number, path in enumerate(sorted(known, reverse=True)):
        if path != first:  # whose side is that of all
            path.rename(path.with_name(f'z{number}{path.suffix}'))
    assert prints(data) == before


def test_folders_say_the_splits(tmp_path):
    root = picture_folder.write(tmp_path / 'p', each=2, splits=('train', 'val', 'extra'))
    facts = data_sets.describe(section(root))
    assert facts.examples == {'train': 6, 'test': 6}
    assert facts.names == tuple(sorted(picture_folder.CLASSES))
    assert (b'extra', 'it stands beside train and val') in picture_index.of(root).left_out


def test_pixels_are_those_of_the_stated_rule(tmp_path):
    """The middle square in the size of the first picture; grey stays grey, alpha lies on white."""
    rng, root = np.random.default_rng(0), tmp_path / 'p'
    pixels = rng.integers(0, 256, (8, 12), dtype=np.uint8)
    for split in ('train', 'test'):
        for name in 'ab':
            (root / split / name).mkdir(parents=True)
            Image.fromarray(pixels).save(root / split / name / '0.png')
    data = section(root)
    stream = data_sets.load(data, ('train',))['train']
    assert np.array_equal(stream.take([0]).images[0], pixels[:, 2:10, np.newaxis])
    color = rng.integers(0, 256, (8, 8, 4), dtype=np.uint8)
    color[..., 3] = np.where(np.arange(8) < 4, 255, 0)
    Image.fromarray(color).save(root / 'train' / 'b' / '0.png')
    stream = data_sets.load(data, ('train',))['train']
    both = stream.take([0, 1])
    found = dict(zip(both.labels.tolist(), both.images))
    assert np.array_equal(found[0], np.repeat(pixels[:, 2:10, np.newaxis], 3, axis=2))
    assert np.array_equal(found[1][:, :4], color[:, :4, :3]) and (found[1][:, 4:] == 255).all()


def test_picture_is_predicted_as_it_is_trained(tmp_path):
    """Turned upright, drafted, cut: to the bit."""
    root = picture_folder.write(tmp_path / 'p', each=2, splits=('train', 'test'), sides=(20, 90))
    turned = Image.open(root / 'train' / 'cup' / '1.jpg')
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.resize((1900, 1700)).save(root / 'train' / 'cup' / '1.jpg', exif=exif)
    data = section(root, side=16)
    facts, stream = data_sets.describe(data), data_sets.load(data, ('train',))['train']
    files = stream._reader.records
    for number, pixels in enumerate(stream.take(np.arange(len(stream))).images):
        sample = images.load(files.where(number), data.name, data.side, facts=facts)
        assert np.array_equal(sample.pixels, pixels)


def bomb() -> bytes:
    """Returns a PNG file that says it has 10^10 pixels."""
    header = b'IHDR' + struct.pack('>IIBBBBB', 100_000, 100_000, 8, 0, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(chunk) - 4) + chunk + struct.pack('>I', zlib.crc32(chunk))
        for chunk in (header, b'IDAT' + zlib.compress(b'')))


def test_what_is_no_picture_is_left_out_and_named(root, tmp_path, capsys):
    outside, cup = tmp_path / 'outside.png', root / 'cup'
    Image.new('RGB', (40, 40)).save(outside)
    (cup / 'empty.png').touch()
    (cup / 'notes.txt').write_text('two cups')
    (cup / 'bomb.png').write_bytes(bomb())
    (cup / 'out.png').symlink_to(outside)
    (cup / 'nothing.png').symlink_to('gone.png')
    (cup / 'loop').symlink_to(root)
    (cup / 'turn.png').symlink_to('turn.png')
    (cup / 'inside.png').symlink_to('../rocket/0.png')
    (cup / '.DS_Store').write_bytes(b'x')
    os.mkfifo(cup / 'pipe')
    (root / 'direct\x1b.png').write_bytes(outside.read_bytes())
    (cup / os.fsdecode(b'caf\xe9.png')).write_bytes((root / 'rocket' / '2.png').read_bytes() + b'0')
    console.begin()
    data = section(root)
    streams = data_sets.load(data, ('train', 'test'))
    warning, = capsys.readouterr().err.splitlines()
    assert warning.startswith(f'tf-labs: warning: 9 left out of {root}: cup/bomb.png (too large')
    assert sum(map(len, streams.values())) == 18 + 2
    told = '\n'.join(data_sets.lines(data))
    for name, why in (('cup/empty.png', 'it is empty'), ('cup/loop', 'it is a link to a folder'),
                      ('cup/notes.txt', 'it is not an image that Pillow can read'),
                      ('cup/out.png', 'it is a link that leads out of the folder'),
                      ('cup/nothing.png', 'it is a link to nothing'),
                      ('cup/pipe', 'not a regular file'),
                      (r'direct\x1b.png', 'it is in no folder of a class')):
        assert f'left out: {name} ({why})' in told
    assert 'left out: cup/turn.png' in told


def test_picture_with_damaged_pixels_counts_as_bad(root):
    path = root / 'rocket' / '0.png'
    whole = path.read_bytes()
    path.write_bytes(whole[:len(whole) // 2])
    stream = data_sets.load(section(root), ('train', 'test'))
    with pytest.raises(RunFailedError, match=r'cannot be decoded: 1, .*allows 0; one is .*0\.png'):
        for examples in stream.values():
            examples.take(np.arange(len(examples)))
    for examples in data_sets.load(section(root, max_bad_examples=1), ('train', 'test')).values():
        assert len(examples.take(np.arange(len(examples)))) == len(examples)
    told = data_sets.lines(section(root))
    assert any('--config.data.max_bad_examples=1' in line for line in told)


def no_folder(root):
    shutil.rmtree(root)


def file_in_its_place(root):
    no_folder(root)
    root.touch()


def pictures_alone(root):
    for path in sorted(root.iterdir()):
        for picture in sorted(path.iterdir()):
            picture.rename(root / f'{path.name}{picture.name}')
        path.rmdir()


def one_class(root):
    for name in picture_folder.CLASSES[1:]:
        shutil.rmtree(root / name)


def train_alone(root):
    inside = root.with_name('inside')
    root.rename(inside)
    root.mkdir()
    inside.rename(root / 'train')


def class_of_test_alone(root):
    train_alone(root)
    shutil.copytree(root / 'train', root / 'test')
    (root / 'test' / 'cup').rename(root / 'test' / 'mug')


def no_test_pictures(root):
    for path, sha in contents(root).items():
        if int(sha[:8], 16) / 2**32 < 1 / 6:
            path.unlink()


@pytest.mark.parametrize('change, error', [
    (no_folder, 'cannot be read as a folder of pictures; expected .*; received No such file'),
    (file_in_its_place, 'as a folder of pictures; expected .*; received Not a directory'),
    (pictures_alone, 'has no classes; expected a sub-folder .*; received no folder, and 18 files'),
    (one_class, 'has one class; expected .* each of two classes or more; received cup'),
    (lambda root: (root / 'empty').mkdir(), 'empty holds no pictures'),
    (train_alone, 'has train, but no test split; expected a folder test, val or validation'),
    (class_of_test_alone, 'test has a class that train lacks; expected .*; received mug'),
    (lambda root: (root / 'cup').rename(root / 'c\x1bup'), r'cannot be shown; .*received c\\x1bup'),
    (lambda root: os.rename(os.fsencode(root / 'cup'), os.fsencode(root) + b'/caf\xe9'),
     r'cannot be shown; .*received caf\\udce9'),
    (no_test_pictures, 'has no pictures for the split test'),
])
def test_folder_that_cannot_be_used_is_one_line(root, change, error):
    change(root)
    with pytest.raises((UserError, DataNotAvailableError), match=error) as caught:
        data_sets.describe(section(root))
    assert len(str(caught.value).splitlines()) == 1


def test_folder_that_may_not_be_read_is_one_line(root, monkeypatch):
    def refused(path):
        raise PermissionError(13, 'Permission denied', path)

    monkeypatch.setattr(os, 'scandir', refused)
    said = 'folder of pictures; expected .*; received Permission denied'
    with pytest.raises(DataNotAvailableError, match=said):
        data_sets.describe(section(root))


def test_files_are_read_once_until_one_is_changed(root, monkeypatch):
    data, read, one = section(root), [], picture_index._one
    before = prints(data)
    picture_index._known.clear()
    monkeypatch.setattr(picture_index, '_one', lambda path: read.append(path) or one(path))
    assert prints(data) == before and not read
    path = root / 'rocket' / '2.png'
    state = path.stat()
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # as some copies keep it
    assert prints(data) != before and len(read) == 18


def test_file_that_is_changed_under_a_run_is_one_line(root):
    stream = data_sets.load(section(root), ('train',))['train']
    Path(stream._reader.records.where(0)).write_bytes(b'another')
    with pytest.raises(DataNotAvailableError, match='was changed since the folder was looked'):
        stream.take([0])


def test_small_sets_are_decoded_once(root, monkeypatch):
    stream = data_sets.load(section(root), ('train',))['train']
    first = stream.take([0, 1])
    monkeypatch.setattr(picture_index.Files, 'read', None)
    again = stream.take([1, 0])
    assert np.array_equal(first.images, again.images[::-1])
