"""The fields of one value a layer: what they make of cifar_net, and what is refused of them."""

import json
from typing import NamedTuple

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests import nets
from tests.asked import ask
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tf_labs.config import config_values
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import comparison
from tf_labs.experiments import exporting
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.labs.occlusion import projections
from tf_labs.models import features
from tf_labs.models import layer_table
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.training.run_directory import RunDirectory

# 2 convolutions, 1 local layer, a hidden dense layer and the logits, on digits of 8 x 8.
DIGITS = ('--config.data.name=digits', '--config.data.crop=8', '--config.data.batch_size=32',
          '--config.data.random_crop=False', '--config.data.scale=0.125',
          '--config.train.diagnostics=False', '--config.train.keep_at_epochs=()')
NET = (*DIGITS, '--config.model.filters=6,5,4', '--config.model.kinds=conv,conv,local',
       '--config.model.kernels=5,4,3', '--config.model.strides=1,2,1',
       '--config.model.paddings=2,1,1', '--config.model.poolings=average,none,max',
       '--config.model.pool_sizes=3,0,2', '--config.model.hidden_sizes=7',
       '--config.model.kernel_initializer=random_normal')
NORM = ('--config.model.lrn', '--config.model.lrn_places=after_pooling,before_pooling',
        '--config.model.lrn_size=3', '--config.model.lrn_scope=same_map')
RATES = ('--config.optimizer.kernel_rates=1,1,0.5,2,1',
         '--config.optimizer.bias_rates=2,2,2,2,0', '--config.optimizer.weight_decay=0.01',
         '--config.optimizer.weight_decays=0,0.1,0.2,0.3,1')


def config(*overrides: str):
    return lab_config('cifar10', *NET, *overrides)


def test_layers_are_as_the_config_has_them():
    model = nets.built(config(*NORM, '--config.model.bias_values=1,2,3,4,5'))
    assert [type(layer).__name__ for layer in model.layers] == [
        'Conv2D', 'ReLU', 'AveragePooling2D', 'LocalResponseNorm', 'ZeroPadding2D', 'Conv2D',
        'ReLU', 'LocalResponseNorm', 'LocallyConnected', 'ReLU', 'MaxPooling2D', 'Flatten',
        'Dense', 'ReLU', 'Dense']
    with_kernel = dict(features.single_layers(model))
    assert {name: tuple(layer.kernel.shape) for name, layer in with_kernel.items()} == {
        'conv1': (5, 5, 1, 6), 'conv2': (4, 4, 6, 5), 'local1': (2, 2, 3, 3, 5, 4),
        'dense1': (4, 7), 'dense2': (7, 10)}
    assert [set(layer.bias.numpy().ravel()) for layer in with_kernel.values()] == [
        {1}, {2}, {3}, {4}, {5}]
    norms = [layer for layer in model.layers if isinstance(layer, LocalResponseNorm)]
    assert {(norm.depth_radius, norm.scope) for norm in norms} == {(1, 'same_map')}


def test_each_layer_begins_with_its_own_deviation():
    stddevs = (1e-4, 0.5, 2.0, 0.1, 10.0)
    model = nets.built(config('--config.model.init_stddevs=' + ','.join(map(str, stddevs))))
    found = [layer.kernel.numpy().std() for _, layer in features.single_layers(model)]
    assert found == pytest.approx(stddevs, rel=0.25)


def test_table_counts_the_weights_of_every_place():
    row = {row.name: row for row in layer_table.rows(nets.built(config()))}['local1']
    assert (row.kernel, row.maps, row.parameters, row.multiply_adds) == (
        '4 of 3 x 3 x 5 a place', (2, 2, 4), 4 * (45 + 1) * 4, 4 * 45 * 4)


def test_what_a_local_layer_sees_is_known_and_its_way_down_is_refused_by_name():
    model = nets.built(config('--config.model.added_filters=3'))
    assert features.layer_names(model) == ['conv1', 'conv2', 'local1', 'conv3', 'dense1', 'dense2']
    assert features.receptive_field(model, 'conv3').size > features.receptive_field(
        model, 'conv2').size
    given = config('--config.model.added_filters=3')
    given.model.poolings = ('max', 'none', 'max')
    model = nets.built(given)
    Deconvnet(model, 'conv2')
    with pytest.raises(UserError, match='locally connected.*locally_connected'):
        Deconvnet(model, 'conv3')
    assert projections.why_not(TrainedStub(model), 'local1') == (
        'a locally connected layer is not one that can be projected to the pixels; expected one of '
        'conv1, conv2; received local1')
    assert 'unknown convolution; expected one of conv1, conv2, conv3; received local2' in (
        projections.why_not(TrainedStub(model), 'local2'))
    given.model.kinds = ('local', 'conv', 'conv')
    assert 'expected a convolution with none of them below it; received local1' in (
        projections.why_not(TrainedStub(nets.built(given)), 'local1'))


class TrainedStub(NamedTuple):
    """What is asked of a trained run for its model alone."""

    model: keras.Model


@pytest.mark.parametrize('without', [(), ('conv2',)])
def test_rates_and_decays_reach_the_variables_of_their_layers(without):
    """One step from gradients of 1: -rate (1 + decay w) of kernels, -rate of biases."""
    given = config(*RATES)
    given.model.without = without
    model = nets.built(given)
    optimizer = assembly.build_optimizer(given, nets.planned(given, 1437), model)
    before = [variable.numpy() for variable in model.trainable_variables]
    optimizer.apply([tf.ones(one.shape) for one in before], model.trainable_variables)
    of_layers = [row for row in zip(
        ('conv1', 'conv2', 'local1', 'dense1', 'dense2'), given.optimizer.kernel_rates,
        given.optimizer.bias_rates, given.optimizer.weight_decays) if row[0] not in without]
    rate, after = given.optimizer.learning_rate, iter(zip(model.trainable_variables, before))
    for _, kernel_rate, bias_rate, decay in of_layers:
        kernel, start = next(after)
        np.testing.assert_allclose(kernel, start - rate * kernel_rate * (1 + decay * start),
                                   rtol=1e-5, atol=1e-6)
        bias, start = next(after)
        np.testing.assert_allclose(bias, start - rate * bias_rate, rtol=1e-5, atol=1e-7)


def test_biases_of_a_local_layer_do_not_decay():
    given = config('--config.optimizer.weight_decay=0.5', '--config.model.bias_values=1,1,1,1,1')
    model = nets.built(given)
    optimizer = assembly.build_optimizer(given, nets.planned(given, 1437), model)
    local = next(layer for layer in model.layers if isinstance(layer, LocallyConnected))
    start = local.kernel.numpy()
    optimizer.apply([tf.zeros(one.shape) for one in model.trainable_variables],
                    model.trainable_variables)
    assert (local.bias.numpy() == 1).all()
    np.testing.assert_allclose(local.kernel, start * (1 - 0.5 * given.optimizer.learning_rate),
                               rtol=1e-5)


RUN = (*NORM, *RATES, '--config.optimizer.max_filter_rms=0.25',
       '--config.optimizer.schedule=step', '--config.optimizer.stage_steps=3,2,1',
       '--config.model.init_stddevs=0.3,0.2,0.8,2.0,0.3', '--config.train.steps=6',
       '--config.data.train_examples=64', '--config.train.execution=eager',
       '--config.train.checkpoint_every_steps=4', '--config.train.steps_per_call=1')


@pytest.fixture(scope='module')
def run(tmp_path_factory):
    workdir = tmp_path_factory.mktemp('local') / 'run'
    supervised.run(config(*RUN), str(workdir))
    return workdir


@pytest.mark.slow
def test_killed_and_resumed_is_never_stopped(run, tmp_path):
    with killed_before(5):
        supervised.run(config(*RUN), str(tmp_path / 'run'))
    supervised.run(config(*RUN), str(tmp_path / 'run'))
    assert result(tmp_path / 'run')['digest'] == result(run)['digest']
    assert rows(tmp_path / 'run') == rows(run)


@pytest.mark.slow
def test_filters_of_convolutions_stay_within_their_root_mean_square(run):
    kernels = {name: layer.kernel.numpy() for name, layer in features.single_layers(
        TrainedRun(RunDirectory(run), None).model)}
    rms = {name: np.sqrt((kernel**2).mean(axis=tuple(range(kernel.ndim - 1))))
           for name, kernel in kernels.items()}
    assert 0.2 < max(rms['conv1'].max(), rms['conv2'].max()) < 0.2501
    assert min(rms['local1'].max(), rms['dense1'].max()) > 0.25  # the twins: they are not held


@pytest.mark.slow
def test_exported_it_answers_as_the_run_does(run, tmp_path):
    directory = RunDirectory(run)
    list(exporting.export(directory, None, tmp_path / 'out'))
    pixels = sources.load('digits', ('test',), None)['test'].images[:20]
    loaded = keras.models.load_model(tmp_path / 'out' / 'model.keras')
    np.testing.assert_allclose(loaded(pixels.astype(np.float32)),
                               TrainedRun(directory, None).logits(tf.constant(pixels)), atol=1e-4)
    assert not any('tf_labs' in type(layer).__module__ for layer in loaded.layers)


@pytest.mark.slow
def test_a_run_on_another_input_size_is_refused(run, tmp_path):
    done = ask('run', 'cifar10', *NET[:1], '--config.data.crop=5', *NET[2:], *RUN,
               f'--workdir={run}')
    assert done.returncode == 2 and 'data.crop' in done.stderr
    done = ask('run', 'cifar10', *NET[:1], '--config.data.crop=5', *NET[2:],
               f'--config.init.workdir={run}', "--config.init.layers=('local1',)",
               f'--workdir={tmp_path / "new"}')
    assert done.returncode == 2 and 'local1' in done.stderr and not (tmp_path / 'new').exists()
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize('overrides, words', [
    (['model.kinds=conv,conv,lokal'], r'model.kinds \(did you mean local\?\); expected one of con'),
    (['model.kinds=conv,conv'], 'filters differ in length; .* received 2 and 3'),
    (['model.bias_values=1,2'], 'expected 5, of conv1, conv2, local1, dense1, dense2; received'),
    (['optimizer.bias_rates=1,1'],
     'bias_rates does not have one value per layer; expected 5, of conv1'),
    (['optimizer.kernel_rates=1,1,1,1,-1'], 'kernel_rates is not possible; expected finite numb'),
    (['optimizer.weight_decays=0,0,0,0,0'], 'weight_decay has no effect with config.optimizer.we'),
    (['model.first_kernel=7'], 'first_kernel has no effect with config.model.kernels; expected 5'),
    (['model.first_stride=2'], 'first_stride has no effect with config.model.strides'),
    (['model.pool_size=2'], 'pool_size has no effect with config.model.pool_sizes'),
    (['model.lrn_size=4'], 'lrn_size is not possible; expected an odd number'),
    (['model.lrn', 'model.lrn_size=0'], 'lrn_size is not possible; expected an odd number'),
    (['model.lrn_size=9'], 'lrn_size has no effect with config.model.lrn False'),
    (['model.lrn_places=before_pooling,before_pooling'], 'lrn_places has no effect without'),
    (['model.lrn', 'model.lrn_places=before,after_pooling'], 'did you mean before_pooling'),
    (['model.lrn', 'model.lrn_scope=maps'], 'unknown config.model.lrn_scope'),
    (['model.init_stddevs=1,1,1,1,1', 'model.kernel_initializer=he_normal'],
     'init_stddevs has no effect with config.model.kernel_initializer he_normal'),
    (['data.crop=2'], 'the kernels of conv2 are larger than their input; expected at most 3'),
    (['optimizer.schedule=step', 'optimizer.stage_epochs=9', 'optimizer.decay_epochs=2'],
     'decay_epochs has no effect with config.optimizer.stage_epochs'),
    (['optimizer.schedule=step', 'optimizer.stage_epochs=9', 'optimizer.stage_steps=2'],
     'stage_steps has no effect with config.optimizer.stage_epochs'),
    (['optimizer.stage_epochs=9'], 'stage_epochs has no effect with config.optimizer.schedule'),
    (['data.random_crop=False', 'data.random_crop_places=ten_crops'], 'has no effect with'),
    (['data.color_jitter_scale=deviation'], 'unknown .*did you mean deviations'),
    (['optimizer.max_filter_rms=0'], 'max_filter_rms is not possible'),
    (['model.towers=2', 'model.hidden_sizes=()', 'model.without=()'], 'by two towers'),
    (['optimizer.name=adam', 'optimizer.momentum=0', 'optimizer.weight_decay=0.01',
      'optimizer.bias_rates=1,1,1,1,1'], 'bias_rates has no effect with')])
def test_fields_of_layers_that_cannot_be(overrides, words):
    fields = {one.partition('=')[0] for one in overrides}  # a tuple given twice is a longer one
    kept = [one for one in NET if one.removeprefix('--config.').partition('=')[0] not in fields]
    with pytest.raises(UserError, match=words):
        validate(lab_config('cifar10', *kept, *(f'--config.{one}' for one in overrides)),
                 data_sets.describe)


def test_pooling_that_is_none_reads_no_size_and_the_others_need_one():
    for sizes, words in (((3, 3, 2), 'conv2 does not fit its pooling, none; expected 0'),
                         ((3, 0, 0), 'local1 does not fit its pooling, max; expected at')):
        wrong = config()
        wrong.model.pool_sizes = sizes
        with pytest.raises(UserError, match=words):
            validate(wrong, data_sets.describe)


def test_other_nets_take_rates_by_layer_and_no_layers_of_their_own():
    digits = lab_config('digits', '--config.optimizer.name=momentum_decay',
                        '--config.optimizer.bias_rates=2,0,1')
    with pytest.raises(UserError, match='expected 2, of dense1, dense2'):
        validate(digits, data_sets.describe)
    digits.optimizer.bias_rates = (2.0, 0.0)
    validate(digits, data_sets.describe)
    digits.optimizer.max_filter_rms = 0.1
    with pytest.raises(UserError, match='max_filter_rms is for nets with convolutions'):
        validate(digits, data_sets.describe)
    digits.optimizer.max_filter_rms = None
    digits.model.kinds = ('local',)
    with pytest.raises(UserError, match='kinds has no effect with config.model.name mlp'):
        validate(digits, data_sets.describe)


@pytest.mark.parametrize('overrides, words', [
    (('optimizer.stage_epochs=1', 'train.epochs=3'),
     r'stage_epochs ends before the run; expected 3 epochs or more .*; received \(1,\)'),
    (('optimizer.stage_epochs=1,1', 'train.steps=1000'), 'expected 23 epochs or more in all'),
    (('optimizer.stage_steps=4,6', 'train.steps=11'), 'expected 11 steps or more in all'),
    (('optimizer.warmup_steps=11', 'train.steps=11'), 'warmup_steps is as long .* less than 11'),
])
def test_a_schedule_that_ends_before_the_run_is_refused(overrides, words):
    config = lab_config('cifar10', *DIGITS, '--config.optimizer.schedule=step',
                        *(f'--config.{one}' for one in overrides))
    with pytest.raises(UserError, match=words):
        validate(config, data_sets.describe)


def test_fields_at_their_defaults_are_no_part_of_what_a_run_is():
    """A config of before these fields, as its directory holds it, is read and is the same run."""
    whole = lab_config('cifar10')
    stored = json.loads(config_values.to_json(whole))
    for section, prefixes in (('model', ('kinds', 'kernels', 'lrn_')),
                              ('optimizer', ('stage_', 'bias_rates', 'weight_decays'))):
        stored[section] = {name: value for name, value in stored[section].items()
                           if not name.startswith(prefixes)}
    assert config_values.from_json(json.dumps(stored)) == whole
    assert not [path for path in config_values.lasting(whole) if 'lrn' in path or 'stage' in path]


@pytest.mark.parametrize('name, parameters', [
    ('cifar10_18pct', {'18': 89_578}), ('cifar10_13pct', {'13': 1_116_490}),
    ('cifar10_11pct', {'size_9': 2_112_970, 'size_5': 1_116_490})])
def test_nets_of_the_authors_have_their_sizes(name, parameters):
    """Counted by hand from the files, biases one a place where weights are not shared."""
    for variant, wanted in zip(comparison.variants(lab_config(name)).values(),
                               parameters.values(), strict=True):
        validate(variant, data_sets.describe)
        assert nets.built(variant).count_params() == wanted
