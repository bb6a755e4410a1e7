"""The lab evolution: correlations against numpy, epochs of settling, a small run from 0 to 2."""

import math
import shutil
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tests.nets import convnet
from tests.nets import scaled
from tf_labs.data.examples import Examples
from tf_labs.errors import UserError
from tf_labs.labs.evolution import figures
from tf_labs.labs.evolution import lab
from tf_labs.labs.evolution import nearness
from tf_labs.models import features
from tf_labs.nn import layers

GENERATOR = np.random.default_rng(2)


def config_of(workdir, *overrides: str):
    return lab_config('evolution', f'--config.net.workdir={workdir}', '--config.look.examples=100',
                      '--config.look.maps=2', *overrides)


@pytest.fixture(scope='module')
def findings(trained_convnet, tmp_path_factory):
    return written(lab.compute, config_of(trained_convnet),
                   tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
def test_kept_epochs_are_compared_with_the_last_one(findings):
    assert list(findings.figures) == ['projections', 'correlation']
    rows = findings.tables['correlation']
    assert [row['epoch'] for row in rows] == findings.values['epochs'] == [0, 1, 2]
    for name in ('conv1', 'conv2', 'conv3', 'conv4'):
        values = findings.values[f'{name}_correlation']
        assert values == [row[name] for row in rows]
        assert values[-1] == pytest.approx(1) and values[0] < values[1] < 1
        assert 0 < findings.values[f'{name}_settled_at'] < 2


@pytest.mark.slow
def test_higher_layers_begin_farther_from_their_end(findings):
    """So correlations alone say nothing of the order; shares of the way begin at 0 for all."""
    assert findings.values['conv1_correlation'][0] > findings.values['conv4_correlation'][0]
    for name in ('conv1', 'conv4', 'conv4_random'):
        assert findings.values[f'{name}_share_of_way'][0] == 0
        assert findings.values[f'{name}_share_of_way'][-1] == pytest.approx(1)
    assert 'conv1_random_share_of_way' not in findings.values  # below it nothing learns


def test_projections_have_a_row_a_map_and_a_column_an_epoch():
    maps = {'conv1': (5, 9), 'conv3': (0, 31), 'conv4': (2, 7)}
    figure = figures.projections((0, 1.5, 2), maps, {
        name: GENERATOR.normal(size=(2, 3, 6, 6, 1)).astype(np.float32) for name in maps})
    panels = [axes for axes in figure.axes if axes.get_title()]
    assert [axes.get_title() for axes in panels] == [f'{name}, by epoch' for name in maps]
    for axes, numbers in zip(panels, maps.values()):
        assert [text.get_text() for text in axes.get_xticklabels()] == ['0', '1.5', '2']
        assert [int(text.get_text()) for text in axes.get_yticklabels()] == list(numbers)


def pair():
    """Two nets, whose map 1 is dead in the first, and map 2 in the second."""
    nets = [convnet(keras.layers.Conv2D(3, 3, bias_initializer='ones'), layers.relu(),
                    shape=(6, 6, 1)) for _ in range(2)]
    for model, dead in zip(nets, (1, 2)):
        model.layers[0].bias.assign(np.where(np.arange(3) == dead, -100.0, 1.0))
    return [SimpleNamespace(model=model, inputs=scaled) for model in nets]


def test_correlation_of_maps_is_that_of_numpy():
    first, second = pair()
    examples = Examples(GENERATOR.integers(0, 256, (300, 6, 6, 1), dtype=np.uint8),
                        np.zeros(300, np.int64))
    found = nearness.correlations(first, second, examples, ['conv1'])['conv1']
    a, b = (features.features(run.model, scaled(examples.images), 'conv1').numpy()[..., 0].ravel()
            for run in (first, second))
    assert found[0] == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-5)
    assert found[1] == 0.0 and math.isnan(found[2])
    assert nearness.mean_of_live(found) == pytest.approx(found[0] / 2)


def test_a_random_layer_is_as_near_to_its_end_as_the_layers_below_it():
    """On top of layers that do not differ it does not change; its net has its weights back."""
    nets = [convnet(keras.layers.Conv2D(3, 3), layers.relu(), keras.layers.Conv2D(4, 3),
                    layers.relu(), shape=(8, 8, 1)) for _ in range(2)]
    first, end = (SimpleNamespace(model=model, inputs=scaled) for model in nets)
    examples = Examples(GENERATOR.integers(0, 256, (50, 8, 8, 1), dtype=np.uint8),
                        np.zeros(50, np.int64))
    before = first.model.get_weights()
    below_differs = nearness.random_correlations(first, end, examples, ['conv2'], 0)['conv2']
    assert all(np.array_equal(*pair) for pair in zip(before, first.model.get_weights()))
    first.model.layers[0].set_weights(end.model.layers[0].get_weights())
    below_is_same = nearness.random_correlations(first, end, examples, ['conv2'], 0)['conv2']
    own = nearness.correlations(first, end, examples, ['conv2'])['conv2']
    assert np.nanmin(below_is_same) == pytest.approx(1)
    assert np.nanmean(below_differs) < 0.95 and np.nanmean(own) < 0.95


def test_the_share_of_the_way_begins_at_nothing_and_ends_at_one():
    assert nearness.share_of_way([0.6, 0.8, 1.0]) == pytest.approx([0, 0.5, 1])
    assert all(math.isnan(share) for share in nearness.share_of_way([1.0, 1.0]))


@pytest.mark.parametrize('values, expected', [
    ([0.95, 0.97, 0.99], 0), ([0.5, 0.7, 1.0], 1 + 2 / 3), ([0.95, 0.8, 1.0], 1.5),
    ([0.8, 0.9, 1.0], 1)])
def test_settled_where_a_straight_line_reaches_the_threshold_for_good(values, expected):
    assert nearness.settled_at([0, 1, 2], values, 0.9) == pytest.approx(expected)


def test_what_never_settles_has_no_epoch():
    assert math.isnan(nearness.settled_at([0, 1], [0.1, math.nan], 0.9))


@pytest.mark.slow
def test_a_run_without_kept_checkpoints_is_told_the_field(trained_convnet, tmp_path):
    workdir = tmp_path / 'run'
    shutil.copytree(trained_convnet, workdir, ignore=shutil.ignore_patterns('kept'))
    with pytest.raises(UserError, match='config.train.keep_at_epochs of the run; .*kept 0'):
        lab.compute(config_of(workdir))
