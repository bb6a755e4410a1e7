"""The mean image and the colours of a split, against numpy over all of it at once."""

import numpy as np
import pytest

from tests import photo_set
from tf_labs.data import cache
from tf_labs.data import sources
from tf_labs.data import statistics
from tf_labs.data import streams
from tf_labs.data.examples import Examples

pytestmark = pytest.mark.usefixtures('own_cache')


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    found = tmp_path_factory.mktemp('photographs')
    photo_set.write(found, train=20, test=3, shards=2)
    return found


def opened(root) -> streams.Stream:
    return sources.load('imagenette', ('train',), str(root), side=24)['train']


def check(found: statistics.Statistics, images: np.ndarray) -> None:
    assert found.mean.dtype == np.float32
    assert found.mean == pytest.approx(images.mean(axis=0), rel=1e-6)
    covariance = np.cov(images.reshape(-1, images.shape[-1]).T.astype(np.float64), bias=True)
    again = found.eigenvectors @ np.diag(found.eigenvalues) @ found.eigenvectors.T
    assert again == pytest.approx(covariance, rel=1e-6)
    assert found.eigenvectors.T @ found.eigenvectors == pytest.approx(np.eye(3), abs=1e-12)
    assert list(found.eigenvalues) == sorted(found.eigenvalues, reverse=True)
    assert found.components() == pytest.approx(
        found.eigenvectors * found.eigenvalues / 255, rel=1e-6)
    along = found.components('deviations').T @ (images.reshape(-1, images.shape[-1]) / 1.0).T
    assert along.var(axis=1) == pytest.approx(found.eigenvalues**2, rel=1e-5)


def test_in_memory():
    rng = np.random.default_rng(1)
    mixing = np.array([[1, 0.6, 0.2], [0.1, 0.5, 0.3], [0, 0.1, 0.2]])
    images = (rng.uniform(0, 255, [1500, 4, 5, 3]) @ mixing / mixing.sum(0)).astype(np.uint8)
    check(statistics.of(Examples(images, np.zeros(1500, np.int64))), images)


def test_a_stream_has_those_of_its_images_in_memory(root):
    stream = opened(root)
    in_memory = stream.take(range(len(stream)))
    check(statistics.of(stream), in_memory.images)
    for one, other in zip(vars(statistics.of(stream)).values(),
                          vars(statistics.of(in_memory)).values()):
        assert np.array_equal(one, other)


def test_those_of_a_stream_are_read_once(root, monkeypatch):
    first = statistics.of(opened(root))
    monkeypatch.setattr(streams.Reader, 'read', None)
    assert np.array_equal(statistics.of(opened(root)).mean, first.mean)
    with pytest.raises(Exception, match='NoneType'):  # the twin: another split is read
        statistics.of(opened(root).first(7))


@pytest.mark.parametrize('damage', ['no room', 'garbage'])
def test_a_cache_that_does_not_work_costs_time_only(root, damage, monkeypatch, tmp_path):
    first = statistics.of(opened(root))
    if damage == 'garbage':
        for file in cache.directory().iterdir():
            file.write_bytes(b'PK garbage')
    else:
        (tmp_path / 'file').write_text('')
        monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'file'))
    assert np.array_equal(statistics.of(opened(root)).mean, first.mean)


def test_grey_images_have_one_component():
    images = np.random.default_rng(2).integers(0, 256, [50, 3, 3, 1], dtype=np.uint8)
    found = statistics.of(Examples(images, np.zeros(50, np.int64)))
    assert found.eigenvectors.tolist() == [[1.0]]
    assert found.eigenvalues == pytest.approx([images.astype(float).var()])
