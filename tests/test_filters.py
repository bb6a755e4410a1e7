"""The picture of the first kernels, and what is counted in it."""

import keras
import numpy as np
from PIL import Image
import pytest

from tests.conftest import digits_config
from tf_labs.commands import showing
from tf_labs.errors import UserError
from tf_labs.experiments import filters
from tf_labs.experiments import supervised
from tf_labs.models import first_layer
from tf_labs.nn import filter_statistics
from tf_labs.nn.towers import Towers
from tf_labs.report import filter_figure


def waves(count: int, size: int = 11) -> np.ndarray:
    """Waves in colour of 0.05 cycles a pixel, every fourth one of 0.3, [size, size, 3, count]."""
    place = np.arange(size) - size // 2
    cycles = np.where(np.arange(count) % 4 == 3, 0.3, 0.05)
    lines = np.cos(2 * np.pi * cycles * place[:, np.newaxis]) * np.hanning(size)[:, np.newaxis]
    plane = lines[:, np.newaxis] * np.hanning(size)[np.newaxis, :, np.newaxis]
    return plane[:, :, np.newaxis] * np.array([1.0, 0.2, -0.5])[:, np.newaxis]


def test_dead_and_aliased_filters_are_marked_where_they_stand():
    kernel = waves(40)
    kernel[..., 21] = 0
    found = filter_statistics.measure(kernel, 4)
    figure = filter_figure.draw(kernel, found, 2, 4)
    said = figure.get_label()
    assert 'Dead: 21.' in said and 'Aliased: 3, 7, 11, 15, 19, 23, 27, 31, 35, 39.' in said
    upper, lower = figure.axes  # 20 filters of each tower in two rows of 16
    assert [len(axes.patches) for axes in (upper, lower)] == [5, 6]
    dead = [patch for patch in lower.patches if patch.get_linestyle() == '--']
    assert [patch.get_xy() for patch in dead] == [(12 - 0.5, -0.5)]  # the second of its tower
    sheet = lower.images[0].get_array()
    assert sheet.shape == (2 * 12 - 1, 16 * 12 - 1, 3)
    assert np.asarray(sheet[:11, 12:23]) == pytest.approx(0.5)
    assert upper.get_title().startswith('tower 1: the largest weight is ')


@pytest.mark.slow
def test_grey_filters_of_the_command_line(trained_convnet, tmp_path, capsys):
    showing.filters(str(trained_convnet), None, str(tmp_path / 'filters.png'))
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith('conv1: 8 filters of 5x5x1, stride 1, at step 88: ')
    assert '0 aliased' in first and 'white noise: 0.00' in second
    assert third == f'{tmp_path}/filters.png'
    with Image.open(tmp_path / 'filters.png') as figure:
        assert 'in grey' in figure.info['Description']
    showing.filters(str(trained_convnet), 0, None)
    assert 'at step 0' in capsys.readouterr().out
    assert (trained_convnet / 'figures' / 'filters.png').is_file()


def test_colour_of_the_filters_is_told_of_each_tower():
    grey = np.ones((3, 3, 3, 4))
    red = grey * np.array([1.0, 0, 0])[:, np.newaxis]
    whole, towers = filters.colour_lines(np.concatenate([grey, red], axis=-1), [grey, red])
    assert whole.startswith('colour: 0.33 of the power')  # half of 0 and 2 / 3
    assert 'colour by tower: 0.00 and 0.67, a gap of 0.67' in towers
    assert towers.endswith('the towers have shared it out')
    _, alike = filters.colour_lines(grey, [grey, grey])
    assert alike.endswith('no difference between the towers shown')
    assert len(list(filters.colour_lines(grey, []))) == 1


@pytest.mark.slow
def test_a_dense_net_is_refused_in_one_line(tmp_path):
    supervised.run(digits_config('--config.train.steps=1', '--config.train.keep=1'),
                   str(tmp_path / 'dense'))
    with pytest.raises(UserError, match='does not begin with a conv.*whose layers are dense1'):
        showing.filters(str(tmp_path / 'dense'), None, str(tmp_path / 'filters.png'))
    assert not (tmp_path / 'filters.png').exists()


def test_first_kernels_behind_zeros_and_in_towers():
    def conv():
        return keras.layers.Conv2D(4, 3, strides=2)

    padded = keras.Sequential([keras.Input((9, 9, 3)), keras.layers.ZeroPadding2D(1), conv()])
    kernel, stride = first_layer.convolution(padded)
    assert np.array_equal(kernel, padded.layers[1].kernel) and stride == 2
    towers = Towers([[conv()], [conv()]])
    kernel, _ = first_layer.convolution(keras.Sequential([keras.Input((9, 9, 3)), towers]))
    assert kernel.shape == (3, 3, 3, 8)
    assert np.array_equal(kernel[..., 4:], towers.stacks[1][0].kernel)
    behind = Towers([[keras.layers.ZeroPadding2D(1), conv()] for _ in range(2)])
    model = keras.Sequential([keras.Input((9, 9, 3)), behind])
    assert first_layer.convolution(model)[0].shape == (3, 3, 3, 8)
    assert len(first_layer.of_towers(model)) == 2
    pooled = keras.Sequential([keras.Input((9, 9, 3)), keras.layers.MaxPooling2D(), conv()])
    assert first_layer.convolution(pooled) is None
