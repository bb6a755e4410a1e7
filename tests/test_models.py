"""The networks: sizes, initial weights, and two forms that are one network."""

import numpy as np
import pytest

from tests import nets
from tests.conftest import digits_config
from tests.conftest import ROOT
from tf_labs.config import config_files
from tf_labs.nn import initializers


def load(name: str, *overrides: str):
    config = config_files.load(str(ROOT / 'configs' / f'{name}.py'))
    config_files.override(config, list(overrides))
    return config


@pytest.mark.parametrize('name, total, trainable', [
    ('mnist_softmax', 7850, 7850), ('mnist_nn', 269322, 269322), ('mnist_sigmoid', 269322, 269322),
    ('mnist_deep', 1195018, 1195018), ('mnist_dropout', 1195018, 1195018),
    ('mnist_batchnorm', 1203210, 1199114),
])
def test_parameter_counts_are_those_of_the_notes(name, total, trainable):
    model = nets.built(load(name))
    assert model.count_params() == total
    assert sum(np.prod(weight.shape) for weight in model.trainable_weights) == trainable


@pytest.mark.slow
@pytest.mark.parametrize('training', [True, False])
def test_function_and_class_are_one_network(training):
    overrides = ['--config.model.hidden_sizes=9,7', '--config.model.batch_norm',
                 '--config.model.dropout_rate=0.4']
    function, subclass = (nets.built(digits_config(
        *overrides, f'--config.model.form={form}')) for form in ('function', 'subclass'))
    images = np.random.default_rng(0).normal(size=(5, 8, 8, 1)).astype(np.float32)
    assert len(function.variables) == len(subclass.variables)
    for one, other in zip(function.variables, subclass.variables):
        assert np.array_equal(one, other)
    assert np.array_equal(function(images, training=training), subclass(images, training=training))
    subclass.set_weights([weight + 0.1 for weight in subclass.get_weights()])
    assert not np.array_equal(function(images), subclass(images))
    function.set_weights(subclass.get_weights())
    assert np.array_equal(function(images), subclass(images))


@pytest.mark.parametrize('name, variance, limit', [
    ('random_normal', 0.3**2, None), ('glorot_normal', 2 / 700, None), ('he_normal', 2 / 400, None),
    ('glorot_uniform', 2 / 700, (6 / 700)**0.5), ('he_uniform', 2 / 400, (6 / 400)**0.5),
    ('zeros', 0, 0),
])
def test_initializers_have_the_variance_of_their_formula(name, variance, limit):
    values = np.asarray(initializers.initializer(name, 1, 0.3)((400, 300)))
    assert values.var() == pytest.approx(variance, rel=0.02)
    assert abs(values.mean()) < 0.01
    if limit is not None:
        assert np.abs(values).max() <= limit * 1.0001


def test_layers_of_one_shape_start_differently_and_by_the_seed():
    weights = nets.built(digits_config('--config.model.hidden_sizes=32,32,32'))
    first, second = weights.get_weights()[2], weights.get_weights()[4]
    assert not np.array_equal(first, second)
    same = nets.built(digits_config('--config.model.hidden_sizes=32,32,32'))
    other = nets.built(
        digits_config('--config.model.hidden_sizes=32,32,32', '--config.seed=1'))
    assert np.array_equal(first, same.get_weights()[2])
    assert not np.array_equal(first, other.get_weights()[2])


def test_stddev_of_random_normal_is_a_config_value():
    narrow, wide = load('mnist_relu'), load('mnist_relu', '--config.model.init_stddev=1.0')
    for config, stddev in ((narrow, 0.05), (wide, 1.0)):
        kernel = nets.built(config).get_weights()[0]
        assert kernel.std() == pytest.approx(stddev, rel=0.01)
