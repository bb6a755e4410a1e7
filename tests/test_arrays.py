"""Arrays read back from files that are damaged, too large or made by somebody else."""

import io
import os
import zipfile

import numpy as np
import pytest

from tf_labs.data import arrays
from tf_labs.data import cache
from tf_labs.data.arrays import Form
from tf_labs.data.arrays import read_arrays
from tf_labs.data.arrays import UnreadableArraysError
from tf_labs.data.preparation import Preparation

STORED = {'mean': np.arange(12, dtype=np.float32).reshape(2, 2, 3), 'seed': np.array(7),
          'key': np.array('digits')}


def npz(**values) -> bytes:
    """Returns the bytes of a file of arrays."""
    content = io.BytesIO()
    np.savez(content, **values)
    return content.getvalue()


def same(one, other) -> bool:
    """True if the arrays are the same by name, type, shape and value."""
    return one.keys() == other.keys() and all(
        one[key].dtype == other[key].dtype and np.array_equal(one[key], other[key])
        for key in one)


def test_what_was_stored_is_read(tmp_path):
    path = tmp_path / 'some.npz'
    path.write_bytes(npz(**STORED))
    assert same(read_arrays(path), STORED) and same(read_arrays(npz(**STORED)), STORED)


@pytest.mark.slow
def test_no_flipped_byte_and_no_cut_is_anything_but_unreadable():
    whole, read = npz(**STORED), 0
    for place in range(len(whole)):
        for bits in (1, 0xff):
            damaged = whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1:]
            try:
                assert same(read_arrays(damaged), STORED)
                read += 1  # a date, or what else says nothing about the arrays
            except UnreadableArraysError as error:
                assert '\n' not in str(error)
        with pytest.raises(UnreadableArraysError):
            read_arrays(whole[:place])
    assert read < len(whole)  # of two tries a byte


def test_numpy_alone_raises_what_nobody_would_list():
    whole, kinds = npz(**STORED), set()
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 0xff]) + whole[place + 1:]
        try:
            with np.load(io.BytesIO(damaged)) as found:
                dict(found)
        except Exception as error:
            kinds.add(type(error))
    assert kinds - {OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile}


def member(header: str, data: bytes = b'') -> bytes:
    """Returns a file with one array whose header is written by hand."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as file:
        text = header.encode() + b'\n'
        file.writestr('x.npy', b'\x93NUMPY\x01\x00' + len(text).to_bytes(2, 'little') + text + data)
    return content.getvalue()


@pytest.mark.parametrize('content', [
    b'', b'PK garbage', npz(objects=np.array([{}], object)),
    member("{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000,)}"),
    member("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}"),
    member("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", bytes(24)),
    member("{'descr': '<V8', 'shape': "), member('1' * 60000),
], ids=['empty', 'garbage', 'objects', 'huge', 'negative', 'longer', 'cut', 'number'])
def test_what_no_run_writes_is_unreadable(content):
    with pytest.raises(UnreadableArraysError):
        read_arrays(content)


def test_what_unpacks_to_more_than_the_limit_is_not_unpacked():
    content = io.BytesIO()
    np.savez_compressed(content, zeros=np.zeros(10**6))
    assert len(content.getvalue()) < 10**5
    assert read_arrays(content.getvalue())['zeros'].nbytes == 8 * 10**6
    with pytest.raises(UnreadableArraysError, match='more than 1000000 bytes'):
        read_arrays(content.getvalue(), limit=10**6)


def test_no_regular_file_is_unreadable(tmp_path):
    os.mkfifo(tmp_path / 'pipe')
    for path in (tmp_path, tmp_path / 'pipe', tmp_path / 'missing'):
        with pytest.raises(UnreadableArraysError):
            read_arrays(path)


def test_forms_are_held():
    forms = {'mean': Form('float32', (None, None, 3)), 'seed': Form('i', ()),
             'key': Form('U', ()), 'more': Form('f', (2,), optional=True)}
    assert same(read_arrays(npz(**STORED), forms), STORED)
    for wrong in ({'mean': np.zeros([2, 2, 3])}, {'mean': np.zeros([2, 3], np.float32)},
                  {'seed': np.array([1])}, {'more': np.zeros(3)}, {'unheard_of': np.array(1)},
                  {'mean': np.zeros([2, 2, 4], np.float32)}):
        with pytest.raises(UnreadableArraysError):
            read_arrays(npz(**{**STORED, **wrong}), forms)
    with pytest.raises(UnreadableArraysError, match='no array key'):
        read_arrays(npz(mean=STORED['mean'], seed=STORED['seed']), forms)


@pytest.mark.slow
@pytest.mark.parametrize('protected', [True, False])
def test_a_preparation_with_a_flipped_byte_is_refused(protected, monkeypatch):
    whole = Preparation(mean=STORED['mean']).to_bytes()
    if not protected:  # the twin: numpy's own reader
        monkeypatch.setattr('tf_labs.data.preparation.read_arrays',
                            lambda content, forms: dict(np.load(io.BytesIO(content))))
    others = set()
    for place in range(len(whole)):
        content = whole[:place] + bytes([whole[place] ^ 0xff]) + whole[place + 1:]
        try:
            assert np.array_equal(Preparation.from_bytes(content).mean, STORED['mean'])
        except UnreadableArraysError as error:
            assert '\n' not in str(error)
        except Exception as error:
            others.add(type(error))
    assert bool(others) != protected


def test_a_damaged_cache_counts_as_none(own_cache):
    forms = {'a': Form('i', (3,))}
    cache.write('some', {'a': np.arange(3)})
    path = cache.directory() / 'some.npz'
    whole = path.read_bytes()
    assert same(cache.read('some', forms), {'a': np.arange(3)})
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xff]) + whole[place + 1:])
        found = cache.read('some', forms)
        assert found is None or same(found, {'a': np.arange(3)})
    assert cache.read('some', {'b': Form('i', (3,))}) is None


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    monkeypatch.delenv('XDG_CACHE_HOME', raising=False)
    monkeypatch.delenv('HOME', raising=False)
    monkeypatch.setattr(os, 'getuid', lambda: 123456)
    assert cache.directory() is None
    cache.write('some', {'a': np.arange(3)})
    assert cache.read('some', {}) is None


def test_the_limit_holds_the_largest_index():
    assert 1281167 * (8 + 8 + 4) < arrays.LIMIT


@pytest.mark.parametrize('is_protected', [True, False])
def test_cache_removes_what_killed_processes_have_left(is_protected, own_cache, monkeypatch):
    """And nothing else; without the protection it stays."""
    if not is_protected:
        monkeypatch.setattr(cache, '_remove_unfinished', lambda place, name: None)
    place, dead = cache.directory(), 2**22 + 1  # no process has a number as high
    place.mkdir(parents=True)
    left, *others = [place / name for name in (
        f'.some.{dead}.npz', f'.some.{os.getppid()}.npz', f'.other.{dead}.npz', f'some.{dead}.npz')]
    for path in (left, *others):
        path.write_text('half')
    cache.write('some', {'a': np.arange(3)})
    assert left.exists() is not is_protected and all(path.exists() for path in others)
