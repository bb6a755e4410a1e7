"""Shadows, grain and scenes: what a camera makes of paper, and of what is no paper."""


import numpy as np
from PIL import Image
import pytest
from scipy import ndimage

from tests.drawn_seven import likeness
from tests.drawn_seven import paper
from tests.drawn_seven import read
from tf_labs.data import images
from tf_labs.data import shadows


def photo(size, ground=220.0, seed=0, noise=4.0):
    """Paper under a lamp, with noise, float [h, w]."""
    height, width = size
    y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
    return ground * (1 - 0.2 * (x * x + y * y)) + np.random.default_rng(seed).normal(
        0, noise, size)


def shadow(values, depth, soft):
    """A shadow over the lower right half of it, its edge slanted."""
    y, x = np.mgrid[:values.shape[0], :values.shape[1]]
    edge = (x + 2 * y - 0.75 * (values.shape[1] + values.shape[0])) / soft
    return values * (1 - depth / (1 + np.exp(-np.clip(edge, -50, 50))))


def drawn(values):
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def seven(size=(600, 800), pen=45.0, grain=0.0):
    on = 1 - np.asarray(paper((400, 400), width=14), np.float64) / 255
    ink_ = np.zeros(size)
    ink_[100:500, 200:600] = on
    if grain:
        ink_ *= np.clip(0.6 + grain * np.random.default_rng(2).normal(size=size), 0, 1)
    return photo(size) * (1 - ink_) + pen * ink_


@pytest.mark.slow
@pytest.mark.parametrize('depth, soft', [(0.45, 12), (0.35, 2)])
def test_shadows_across_a_digit_are_no_ink(depth, soft, tmp_path, monkeypatch):
    picture = drawn(shadow(seven(), depth, soft))
    sample = read(picture, tmp_path)
    assert likeness(sample.pixels) > 0.7 and not sample.doubts
    monkeypatch.setattr(shadows, 'difference', lambda *_: None)
    assert read(picture, tmp_path).doubts


@pytest.mark.slow
def test_a_blank_photograph_has_one_reason(tmp_path):
    for values in (photo((600, 800), noise=6), shadow(photo((600, 800)), 0.45, 8)):
        sample = read(drawn(values), tmp_path, suffix='jpg', quality=60)
        assert len(sample.doubts) == 1 and sample.doubts[0].startswith('no ink is found')
        assert not sample.pixels.any()


@pytest.mark.slow
def test_a_grainy_digit_is_one(tmp_path):
    sample = read(drawn(seven(pen=110, grain=0.6)), tmp_path)
    assert not sample.doubts and likeness(sample.pixels) > 0.7


def test_a_scene_without_a_digit_is_doubted(tmp_path):
    dice = np.random.default_rng(3)
    scene = sum(ndimage.gaussian_filter(dice.normal(size=(400, 500)), spread) * spread
                for spread in (2, 8, 30))
    assert read(drawn(128 + 60 * scene / scene.std()), tmp_path).doubts


@pytest.mark.slow
def test_steps_are_kept_only_to_be_shown_and_then_small(tmp_path):
    drawn(seven()).save(tmp_path / 'seven.png')
    path = str(tmp_path / 'seven.png')
    assert not images.load(path, 'mnist', 28).stages
    stages = images.load(path, 'mnist', 28, with_stages=True).stages
    assert len(stages) == 3 and max(max(values.shape) for _, values in stages) == 224
