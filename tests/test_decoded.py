"""What was decoded once is kept, and taken only while it is what the files would give."""

import os
import shutil
import signal

import numpy as np
import pytest

from tests import digit_set
from tests.prepared_sets import flipped
from tf_labs.commands import asking
from tf_labs.data import cache
from tf_labs.data import decoded
from tf_labs.data import labelled_images
from tf_labs.data import prepared
from tf_labs.data import sources
from tf_labs.errors import DataNotAvailableError


@pytest.fixture(scope='module')
def sound(tmp_path_factory):
    return digit_set.write(tmp_path_factory.mktemp('sound'), train=8, test=4)


@pytest.fixture
def root(sound, tmp_path, monkeypatch):
    """A data directory of its own, and a cache that takes small sets."""
    shutil.copytree(sound.parents[1], tmp_path / 'data')
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    monkeypatch.setattr(decoded, 'LEAST', 0)
    return tmp_path / 'data'


@pytest.fixture
def decodings(monkeypatch):
    """Returns the numbers of examples that are decoded from now on."""
    decode, counts = labelled_images.load, []
    monkeypatch.setattr(labelled_images, 'load', lambda split, *rest: (
        counts.append(len(split)), decode(split, *rest))[1])
    return counts


def train(root):
    """Returns the training split as a new process would find it."""
    sources.forget()
    return sources.load('mnist', ('train',), str(root))['train']


def kept():
    """Returns the file of the cache."""
    path, = cache.directory().iterdir()
    return path


def test_the_second_run_maps_what_the_first_has_decoded(root, decodings):
    first, second = train(root), train(root)
    assert decodings == [8]
    assert second.fingerprint() == first.fingerprint()
    assert second.labels.dtype == np.int64 and second.labels.flags.aligned
    with pytest.raises(ValueError, match='read-only'):
        second.images[0] = 0


@pytest.mark.parametrize('place', [0, 28 * 28 * 8 + 9, -20, -1])
def test_a_flipped_bit_is_found_and_the_file_made_anew(place, root, decodings):
    """Of an image, a label, the mark and the checksum."""
    expected = train(root).fingerprint()
    whole = kept().read_bytes()
    kept().write_bytes(flipped(whole, place % len(whole), 3))
    assert train(root).fingerprint() == expected and decodings == [8, 8]
    assert kept().read_bytes() == whole
    train(root)
    assert decodings == [8, 8]


def test_twin_without_its_checksum_a_flipped_bit_is_trained_on(root, monkeypatch):
    expected = train(root).fingerprint()
    whole = kept().read_bytes()
    kept().write_bytes(flipped(whole, 1000, 3))
    stored = int.from_bytes(whole[-4:], 'little')
    monkeypatch.setattr(cache.zlib, 'crc32', lambda *_: stored)
    assert train(root).fingerprint() != expected


@pytest.mark.parametrize('content', [b'', b'half', bytes(28 * 28 * 8 + 8 * 8 + 36)])
def test_half_a_file_counts_as_none(content, root, decodings):
    expected = train(root).fingerprint()
    kept().write_bytes(content)
    assert train(root).fingerprint() == expected and decodings == [8, 8]


def test_what_cannot_be_a_file_counts_as_none(root, decodings):
    expected = train(root).fingerprint()
    path = kept()
    path.unlink()
    os.mkfifo(path)  # which would be waited for
    assert train(root).fingerprint() == expected and decodings == [8, 8]


def shard(root):
    """Returns the first file of the training split."""
    return min(root.glob('mnist/3.0.1/*train*'))


def write_again(path) -> None:
    """Writes a file with what is in it, and puts its old time on it."""
    before = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize('of', [shard, lambda root: root / 'mnist/3.0.1/features.json'])
def test_files_that_were_written_since_are_decoded_anew(of, root, decodings):
    """Even by somebody who puts the old time on them."""
    train(root)
    write_again(of(root))
    train(root)
    assert decodings == [8, 8]
    assert len(list(cache.directory().iterdir())) == 1


def test_twin_that_asks_for_no_times_takes_what_is_stale(root, decodings, monkeypatch):
    monkeypatch.setattr(decoded, '_state', lambda path: path.stat().st_size)
    train(root)
    write_again(shard(root))
    train(root)
    assert decodings == [8]


def test_another_version_of_the_form_is_decoded_anew(root, decodings, monkeypatch):
    train(root)
    monkeypatch.setattr(decoded, 'VERSION', 2)
    train(root)
    assert decodings == [8, 8]


def test_damaged_records_are_still_told(root):
    """By a run, as the file has changed; by `tf-labs data` whatever is kept."""
    train(root)
    path = shard(root)
    path.write_bytes(flipped(path.read_bytes(), path.stat().st_size // 2, 5))
    with pytest.raises(DataNotAvailableError, match=f'{path.name}.* is damaged'):
        train(root)
    with pytest.raises(DataNotAvailableError, match=f'1 of 3 files damaged .{path.name}'):
        asking.data('mnist', str(root))


def test_data_decodes_anew_and_keeps_it(root, decodings, capsys):
    train(root)
    asking.data('mnist', str(root))
    asking.data('tfds:mnist', str(root))
    assert decodings == [8, 8, 4, 8, 4]
    train(root)
    assert decodings == [8, 8, 4, 8, 4]


@pytest.mark.parametrize('where', ['full', 'no room', 'no home', 'a file'])
def test_where_nothing_can_be_kept_all_is_decoded(where, root, decodings, monkeypatch, tmp_path):
    expected = labelled_images.load(
        prepared.split(root / 'mnist/3.0.1', 'train'), (28, 28, 1), 10).fingerprint()
    decodings.clear()
    if where == 'full':
        monkeypatch.setenv('XDG_CACHE_HOME', '/dev/full')
    elif where == 'no room':
        free = shutil.disk_usage(tmp_path).free
        monkeypatch.setattr(cache, 'ROOM', free)
    elif where == 'no home':
        for variable in ('HOME', 'XDG_CACHE_HOME'):
            monkeypatch.delenv(variable)
        monkeypatch.setattr(os, 'getuid', lambda: 123456)
    else:
        (tmp_path / 'cache').write_text('')
    assert [train(root).fingerprint() for _ in range(2)] == [expected] * 2
    assert decodings == [8, 8]
    if where == 'no room':
        assert not list(cache.directory().iterdir())


def test_a_disk_that_fills_up_keeps_nothing_of_it(root, decodings, monkeypatch):
    def written_in_part(path, *arguments):
        file = open_file(path, *arguments)
        if path.suffix == '.mapped':
            file.write(b'half')
            file.close()
            raise OSError(28, 'No space left on device')
        return file

    open_file = cache.Path.open
    monkeypatch.setattr(cache.Path, 'open', written_in_part)
    train(root)
    train(root)
    assert decodings == [8, 8] and not list(cache.directory().iterdir())


@pytest.mark.parametrize('bounds', [(2**20, 2**28), (0, 1000)])
def test_small_and_large_sets_are_not_kept(bounds, root, decodings, monkeypatch):
    for name, bound in zip(('LEAST', 'LARGEST'), bounds):
        monkeypatch.setattr(decoded, name, bound)
    train(root)
    assert not cache.directory().exists()


def test_two_processes_at_once(root, monkeypatch):
    """Each keeps a file of its own until it is whole; one of them is killed in the middle."""
    whole = train(root)
    expected = whole.fingerprint()
    kept().unlink()
    monkeypatch.setattr(labelled_images, 'load', lambda *_: whole)  # no fork can compute
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            if number == 0:
                replace = os.replace
                cache.os.replace = lambda *names: (
                    os.kill(os.getpid(), signal.SIGKILL), replace(*names))
            os._exit(0 if train(root).fingerprint() == expected else 1)
        children.append(child)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert ends == [-signal.SIGKILL, 0, 0, 0]
    assert train(root).fingerprint() == expected
    cache.write_bytes(kept_name := next(
        path.stem for path in cache.directory().iterdir() if path.suffix == '.mapped'
        and not path.name.startswith('.')), b'other', [np.zeros(3)])
    assert [path.stem for path in cache.directory().iterdir()] == [kept_name]


def test_who_has_mapped_a_file_keeps_it(root):
    train(root)
    mapped = train(root)
    before = mapped.fingerprint()
    cache.write_bytes(kept().stem, b'other', [np.zeros(10000, np.uint8)])
    assert mapped.fingerprint() == before
