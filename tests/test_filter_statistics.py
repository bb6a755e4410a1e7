"""Kernels whose waves are known, and the Fourier transform as reference."""

import numpy as np
import pytest

from tf_labs.nn import filter_statistics


def grating(size: int, cycles: float, *, across: bool = False, windowed: bool = True):
    """A wave of `cycles` a pixel, [size, size, 3, 1], under a bell so that its ends do not ring."""
    place = np.arange(size) - (size - 1) / 2
    wave = np.cos(2 * np.pi * cycles * place + 0.3)
    bell = np.exp(-place**2 / (2 * (size / 5) ** 2)) if windowed else np.ones(size)
    plane = np.outer(wave * bell, bell)
    return np.repeat((plane.T if across else plane)[..., None, None], 3, axis=2)


def by_fourier_transform(kernel: np.ndarray, limit: float, points: int = 1152) -> np.ndarray:
    """Share of power beyond the limit on a fine grid; what stands on the limit counts half."""
    spectrum = np.abs(np.fft.fft2(kernel, (points, points), axes=(0, 1))) ** 2
    frequency = np.abs(np.fft.fftfreq(points))
    on = np.isclose(frequency, limit)
    inside = (frequency < limit) * ~on + 0.5 * on
    power = np.einsum('yxcn,y,x->n', spectrum, inside, inside)
    return 1 - power / spectrum.sum(axis=(0, 1, 2))


@pytest.mark.slow
@pytest.mark.parametrize('stride, fraction', [(2, 1.0), (3, 1.0), (4, 1.0), (4, 0.5)])
def test_power_beyond_is_that_of_the_fourier_transform(stride, fraction):
    kernel = np.random.default_rng(stride).normal(size=(7, 5, 2, 2))
    found = filter_statistics.measure(kernel, stride, fraction=fraction)
    expected = by_fourier_transform(kernel, fraction / (2 * stride))
    np.testing.assert_allclose(found.beyond, expected, atol=1e-4)


@pytest.mark.parametrize('across', [False, True])
@pytest.mark.parametrize('cycles, by_stride', [
    (0.04, {1: False, 2: False, 4: False}), (0.18, {1: False, 2: False, 4: True}),
    (0.4, {1: False, 2: True, 4: True})])
def test_a_wave_aliases_where_it_is_shorter_than_two_strides(cycles, by_stride, across):
    kernel = grating(11, cycles, across=across)
    for stride, expected in by_stride.items():
        found = filter_statistics.measure(kernel, stride)
        assert bool(found.is_aliased[0]) is expected, (stride, found.beyond)


def test_blobs_do_not_alias_and_noise_does_as_it_must():
    place = np.arange(11) - 5.0
    blob = np.exp(-np.add.outer(place**2, place**2) / 18)
    kernel = np.repeat(blob[..., None, None], 3, axis=2) * np.array([1.0, -2.0])
    found = filter_statistics.measure(kernel, 4)
    assert (found.filters, found.dead, found.aliased) == (2, 0, 0)
    noise = filter_statistics.measure(
        np.random.default_rng(0).normal(size=(11, 11, 3, 400)), 4)
    assert noise.noise_beyond == 1 - 1 / 16
    assert noise.beyond.mean() == pytest.approx(noise.noise_beyond, abs=0.003)


def test_nothing_is_beyond_a_stride_of_one():
    kernel = np.random.default_rng(1).normal(size=(5, 5, 3, 8))
    found = filter_statistics.measure(kernel, 1)
    np.testing.assert_allclose(found.beyond, 0, atol=1e-12)
    assert found.aliased == 0


def test_dead_filters_are_counted_and_not_called_aliased():
    kernel = np.random.default_rng(2).normal(size=(7, 7, 3, 10))
    kernel[..., 0] = 0
    kernel[..., 4] *= 0.05
    kernel[..., 5] *= 0.3
    found = filter_statistics.measure(kernel, 4)
    assert np.flatnonzero(found.is_dead).tolist() == [0, 4]
    assert found.dead == 2 and found.aliased == 8
    assert found.beyond[0] == 0 and np.isfinite(found.beyond).all()
    np.testing.assert_allclose(found.rms, np.sqrt((kernel**2).mean(axis=(0, 1, 2))))


def test_one_giant_kills_no_neighbours_and_a_dead_majority_stays_dead():
    kernel = np.random.default_rng(3).normal(size=(5, 5, 3, 20))
    kernel[..., 7] *= 1000
    assert filter_statistics.measure(kernel, 2).dead == 0
    kernel[..., 8:] *= 1e-4
    assert filter_statistics.measure(kernel, 2).dead == 12


def test_a_layer_of_zeros_is_dead():
    found = filter_statistics.measure(np.zeros((3, 3, 1, 6)), 2)
    assert (found.dead, found.aliased) == (6, 0)


def test_thresholds_are_what_they_say():
    kernel = np.concatenate([grating(11, 0.04), grating(11, 0.18)], axis=-1)
    shares = filter_statistics.measure(kernel, 4).beyond
    between = filter_statistics.measure(kernel, 4, aliased_above=float(shares.min()) - 1e-9)
    assert between.aliased == 2
    assert filter_statistics.measure(kernel, 4, aliased_above=float(shares.max())).aliased == 0
    assert filter_statistics.measure(kernel, 4, dead_below=10.0).dead == 2
