"""The gradient flow of several nets beside each other."""

import io

import numpy as np
from PIL import Image
import pytest

from tf_labs.report import gradient_flows
from tf_labs.report.looks import Looks


def looks(*norms: float) -> Looks:
    """A net that was looked at twice, with these norms by layer."""
    layers = [{'layer': index + 1, 'gradient_norm': norm} for index, norm in enumerate(norms)]
    return Looks([{'step': step, 'layers': layers} for step in (0, 10)], steps_per_epoch=10)


def colours(found, left: float, right: float) -> set:
    """Returns the colours of a part of the figure, between two shares of its width."""
    image = np.asarray(Image.open(io.BytesIO(found.png)).convert('RGB'))
    height, width, _ = image.shape
    part = image[height // 3:height // 2, round(left * width):round(right * width)]
    return {tuple(pixel) for pixel in part.reshape(-1, 3)}


@pytest.mark.slow
def test_equal_norms_have_equal_colours_in_all_nets():
    """The scale is shared: the flat net's 1.0 is the other's brightest, not a middle of its own."""
    found = gradient_flows.picture({'falls': looks(1e-6, 1e-6, 1e-6), 'flat': looks(1, 1, 1)})
    assert not colours(found, 0.15, 0.4) & colours(found, 0.6, 0.8)
    same = gradient_flows.picture({'one': looks(1, 1, 1), 'two': looks(1, 1, 1)})
    assert colours(same, 0.15, 0.4) & colours(same, 0.6, 0.8)


def test_words_tell_the_first_and_the_last_layer():
    found = gradient_flows.picture({'deep': looks(1e-6, 1e-3, 1), 'odd': looks(np.nan, 0, np.inf)})
    assert 'deep 1e-06 in the first layer and 1 in the last' in found.alt
    assert 'odd nothing finite in the first layer' in found.alt


@pytest.mark.slow
def test_one_net_has_nothing_beside_it_and_a_crowd_is_cut():
    assert gradient_flows.picture({'one': looks(1, 1)}) is None
    crowd = {str(index): looks(1, 1) for index in range(6)}
    assert '3 1 in the first' in gradient_flows.picture(crowd).alt
    assert '4 1 in the first' not in gradient_flows.picture(crowd).alt
