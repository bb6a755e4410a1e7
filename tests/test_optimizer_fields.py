"""Clipping, warm-up and exclusions from decay: formulas, executions, resume, refusals."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests import nets
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import supervised
from tf_labs.nn import clipping
from tf_labs.nn import optimizers
from tf_labs.nn.plateau import Plateau

pytestmark = pytest.mark.usefixtures('undrawn')

NET = ('--config.model.hidden_sizes=8', '--config.model.batch_norm', '--config.train.steps=40')
SETTINGS = (*NET, '--config.optimizer.clip_norm=0.7', '--config.optimizer.warmup_steps=4')
EXCLUDED = '--config.optimizer.decay_exclude=bias,norm,dense2'


def test_clipping_is_its_formula_and_leaves_what_is_short():
    generator = np.random.default_rng(1)
    arrays = [generator.normal(size=shape).astype(np.float32) for shape in ((3, 4), (4,), ())]
    norm = np.sqrt(sum((array.astype(np.float64) ** 2).sum() for array in arrays))
    gradients = [tf.constant(array) for array in arrays]
    gradients.insert(1, None)
    clipped = clipping.by_global_norm(gradients, 0.5)
    assert clipped.pop(1) is None
    for found, array in zip(clipped, arrays, strict=True):
        np.testing.assert_allclose(found, array * (0.5 / norm), rtol=1e-6)
    for found, array in zip(clipping.by_global_norm(gradients[2:], 1.01 * norm), arrays[1:]):
        np.testing.assert_array_equal(found, array)  # to the last bit
    assert float(clipping.by_global_norm([tf.zeros(())], 0.1)[0]) == 0
    sparse = tf.IndexedSlices(tf.constant([[3.0, 4.0]]), tf.constant([1]), tf.constant([2, 2]))
    np.testing.assert_allclose(
        tf.convert_to_tensor(clipping.by_global_norm([sparse], 1.0)[0]), [[0, 0], [0.6, 0.8]])


@pytest.mark.parametrize('name', ['constant', 'step', 'cosine', 'plateau'])
def test_warm_up_grows_linearly_and_then_is_the_schedule(name):
    plateau = Plateau(patience=1)
    rate = optimizers.warmed_up(name, 0.1, warmup_steps=10, total_steps=50, decay_steps=20,
                                decay_rate=0.5, plateau=plateau)
    assert [float(rate(step)) for step in (0, 1, 5, 9)] == pytest.approx(
        [0, 0.01, 0.05, 0.09], abs=1e-8)
    expected = {'constant': [0.1] * 4, 'plateau': [0.1] * 4, 'step': [0.1, 0.1, 0.05, 0.025],
                'cosine': [0.1, 0.05 * (1 + np.cos(np.pi * 9 / 40)),
                           0.05 * (1 + np.cos(np.pi * 10 / 40)), 0]}[name]
    steps = (10, 19, 20, 50)
    assert [float(rate(step)) for step in steps] == pytest.approx(expected, abs=1e-7)
    plateau.observe(0.5, 1)
    assert plateau.observe(0.5, 2)  # a drop
    assert float(rate(30)) == pytest.approx(
        0.05 if name == 'plateau' else float(rate(30)), abs=1e-8)


def _reference(start, gradients, undecayed, settings):
    """AdamW (Loshchilov and Hutter) in NumPy, float64, with clipping and warm-up."""
    weights = [array.astype(np.float64) for array in start]
    first, second = ([np.zeros_like(array) for array in weights] for _ in range(2))
    for t, of_step in enumerate(gradients):
        norm = np.sqrt(sum((array.astype(np.float64) ** 2).sum() for array in of_step))
        rate = settings.learning_rate * min(1.0, t / settings.warmup_steps)
        for place, gradient in enumerate(of_step):
            g = gradient * min(1.0, settings.clip_norm / norm)
            if place not in undecayed:
                weights[place] -= rate * settings.weight_decay * weights[place]
            first[place] += 0.1 * (g - first[place])
            second[place] += 0.001 * (g ** 2 - second[place])
            scale = np.sqrt(1 - 0.999 ** (t + 1)) / (1 - 0.9 ** (t + 1))
            weights[place] -= rate * scale * first[place] / (np.sqrt(second[place]) + 1e-7)
    return weights


@pytest.mark.parametrize('way', ['eager', 'graph', 'xla'])
@pytest.mark.slow
def test_all_three_together_are_numpy(way):
    config = digits_config(*SETTINGS, EXCLUDED, '--config.optimizer.name=adamw',
                           '--config.optimizer.weight_decay=0.5',
                           '--config.optimizer.learning_rate=0.01')
    model = nets.built(config)
    optimizer = assembly.build_optimizer(config, nets.planned(config, 1437), model)
    variables = model.trainable_variables
    names = [variable.name for variable in variables]
    assert names == ['kernel', 'bias', 'gamma', 'beta', 'kernel', 'bias']
    generator = np.random.default_rng(2)
    gradients = [[generator.normal(size=variable.shape).astype(np.float32) * size
                  for variable in variables] for size in (1, 1e-3, 1, 0.1, 1, 1e-3, 1, 1)]
    start = [variable.numpy() for variable in variables]

    def step(*given):
        optimizer.apply(clipping.by_global_norm(given, config.optimizer.clip_norm), variables)

    taken = step if way == 'eager' else tf.function(step, jit_compile=way == 'xla' or None)
    for of_step in gradients:
        taken(*map(tf.constant, of_step))
    expected = _reference(start, gradients, {1, 2, 3, 4, 5}, config.optimizer)
    for variable, array, before in zip(variables, expected, start, strict=True):
        np.testing.assert_allclose(variable.numpy(), array, rtol=1e-5, atol=2e-6)
        assert np.abs(variable.numpy() - before).max() > 0.01


def test_momentum_decay_leaves_out_kernels_by_name():
    config = digits_config(*NET, '--config.optimizer.name=momentum_decay',
                           '--config.optimizer.weight_decay=0.5',
                           '--config.optimizer.decay_exclude=dense1')
    model = nets.built(config)
    optimizer = assembly.build_optimizer(config, nets.planned(config, 1437), model)
    before = [keras.ops.convert_to_numpy(one) for one in model.trainable_variables]
    optimizer.apply([tf.zeros(one.shape) for one in before], model.trainable_variables)
    moved = [not np.array_equal(one, new)
             for one, new in zip(before, model.trainable_variables, strict=True)]
    assert moved == [False, False, False, False, True, False]  # the kernel of dense2 alone
    left = 1 - config.optimizer.learning_rate * 0.5
    np.testing.assert_allclose(model.trainable_variables[4], before[4] * left, rtol=1e-6)


RUN = (*SETTINGS, '--config.train.eval_every_epochs=1', '--config.train.steps=130',
       '--config.optimizer.warmup_steps=125', '--config.optimizer.schedule=plateau',
       '--config.optimizer.patience=1', '--config.optimizer.learning_rate=0.5',
       '--config.optimizer.name=adamw', EXCLUDED, '--config.train.checkpoint_every_steps=20',
       '--config.train.steps_per_call=11', '--config.train.diagnostics=False')


@pytest.mark.slow
def test_a_run_killed_in_its_warm_up_after_a_drop_ends_as_if_never_stopped(tmp_path):
    config = digits_config(*RUN)
    supervised.run(config, str(tmp_path / 'straight'))
    with killed_before(120):
        supervised.run(config, str(tmp_path / 'run'))
    supervised.run(config, str(tmp_path / 'run'))
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']
    found = rows(tmp_path / 'run')
    assert found == rows(tmp_path / 'straight')
    rates = [row['learning_rate'] for row in found]  # at steps 40, 80, 120, 130
    assert rates == pytest.approx([0.5 * 40 / 125, 0.5 * 80 / 125, 0.5 * 120 / 125, 0.05], rel=1e-5)


@pytest.mark.parametrize('overrides, message', [
    (['--config.optimizer.clip_norm=0'], 'clip_norm is not possible; expected a finite number'),
    (['--config.optimizer.clip_norm=1', '--config.optimizer.name=rprop'],
     'clip_norm has no effect with config.optimizer.name rprop'),
    (['--config.optimizer.clip_norm=1', '--config.optimizer.name=lbfgs'], 'no effect'),
    (['--config.optimizer.warmup_steps=-1'], 'warmup_steps is not possible; expected at least 0'),
    (['--config.optimizer.warmup_steps=5', '--config.optimizer.name=rprop'], 'no effect'),
    (['--config.optimizer.decay_exclude=bias'],
     'decay_exclude has no effect with config.optimizer.name adam'),
    (['--config.optimizer.name=adamw', '--config.optimizer.decay_exclude=(1,)'],
     'decay_exclude is not possible; expected names'),
])
def test_what_an_optimizer_does_not_read_is_refused(overrides, message):
    with pytest.raises(UserError, match=message):
        validate(digits_config(*overrides), data_sets.describe)


def test_what_only_the_net_can_tell_leaves_nothing(tmp_path):
    config = digits_config(*NET, '--config.optimizer.name=adamw',
                           '--config.optimizer.decay_exclude=dense')
    with pytest.raises(UserError, match='config.optimizer.decay_exclude .*one of bias, norm, '
                       'dense1, batch_norm1, dense2'):
        supervised.run(config, str(tmp_path / 'run'))
    assert not (tmp_path / 'run').exists()
