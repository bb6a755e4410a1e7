"""The look at a net before its first step: against numpy, and without a trace in the net."""

import keras
import numpy as np
import pytest

from tests import nets
from tests import numpy_mlp
from tests.conftest import digits_config
from tf_labs.data import sources
from tf_labs.nn.towers import Towers
from tf_labs.report import probe_figures
from tf_labs.training import layer_statistics

LOSS = nets.loss(digits_config())
TRAIN = sources.load('digits', ('train',), None)['train'].first(200)


def probed(*overrides: str):
    """Returns a small net and what the probe says of it."""
    config = digits_config('--config.model.hidden_sizes=12,9', *overrides)
    model = nets.built(config)
    return model, layer_statistics.LayerStatistics(
        model, nets.loss(config), TRAIN.images, TRAIN.labels,
        config.data.scale).measure()


def test_probe_is_the_hand_computation():
    model, found = probed()
    weights = [weight.astype(np.float64) for weight in model.get_weights()]
    loss, gradients = numpy_mlp.loss_and_gradients(weights, TRAIN.images / 16.0, TRAIN.labels)
    logits, hidden = numpy_mlp.forward(weights, TRAIN.images / 16.0)
    assert found['examples'] == 200
    assert found['loss'] == pytest.approx(loss, rel=1e-5)
    assert [row['layer'] for row in found['layers']] == [1, 2, 3]
    for row, values, kernel, gradient in zip(
            found['layers'], [*hidden[1:], logits], weights[::2], gradients[::2]):
        assert row['units'] == values.shape[1]
        assert row['kernel_sd'] == pytest.approx(kernel.std(), rel=1e-5)
        assert row['activation_mean'] == pytest.approx(values.mean(), rel=1e-5)
        assert row['activation_sd'] == pytest.approx(values.std(), rel=1e-5)
        assert row['zeros'] == pytest.approx((values == 0).mean(), rel=1e-5)
        assert row['gradient_norm'] == pytest.approx(np.linalg.norm(gradient), rel=1e-4)
        assert row['saturated'] is None


@pytest.mark.parametrize('activation, low, high', [('sigmoid', 0.05, 0.95),
                                                   ('tanh', -0.95, 0.95)])
def test_saturated_is_the_share_near_an_end(activation, low, high):
    model, found = probed(f'--config.model.activation={activation}', '--config.model.init_stddev=3',
                          '--config.model.kernel_initializer=random_normal')
    kernel, bias = (weight.astype(np.float64) for weight in model.get_weights()[:2])
    inputs = TRAIN.images.reshape(200, -1) / 16.0 @ kernel + bias
    values = np.tanh(inputs) if activation == 'tanh' else 1 / (1 + np.exp(-inputs))
    expected = ((values < low) | (values > high)).mean()
    assert 0.5 < expected < 1
    assert found['layers'][0]['saturated'] == pytest.approx(expected, abs=1e-3)
    assert found['layers'][-1]['saturated'] is None  # logits have no ends


@pytest.mark.slow
@pytest.mark.parametrize('form', ['function', 'subclass'])
def test_probe_sees_batch_norm_as_training_does_and_leaves_no_trace(form):
    overrides = ('--config.model.batch_norm', '--config.model.dropout_rate=0.5',
                 '--config.model.activation=linear', f'--config.model.form={form}')
    model, found = probed(*overrides)
    untouched = nets.built(digits_config('--config.model.hidden_sizes=12,9', *overrides))
    for one, two in zip(model.variables, untouched.variables):
        assert np.array_equal(one, two)
    for row in found['layers'][:2]:  # of the batch itself mean 0, and sd 1 but for epsilon
        assert row['activation_mean'] == pytest.approx(0, abs=1e-5)
        assert row['activation_sd'] == pytest.approx(1, abs=0.02)
        assert row['zeros'] < 0.5  # no mask of dropout


def test_dead_units_are_0_for_every_example():
    model, _ = probed()
    kernel, bias, *others = model.get_weights()
    bias[:5] = -1000.0
    model.set_weights([kernel, bias, *others])
    rows = layer_statistics.LayerStatistics(
        model, LOSS, TRAIN.images, TRAIN.labels, 1 / 16).measure()
    hidden = np.maximum(TRAIN.images.reshape(200, -1) / 16.0 @ kernel + bias, 0)
    expected = (hidden == 0).all(axis=0).mean()
    assert expected >= 5 / 12
    assert rows['layers'][0]['dead'] == pytest.approx(expected)
    assert rows['layers'][-1]['dead'] is None  # a logit of 0 is an answer


def test_weights_and_histograms_are_those_of_numpy():
    model, _ = probed()
    found = layer_statistics.LayerStatistics(
        model, LOSS, TRAIN.images, TRAIN.labels, 1 / 16).measure(histograms=True)
    for row, kernel in zip(found['layers'], model.get_weights()[::2]):
        low, high, counts = row['histograms']['weights']
        assert row['weight_norm'] == pytest.approx(np.linalg.norm(kernel), rel=1e-5)
        assert (low, high) == pytest.approx((kernel.min(), kernel.max()), rel=1e-5)
        expected, _ = np.histogram(kernel.astype(np.float64), bins=32)
        assert np.abs(np.subtract(counts, expected)).sum() <= 2  # float32 at the edge of a bin
        assert sum(row['histograms']['activations'][2]) == 200 * row['units']


@pytest.mark.parametrize('values, expected', [
    ([3.0, 3.0], [3.0, 3.0, [2] + [0] * 31]), ([], [0.0, 0.0, [0] * 32]),
    ([np.nan, np.inf], [0.0, 0.0, [0] * 32]),
    ([0.0, 1.0, np.nan], [0.0, 1.0, [1] + [0] * 30 + [1]]),
])
def test_histogram_at_the_edges(values, expected):
    assert layer_statistics.histogram(np.array(values, np.float32)) == expected


def test_histogram_of_many_values_counts_some_of_them():
    values = np.random.default_rng(0).normal(size=200_001).astype(np.float32)
    low, high, counts = layer_statistics.histogram(values)
    assert (low, high) == pytest.approx((values.min(), values.max()), rel=1e-5)
    assert 25_000 < sum(counts) <= 50_000
    expected, _ = np.histogram(values, bins=32)
    assert np.abs(np.divide(counts, sum(counts)) - expected / len(values)).max() < 0.005


def test_zero_weights_have_no_gradient_but_the_output_bias():
    _, found = probed('--config.model.kernel_initializer=zeros')
    assert [row['gradient_norm'] for row in found['layers']] == [0, 0, 0]
    assert found['loss'] == pytest.approx(np.log(10), rel=1e-5)


def test_picture_and_table_hold_every_variant():
    probes = {'relu': probed()[1], 'zeros': probed('--config.model.kernel_initializer=zeros')[1]}
    figure = probe_figures.figures('lab', probes)['probe']
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ['relu', 'zeros (all 0)']
    rows = probe_figures.table(probes)
    assert [(row['variant'], row['layer']) for row in rows] == [
        (name, layer) for name in ('relu', 'zeros') for layer in (1, 2, 3)]
    assert probe_figures.figures('lab', {}) == {}


def test_layers_are_named_by_kind_and_place_and_tower():
    def conv():
        return keras.layers.Conv2D(2, 3, padding='same')

    model = keras.Sequential([
        keras.Input((8, 8, 3)), conv(), keras.layers.ReLU(),
        Towers([[conv(), conv()], [conv(), conv()]]), conv(), keras.layers.Flatten(),
        keras.layers.Dense(4), keras.layers.Dense(3)])
    found = layer_statistics.names(model)
    assert found == ['conv1', 'conv2a', 'conv3a', 'conv2b', 'conv3b', 'conv4', 'dense1', 'dense2']
    assert len(found) == len(layer_statistics.measured(model, (8, 8, 3)))
