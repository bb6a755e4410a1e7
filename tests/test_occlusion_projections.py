"""What the feature map of a covered picture has seen, there and in other pictures."""

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.deconvnet import strongest
from tf_labs.labs.deconvnet.figures import contrast
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.labs.occlusion import figures
from tf_labs.labs.occlusion import lab
from tf_labs.labs.occlusion import projections
from tf_labs.labs.occlusion import sliding
from tf_labs.models import features
from tf_labs.training.partial_results import PartialResults
from tf_labs.training.run_directory import RunDirectory

RANDOM = np.random.default_rng(0)


@pytest.mark.slow
def test_projections_are_the_deconvnets_of_the_strongest_places(trained_convnet):
    """Of a picture that its map answers to most, the others are the next ones."""
    trained = TrainedRun(RunDirectory(trained_convnet), None)
    examples = trained.examples('test').first(40)
    values = features.features(trained.model, trained.inputs(examples.images), 'conv3').numpy()
    peaks = values.max(axis=(1, 2))  # [40, M]
    channel = int(peaks.max(axis=0).argmax())
    order = np.argsort(-peaks[:, channel], kind='stable')
    inputs = np.asarray(trained.inputs(examples.images))
    first = int(order[0])
    found, strange = projections.project(
        trained, 'conv3', [sliding.Subject('in', inputs[first], inputs[first], 0, first),
                           sliding.Subject('not in', inputs[first], inputs[first], 0)],
        [channel, channel], examples, 2)
    assert found.numbers.tolist() == order[1:3].tolist()
    assert strange.numbers.tolist() == order[:2].tolist()
    assert found.labels.tolist() == examples.labels[order[1:3]].tolist()
    np.testing.assert_allclose(found.activations, peaks[order[:3], channel], rtol=1e-4)
    field = [features.receptive_field(trained.model, 'conv3', axis) for axis in (0, 1)]
    for number, one in zip(order[:3], found.values):
        place = np.unravel_index(values[number, ..., channel].argmax(), values.shape[1:3])
        whole = Deconvnet(trained.model, 'conv3').project(
            inputs[[number]], tf.constant([channel]), tf.constant([place], tf.int32))[0].numpy()
        np.testing.assert_allclose(one, strongest.window(whole, field, place), atol=1e-5)
        assert np.abs(one).max() > 0


@pytest.mark.slow
def test_a_layer_without_a_way_down_has_the_other_panels_and_a_line_that_says_why(
        trained_convnet, tmp_path):
    found = lab.compute(lab_config(
        'occlusion', f'--config.net.workdir={trained_convnet}', '--config.occlusion.stride=4',
        '--config.occlusion.images=5,', '--config.occlusion.layer=dense1'),
        PartialResults(RunDirectory(tmp_path)))
    assert found.lines[-1].startswith('No projections of dense1: unknown convolution; expected ')
    assert len(found.figures['occlusion'].axes) == 6  # four panels, two colour bars
    assert 'others' not in found.tables


@pytest.mark.parametrize('count', [1, 2, 4])
def test_the_frame_is_around_the_projection_of_the_picture(count):
    values = RANDOM.normal(size=(count, 30, 40, 3)).astype(np.float32)
    labels = np.array([['a', 'b'], ['a', 'a']])
    picture = np.zeros((30, 40, 3), np.uint8)
    figure = figures.maps([figures.Maps('one', picture, 255, 'a', np.ones((2, 2)), np.ones((2, 2)),
                                        labels, 5, 20, values)], 'conv1')
    panel = next(axes for axes in figure.axes if axes.get_title().startswith('projections'))
    sheet, frame = panel.images[0].get_array(), panel.patches[0]
    height, width = round(frame.get_height()), round(frame.get_width())
    np.testing.assert_array_equal(sheet[:height, :width],
                                  contrast(values[:1], figures.CLIPPED)[0])
