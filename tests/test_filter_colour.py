"""Colour of first filters: grey, coloured and noise; towers that share it out, and mixed ones."""

import keras
import numpy as np
import pytest

from tf_labs.experiments import measurements
from tf_labs.models import cifar_net
from tf_labs.models import first_layer
from tf_labs.nn import filter_colour

RANDOM = np.random.default_rng(0)
NOISE = RANDOM.normal(size=(5, 5, 3, 400))
GREY = np.repeat(NOISE.mean(axis=2, keepdims=True), 3, axis=2)


def test_share_of_colour():
    assert filter_colour.shares(GREY) == pytest.approx(0, abs=1e-12)
    assert filter_colour.shares(NOISE - GREY) == pytest.approx(1)
    assert filter_colour.shares(NOISE).mean() == pytest.approx(2 / 3, abs=0.01)
    assert filter_colour.shares(np.zeros((3, 3, 3, 2))).tolist() == [0, 0]
    one = np.zeros((1, 1, 3, 1))
    one[0, 0, 0] = 2.0  # red alone: 4 less 3 (2 / 3)^2
    assert filter_colour.shares(one) == pytest.approx(2 / 3)


def test_towers_of_grey_and_of_colour_differ_and_mixed_ones_do_not():
    grey, colour = GREY[..., :16], NOISE[..., 16:32]
    found = filter_colour.gap_between([grey, colour])
    assert found.is_shared_out and found.shares[0] < 0.01 < found.shares[1]
    assert found.gap == pytest.approx(found.shares[1] - found.shares[0])
    turned = filter_colour.gap_between([colour, grey])
    assert turned.shares == found.shares[::-1] and turned.gap == pytest.approx(found.gap)
    mixed = [np.concatenate(parts, axis=-1) for parts in (
        (grey[..., :8], colour[..., :8]), (grey[..., 8:], colour[..., 8:]))]
    assert not filter_colour.gap_between(mixed).is_shared_out
    assert not filter_colour.gap_between([grey, grey]).is_shared_out


def test_chance_calls_one_of_twenty_pairs_of_random_towers_different():
    pairs = NOISE.reshape(5, 5, 3, 25, 16).transpose(3, 0, 1, 2, 4)
    called = [filter_colour.gap_between([one[..., :8], one[..., 8:]], seed=place).is_shared_out
              for place, one in enumerate(pairs)]
    assert sum(called) <= 4


def test_a_run_tells_of_its_towers():
    def net(towers, channels=3):
        return keras.Sequential([keras.Input((8, 8, channels)), *cifar_net.pieces(
            2, seed=1, filters=(8, 4, 4, 4), towers=towers)])

    two = net(2)
    found = measurements.tower_colours(two)
    kernel, _ = first_layer.convolution(two)
    assert found['colour_share_b'] == pytest.approx(
        filter_colour.shares(kernel[..., 4:]).mean())
    assert found['colour_gap'] == pytest.approx(
        abs(found['colour_share_a'] - found['colour_share_b']))
    assert measurements.tower_colours(net(1)) == measurements.tower_colours(net(2, 1)) == {}
