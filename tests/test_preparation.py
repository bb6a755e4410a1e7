"""Crops, mirrors and colours: the right pixels, drawn by (seed, epoch, example) alone."""

import numpy as np
import pytest
from scipy import stats
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.data import preparation as preparations
from tf_labs.data.preparation import Preparation
from tf_labs.errors import RunFailedError
from tf_labs.experiments import preparing
from tf_labs.training.run_directory import RunDirectory

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, [60, 9, 7, 3], dtype=np.uint8)
NUMBERS = np.arange(1000, 1060)
MEAN = RNG.uniform(0, 255, IMAGES.shape[1:]).astype(np.float32)
COMPONENTS = np.array([[20, 3, 1], [21, 0, -2], [19, -3, 1]], np.float32)
WHOLE = Preparation(seed=5, crop=5, random_crop=True, mirror=True, color_jitter=0.1, mean=MEAN,
                    components=COMPONENTS)


def trained(preparation, images=IMAGES, numbers=NUMBERS, epoch=3) -> np.ndarray:
    return preparation.training(tf.constant(images), tf.constant(numbers, tf.int64),
                                tf.constant(epoch, tf.int64)).numpy()


def bits(examples, *, seed=1, epoch=0) -> np.ndarray:
    return preparations.random_bits(seed, tf.constant(epoch, tf.int64),
                                    tf.constant(examples, tf.int64)).numpy()


def windows(image, size) -> dict[bytes, tuple[int, int, bool]]:
    """Returns all crops of an image and their mirrors, and where they lie."""
    height, width, _ = image.shape
    found = {}
    for top in range(height - size + 1):
        for left in range(width - size + 1):
            crop = image[top:top + size, left:left + size]
            found[crop.tobytes()] = top, left, False
            found[np.ascontiguousarray(crop[:, ::-1]).tobytes()] = top, left, True
    return found


def test_nothing_asked_for_changes_nothing():
    for prepared in (trained(Preparation()), Preparation().evaluation(IMAGES).numpy()):
        assert prepared.dtype == np.uint8 and np.array_equal(prepared, IMAGES)
    assert Preparation().is_identity and Preparation().centre(IMAGES) is IMAGES
    assert not any(one.is_identity for one in (
        Preparation(crop=3), Preparation(mirror=True), Preparation(mean=MEAN), WHOLE))


@pytest.mark.slow
@pytest.mark.parametrize('mean', [None, MEAN])
def test_every_crop_is_a_window_of_its_image_and_all_windows_are_as_likely(mean):
    preparation = Preparation(seed=2, crop=6, random_crop=True, mirror=True, mean=mean)
    whole = IMAGES if mean is None else IMAGES.astype(np.float32) - mean
    places = []
    for epoch in range(40):
        prepared = trained(preparation, epoch=epoch)
        assert prepared.shape == (60, 6, 6, 3) and prepared.dtype == preparation.dtype
        places += [windows(image, 6)[crop.tobytes()] for image, crop in zip(whole, prepared)]
    counts = np.unique(np.array(places, int), axis=0, return_counts=True)[1]
    assert len(counts) == 4 * 2 * 2  # 4 rows, 2 columns, mirrored or not
    assert stats.chisquare(counts).pvalue > 1e-3


def test_mirrors_alone_and_middle_crops_with_mirrors():
    alone = trained(Preparation(seed=1, mirror=True))
    is_mirrored = np.array([np.array_equal(a, b[:, ::-1]) for a, b in zip(alone, IMAGES)])
    assert np.array_equal(alone[~is_mirrored], IMAGES[~is_mirrored])
    assert 15 < is_mirrored.sum() < 45
    middle = trained(Preparation(seed=1, crop=4, mirror=True))
    expected = IMAGES[:, 2:6, 1:5]
    assert np.array_equal(middle[is_mirrored], expected[is_mirrored][:, :, ::-1])
    assert np.array_equal(middle[~is_mirrored], expected[~is_mirrored])


@pytest.mark.slow
def test_an_example_looks_the_same_in_whatever_batch_it_is():
    """To the last bit, alone or among others, in a graph or not."""
    expected = trained(WHOLE)
    order = RNG.permutation(60)
    assert np.array_equal(trained(WHOLE, IMAGES[order], NUMBERS[order]), expected[order])
    for start, stop in ((0, 1), (1, 8), (8, 37), (37, 60)):
        part = trained(WHOLE, IMAGES[start:stop], NUMBERS[start:stop])
        assert np.array_equal(part, expected[start:stop])
    graph = tf.function(WHOLE.training)(
        tf.constant(IMAGES), tf.constant(NUMBERS, tf.int64), tf.constant(3, tf.int64))
    assert np.array_equal(graph, expected)


def test_chance_that_went_by_the_place_in_the_batch_would_fail_that():
    """The twin: numbers of places, not of examples."""
    order = RNG.permutation(60)
    places = np.arange(60)
    assert not np.array_equal(trained(WHOLE, IMAGES[order], places),
                              trained(WHOLE, IMAGES, places)[order])


def test_seed_epoch_and_example_each_change_what_is_seen():
    expected = trained(WHOLE)
    for other in (trained(WHOLE, epoch=4), trained(WHOLE, numbers=NUMBERS + 1),
                  trained(Preparation(**{**vars(WHOLE), 'seed': 6}))):
        assert not np.array_equal(other, expected)


def test_bits_are_those_of_splitmix64():
    """Against whole numbers of Python, which have no width to overflow."""
    def mixed(value):
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            value = (value ^ value >> shift) * factor % 2**64
        return value ^ value >> 31

    assert mixed(0x9E3779B97F4A7C15) == 0xE220A8397B1DCDAF  # printed first value of seed 0
    keys = [int(key) for key in tf.random.stateless_uniform(
        [2], seed=tf.constant([1, -8], tf.int64), minval=None, maxval=None, dtype=tf.uint64)]
    for example, row in zip((0, 3, 2**40), bits([0, 3, 2**40], epoch=7)):
        for draw, value in enumerate(row):
            counter = (example * preparations.DRAWS + draw + 1) * 0x9E3779B97F4A7C15
            assert mixed(mixed((keys[0] + counter) % 2**64) ^ keys[1]) == value


def test_bits_are_even_and_of_one_another_independent():
    n = 20000
    found = {key: bits(np.arange(n), seed=key[0], epoch=key[1]) / 2.0**64
             for key in ((1, 0), (1, 1), (1, 2), (2, 0))}
    first = found.pop((1, 0))
    for draw in range(preparations.DRAWS):
        assert stats.kstest(first[:, draw], 'uniform').pvalue > 1e-4
    bound = 4.5 / np.sqrt(n)  # a correlation by chance has a deviation of 1 / sqrt(n)
    among_draws = np.corrcoef(first.T) - np.eye(preparations.DRAWS)
    assert np.abs(among_draws).max() < bound
    assert abs(np.corrcoef(first[:-1, 0], first[1:, 0])[0, 1]) < bound
    for other in found.values():
        both = np.corrcoef(first.T, other.T)[:preparations.DRAWS, preparations.DRAWS:]
        assert np.abs(both).max() < bound


def test_normal_numbers_are_normal():
    values = preparations._normal(tf.constant(bits(np.arange(20000))[:, 3])).numpy()
    assert stats.kstest(values, 'norm').pvalue > 1e-3
    levels = preparations._normal_levels()
    assert levels.mean() == pytest.approx(0, abs=1e-6) and levels.var() == pytest.approx(1)
    assert levels.max() == -levels.min() > 4


def test_colours_change_along_the_components():
    """All pixels of an image by the same amount, whose covariance is sd^2 P P^T."""
    n = 20000
    preparation = Preparation(seed=1, color_jitter=0.1, components=COMPONENTS)
    grey = np.full([n, 2, 2, 3], 100, np.uint8)
    change = trained(preparation, grey, np.arange(n)) - 100
    assert change.dtype == np.float32
    assert np.abs(change - change[:, :1, :1]).max() == 0
    expected = 0.01 * COMPONENTS @ COMPONENTS.T
    found = np.cov(change[:, 0, 0].T)
    assert np.abs(found - expected).max() < 0.05 * np.abs(expected).max()
    assert np.abs(change.mean(axis=(0, 1, 2))).max() < 4.5 * np.sqrt(expected.max() / n)
    assert preparation.evaluation(grey).dtype == tf.float32
    assert np.array_equal(preparation.evaluation(grey), grey)  # chance is for training only


def test_colours_need_components():
    with pytest.raises(ValueError, match='components'):
        Preparation(color_jitter=0.1)


def test_evaluation_is_the_middle_less_the_mean():
    expected = (IMAGES.astype(np.float32) - MEAN)[:, 2:7, 1:6]
    assert np.array_equal(WHOLE.evaluation(IMAGES), expected)
    assert np.array_equal(WHOLE.centre(IMAGES), IMAGES[:, 2:7, 1:6])
    assert np.array_equal(WHOLE.centre(tf.constant(IMAGES[0])), IMAGES[0, 2:7, 1:6])
    assert WHOLE.shape((9, 7, 3)) == (5, 5, 3) and Preparation().shape((9, 7, 3)) == (9, 7, 3)


def test_crops_in_ten_places_are_those_of_the_ten_crop_test():
    """Each of the ten about as often as the others, over many epochs."""
    preparation = Preparation(seed=2, crop=5, random_crop=True, ten_places=True, mirror=True)
    ten = [one.tobytes() for one in preparation.ten_crops(IMAGES[:1]).numpy()[:, 0]]
    assert len(set(ten)) == 10
    some = np.broadcast_to(IMAGES[:1], (2000, *IMAGES.shape[1:]))
    found = [one.tobytes() for one in trained(preparation, some, np.arange(2000))]
    counts = [found.count(one) for one in ten]
    assert sum(counts) == 2000 and stats.chisquare(counts).pvalue > 1e-3


def test_ten_crops_are_the_corners_the_middle_and_their_mirrors():
    whole = IMAGES.astype(np.float32) - MEAN
    five = [whole[:, :5, :5], whole[:, :5, -5:], whole[:, -5:, :5], whole[:, -5:, -5:],
            whole[:, 2:7, 1:6]]
    found = WHOLE.ten_crops(IMAGES).numpy()
    assert np.array_equal(found, five + [crop[:, :, ::-1] for crop in five])
    assert Preparation(crop=5).ten_crops(IMAGES).dtype == tf.uint8
    assert np.array_equal(found[4], WHOLE.evaluation(IMAGES))


@pytest.mark.parametrize('preparation', [Preparation(seed=9), WHOLE])
def test_a_preparation_is_stored_whole(preparation):
    again = Preparation.from_bytes(preparation.to_bytes())
    assert np.array_equal(trained(again), trained(preparation))
    assert again.is_identity == preparation.is_identity
    assert {type(again.seed), type(again.mirror), type(again.color_jitter)} == {int, bool, float}


@pytest.mark.parametrize('damage', ['missing', 'empty', 'cut', 'other'])
def test_a_damaged_file_is_told_in_one_line(damage, tmp_path):
    path, config = tmp_path / 'preparation.npz', lab_config('cifar10')
    path.write_bytes(WHOLE.to_bytes())
    if damage == 'missing':
        path.unlink()
    elif damage == 'other':
        np.savez(path, unheard_of=1)
    else:
        path.write_bytes(path.read_bytes()[:0 if damage == 'empty' else -100])
    with pytest.raises(RunFailedError, match='preparation.npz cannot be read') as found:
        preparing.stored(config, RunDirectory(tmp_path))
    assert '\n' not in str(found.value)
