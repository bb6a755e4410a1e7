"""scikit-learn's digits: what is read from its file is what it loads itself."""

import gzip

import numpy as np
import pytest
from sklearn import datasets

from tests.conftest import python
from tf_labs.data import digits
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG


@pytest.fixture(autouse=True)
def read_anew():
    digits._splits.cache_clear()
    yield
    digits._splits.cache_clear()


@pytest.fixture
def loaded(monkeypatch) -> list[str]:
    """Notes when scikit-learn is asked."""
    load, asked = datasets.load_digits, []
    monkeypatch.setattr(datasets, 'load_digits', lambda: (asked.append('asked'), load())[1])
    return asked


def test_are_those_of_scikit_learn_without_asking_it(loaded):
    found = sources.load('digits', ('train', 'test'), None)
    assert not loaded
    theirs = datasets.load_digits()
    is_test = np.arange(1797) % 5 == 0
    for split, chosen in (('train', ~is_test), ('test', is_test)):
        images, labels = found[split].images, found[split].labels
        assert images.dtype == np.uint8 and labels.dtype == np.int64
        assert np.array_equal(images[..., 0], theirs.images[chosen])
        assert np.array_equal(labels, theirs.target[chosen])
        assert found[split].fingerprint() == CATALOG['digits'].sha256[split]


OTHERS = {
    'none': None, 'empty': b'', 'no archive': b'no archive',
    'a word': gzip.compress(b'0,0,five\n'), 'too large a number': gzip.compress(b'1,2,300\n'),
    'zeros': gzip.compress(b'\n'.join([b','.join([b'0'] * 65)] * 1797)),
    'cut off': gzip.compress(b'0' * 1000)[:-9]}


@pytest.mark.parametrize('content', OTHERS.values(), ids=OTHERS)
def test_a_file_that_is_another_is_left_to_scikit_learn(tmp_path, monkeypatch, loaded, content):
    place = tmp_path / digits.FILE
    place.parent.mkdir(parents=True)
    if content is not None:
        place.write_bytes(content)
    spec = type('Spec', (), {'submodule_search_locations': [str(tmp_path)]})
    monkeypatch.setattr(digits.importlib.util, 'find_spec', lambda name: spec)
    assert digits.split('test').fingerprint() == CATALOG['digits'].sha256['test']
    assert loaded == ['asked']


def test_scikit_learn_is_not_imported():
    done = python('-c', 'import sys; from tf_labs.data import sources; '
                  'print(len(sources.load("digits", ("test",), None)["test"]), '
                  '"sklearn" in sys.modules, "scipy" in sys.modules)')
    assert done.stdout.split() == ['360', 'False', 'False'], done.stderr


def test_what_is_changed_in_a_split_is_not_changed_in_the_next():
    first = digits.split('train')
    first.images[:] = 0
    first.labels[:] = 0
    assert digits.split('train').fingerprint() == CATALOG['digits'].sha256['train']
