"""The lab deconvnet on a small trained net: tables from the features, figures, bad input."""

import numpy as np
import pytest

from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.errors import UserError
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import catalog
from tf_labs.labs.deconvnet import figures
from tf_labs.labs.deconvnet import lab
from tf_labs.labs.deconvnet.strongest import Strongest
from tf_labs.models import features
from tf_labs.training.run_directory import RunDirectory

EXAMPLES = 200


def config_of(workdir, *overrides: str):
    return lab_config('deconvnet', f'--config.net.workdir={workdir}',
                      f'--config.look.examples={EXAMPLES}', *overrides)


@pytest.fixture(scope='module')
def findings(trained_convnet, tmp_path_factory):
    return written(lab.compute, config_of(trained_convnet, '--config.look.maps=3'),
                   tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
def test_table_of_layers_is_what_the_features_say(findings, trained_convnet):
    trained = TrainedRun(RunDirectory(trained_convnet), None)
    examples = trained.examples('test').first(EXAMPLES)
    assert [(row['layer'], row['sees']) for row in findings.tables['layers']] == [
        ('conv1', 5), ('conv2', 15), ('conv3', 27), ('conv4', 35)]
    for row in findings.tables['layers']:
        values = features.features(trained.model, trained.inputs(examples.images), row['layer'])
        peaks = values.numpy().max(axis=(1, 2))  # [N, M]
        shares = [max(np.mean(examples.labels[np.argsort(-one, kind='stable')[:9]] == label)
                      for label in range(10)) for one in peaks.T if one.max() > 0]
        assert row['maps'] - row['dead'] == len(shares)
        assert row['purity'] == pytest.approx(np.mean(shares))
        assert findings.values[f'{row["layer"]}_purity'] == row['purity']


@pytest.mark.slow
def test_strongest_maps_are_shown_with_their_examples(findings):
    rows = findings.tables['strongest']
    assert len(rows) == 4 * 3 * 9
    first = [row['activation'] for row in rows if row['layer'] == 'conv4' and row['rank'] == 1]
    assert first == sorted(first, reverse=True)
    for place in range(0, len(rows), 9):
        activations = [row['activation'] for row in rows[place:place + 9]]
        assert activations == sorted(activations, reverse=True)
        assert len({row['example'] for row in rows[place:place + 9]}) == 9
    assert all(0 <= row['example'] < EXAMPLES for row in rows)


@pytest.mark.slow
def test_a_figure_a_layer_tells_its_maps_in_words(findings):
    assert list(findings.figures) == ['conv1', 'conv2', 'conv3', 'conv4']
    numbers = [row['map'] for row in findings.tables['strongest']
               if row['layer'] == 'conv2' and row['rank'] == 1]
    for number in numbers:
        assert f'map {number} ' in findings.figures['conv2'].get_label()


@pytest.mark.slow
def test_chosen_layers_and_maps(trained_convnet):
    found = lab.compute(config_of(
        trained_convnet, "--config.look.layers=('conv3',)", '--config.look.map_numbers=5,0'))
    assert list(found.figures) == ['conv3']
    assert [row['map'] for row in found.tables['strongest']] == [5] * 9 + [0] * 9


@pytest.mark.slow
@pytest.mark.parametrize('override, message', [
    ("--config.look.layers=('dense1',)", 'unknown convolution; expected one of conv1, conv2, '
     'conv3, conv4; received dense1'),
    ('--config.look.map_numbers=7,8', 'conv1 has no such feature map; expected 0 to 7'),
])
def test_what_is_not_in_the_net_is_told(trained_convnet, override, message):
    with pytest.raises(UserError, match=message):
        lab.compute(config_of(trained_convnet, override))


@pytest.mark.slow
def test_a_net_without_convolutions_is_told_and_nothing_is_left(tmp_path):
    dense = tmp_path / 'dense'
    supervised.run(digits_config('--config.train.steps=1', '--config.train.execution=eager',
                                 '--config.train.diagnostics=False'), str(dense))
    with pytest.raises(UserError, match='the net has no convolutions; expected .* dense1, dense2'):
        catalog.experiment('deconvnet')(config_of(dense), str(tmp_path / 'looked'), 'auto', None)
    assert not (tmp_path / 'looked').exists()


@pytest.mark.slow
def test_purity_by_chance_is_that_of_drawing():
    assert lab.random_purity(np.zeros(20, int), 9, seed=1) == 1.0
    assert lab.random_purity(np.arange(20), 4, seed=1) == 0.25
    # Two of 0 0 1 1 are alike once in three times: 1/3 + 2/3 * 1/2.
    assert lab.random_purity(np.array([0, 0, 1, 1]), 2, seed=1) == pytest.approx(
        2 / 3, abs=0.01)


def test_dead_maps_are_not_chosen():
    peaks = np.array([[0.0, 0.0], [0.5, 0.1], [0.0, 0.0], [2.0, 0.3]], np.float32)
    nothing = np.zeros(peaks.shape, int)
    found = Strongest(peaks, nothing, nothing, nothing, nothing)
    assert lab.choose_maps(found, 3, (), 'conv1') == [3, 1]
    assert lab.choose_maps(found, 1, (), 'conv1') == [3]
    assert lab.choose_maps(found, 1, (2, 0), 'conv1') == [2, 0]


def test_each_projection_has_its_own_contrast_around_grey():
    values = np.zeros((3, 2, 2, 3), np.float32)
    values[0, 0, 0] = (-4.0, 2.0, 0.0)
    values[1, 1, 1] = (0.0, 0.001, 0.0)
    shown = figures.contrast(values)
    np.testing.assert_allclose(shown[0, 0, 0], (0.0, 0.75, 0.5))
    np.testing.assert_allclose(shown[1, 1, 1], (0.5, 1.0, 0.5))
    assert (shown[2] == 0.5).all()
    spread = np.linspace(0, 1, 101, dtype=np.float32).reshape(1, 1, 101, 1)
    clipped = figures.contrast(spread, clipped=0.5)[0, 0, :, 0]
    np.testing.assert_allclose(clipped[:51], 0.5 + spread[0, 0, :51, 0], atol=1e-6)
    assert (clipped[50:] == 1).all()


def test_square_lays_pictures_row_by_row_with_white_between():
    pictures_of = np.linspace(0, 0.5, 5)[:, None, None, None] * np.ones((1, 30, 40, 1))
    sheet = figures.square(pictures_of, columns=3)
    assert sheet.shape == (61, 122, 3)
    for number, (top, left) in enumerate([(0, 0), (0, 41), (0, 82), (31, 0), (31, 41)]):
        assert (sheet[top:top + 30, left:left + 40] == pictures_of[number, 0, 0, 0]).all()
    assert (sheet[30] == 1).all() and (sheet[:, 40] == 1).all() and (sheet[31:, 82:] == 1).all()
