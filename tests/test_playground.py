"""The arithmetic of the playground in a browser, against Python's; and its presets."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.browser import open_page
from tests.conftest import lab_config
from tests.playground_nets import flat
from tests.playground_nets import FUNCTIONS
from tests.playground_nets import gradients
from tests.playground_nets import shaped
from tf_labs.labs import pages
from tf_labs.models import initial_weights
from tf_labs.nn import optimizers
from tf_labs.nn.activations import ACTIVATIONS
from tf_labs.playground import page as playground
from tf_labs.playground import replays
from tf_labs.training import layer_statistics

pytestmark = pytest.mark.slow
STEPS = 100
SETTINGS = {'data': 'circle', 'noise': 0.05, 'points': 60, 'batch': 10, 'hidden': [5, 3],
            'activation': 'tanh', 'rate': 0.125, 'seed': 3}

# Trains, and returns the first and the last parameters, and all batches between them.
TRAIN = '''([settings, steps]) => {
  const trainer = new mountPlayground.Trainer(settings);
  const {net} = trainer;
  const first = net.layers.map(({kernel, bias, gamma, beta}) => (
    [kernel, ...(bias ? [bias] : [gamma, beta])].map((one) => [...one])));
  const batches = [];
  for (let step = 0; step < steps; step += 1) {
    trainer.forward();
    batches.push({x: [...trainer.batch.inputs], y: [...trainer.batch.targets],
      loss: trainer.batchLoss,
      masks: settings.dropout ? trainer.masks.map((one) => [...one]) : []});
    trainer.step();
  }
  return {first, batches, last: [...net.parameters], sizes: net.sizes,
    moving: net.layers.filter(({hasNorm}) => hasNorm).map(({mean, variance}) => (
      [[...mean], [...variance]]))};
}'''


@pytest.fixture(scope='module')
def file(tmp_path_factory):
    return pages.write_lab('playground', tmp_path_factory.mktemp('page') / 'playground.html')


@pytest.fixture(scope='module')
def page(browser, file):
    opened, problems = open_page(browser, file, reduced_motion='reduce')
    yield opened
    assert not problems
    opened.context.close()


def trained(page, **changes) -> dict:
    """Returns what the page does in 100 steps, as arrays."""
    found = page.evaluate(TRAIN, [SETTINGS | changes, STEPS])
    sizes = found['sizes']
    found['first'] = [[np.reshape(kernel, shape), *map(np.array, others)]
                      for (kernel, *others), shape in zip(found['first'], zip(sizes, sizes[1:]))]
    for batch in found['batches']:
        batch['x'] = np.reshape(batch['x'], (-1, sizes[0]))
        batch['y'] = np.array(batch['y'], np.float64)
        batch['masks'] = [np.reshape(mask, (-1, units))
                          for mask, units in zip(batch['masks'], sizes[1:])]
    return found


def check(found: dict, update=lambda gradient: -0.125 * gradient, *, activation: str = 'tanh',
          **settings) -> None:
    """Takes the same steps on gradients of NumPy, of which `update` makes changes: SGD."""
    row = flat(found['first'])
    for batch in found['batches']:
        loss, slopes = gradients(shaped(row, found['first']), batch['x'], batch['y'], activation,
                                 masks=batch['masks'] or None, **settings)
        assert batch['loss'] == pytest.approx(loss, abs=1e-5)
        row = row + update(flat(slopes))
    np.testing.assert_allclose(found['last'], row, rtol=0, atol=1e-5)


def updates_of(name: str, rate: float, size: int, **settings):
    """Returns what the product's optimizer makes of gradients, in float64, as `check` takes it."""
    optimizer = optimizers.optimizer(name, rate, optimizers.Settings(**settings))
    variable = keras.Variable(np.zeros(size), dtype='float64')
    optimizer.build([variable])
    step = tf.function(lambda gradient: optimizer.apply([gradient], [variable]), autograph=False)

    def update(gradient: np.ndarray) -> np.ndarray:
        before = variable.numpy()
        step(tf.constant(gradient))
        return variable.numpy() - before

    return update


def test_batches_and_weights_are_no_accident(page):
    found = trained(page)
    assert np.abs(found['last'] - flat(found['first'])).max() > 0.1
    rows = np.concatenate([batch['x'] for batch in found['batches'][:3]])
    assert len(np.unique(rows, axis=0)) == 30  # an epoch takes each of the 30 rows once
    assert trained(page)['last'] == found['last']
    assert trained(page, seed=4)['last'] != found['last']


@pytest.mark.parametrize('name', FUNCTIONS)
def test_activations(page, name):
    z = np.linspace(-4, 4, 30)
    np.testing.assert_allclose(FUNCTIONS[name](z + 0j).real,
                               ACTIVATIONS[name].function(tf.constant(z)), rtol=1e-6, atol=1e-7)
    check(trained(page, activation=name), activation=name)


@pytest.mark.parametrize('name, rule, settings', [
    ('momentum', 'sgd', {'momentum': 0.75}),
    ('nesterov', 'sgd', {'momentum': 0.75, 'nesterov': True}),
    ('adagrad', 'adagrad', {}), ('rmsprop', 'rmsprop', {}), ('adam', 'adam', {})])
def test_optimizers(page, name, rule, settings):
    found = trained(page, optimizer=name, rate=0.03125, momentum=0.75)
    check(found, updates_of(rule, 0.03125, len(found['last']), **settings))


@pytest.mark.parametrize('settings', [{'l2': 0.01}, {'l1': 0.01}], ids=['l2', 'l1'])
def test_penalties(page, settings):
    check(trained(page, **settings), **settings)


def test_squared_error_and_more_inputs(page):
    check(trained(page, data='hills', features=['x1', 'x2', 'product', 'sin_x1']), is_class=False)
    check(trained(page, data='curve', batch=0), is_class=False)


def test_dropout_with_the_same_masks(page):
    found = trained(page, dropout=0.25)
    masks = np.concatenate([batch['masks'][0].ravel() for batch in found['batches']])
    assert set(np.round(masks, 9)) == {0, round(4 / 3, 9)}
    assert (masks == 0).mean() == pytest.approx(0.25, abs=0.03)
    check(found)


def test_batch_norm_is_that_of_keras(page):
    found = trained(page, batchNorm=True)
    layers, weights = [], []
    for kernel, *others in found['first']:
        weights.append(keras.Variable(kernel, dtype='float64'))
        if len(others) == 2:
            layers.append(keras.layers.BatchNormalization(momentum=0.9, dtype='float64'))
            layers[-1].build((None, kernel.shape[1]))
            weights += [layers[-1].gamma, layers[-1].beta]
        else:
            weights.append(keras.Variable(others[0], dtype='float64'))
    optimizer = optimizers.optimizer('sgd', 0.125)
    optimizer.build(weights)

    @tf.function(autograph=False)
    def step(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            hidden = x
            for place, layer in enumerate(layers):
                hidden = tf.tanh(layer(hidden @ weights[3 * place].value, training=True))
            z = (hidden @ weights[-2].value + weights[-1].value)[:, 0]
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, z))
        optimizer.apply(tape.gradient(loss, [one.value for one in weights]), weights)
        return loss

    losses = [step(batch['x'], batch['y']).numpy() for batch in found['batches']]
    np.testing.assert_allclose([batch['loss'] for batch in found['batches']], losses, atol=1e-5)
    np.testing.assert_allclose(found['last'], np.concatenate(
        [one.numpy().ravel() for one in weights]), rtol=0, atol=1e-5)
    for (mean, variance), layer in zip(found['moving'], layers, strict=True):
        np.testing.assert_allclose(mean, layer.moving_mean.numpy(), rtol=0, atol=1e-5)
        np.testing.assert_allclose(variance, layer.moving_variance.numpy(), rtol=0, atol=1e-5)


def test_layers_are_measured_as_in_the_reports(page):
    assert playground.SATURATED_WITHIN == layer_statistics.SATURATED_WITHIN
    settings = SETTINGS | {'activation': 'relu', 'hidden': [5, 4], 'batch': 0, 'test': 0,
                           'initializer': 'normal', 'seed': 5}
    measure = '(settings) => mountPlayground.measure(new mountPlayground.Trainer(settings))'
    rows = page.evaluate(measure, settings)
    found = trained(page, **settings)
    batch, weights = found['batches'][0], found['first']
    _, slopes = gradients(weights, batch['x'], batch['y'], 'relu')
    hidden = batch['x']
    for row, (kernel, bias), (slope, _) in zip(rows, weights, slopes):
        assert row['gradient'] == pytest.approx(layer_statistics.norm(slope), rel=1e-5)
        assert row['weights'] == pytest.approx(layer_statistics.norm(kernel), rel=1e-5)
        hidden = np.maximum(hidden @ kernel + bias, 0)
        if row is not rows[-1]:
            assert row['dead'] == pytest.approx((hidden == 0).all(axis=0).mean())
    tanh = page.evaluate(measure, settings | {'activation': 'tanh'})
    given = np.tanh(batch['x'] @ weights[0][0] + weights[0][1])
    assert tanh[0]['saturated'] == pytest.approx((np.abs(given) > 0.95).mean())
    assert tanh[-1]['dead'] is None and tanh[-1]['saturated'] is None


@pytest.mark.parametrize('name', replays.OF_LABS)
def test_replays_begin_as_the_labs_do(page, name):
    lab, _, seed = name.rpartition('_')
    config = lab_config(lab)
    expected = initial_weights.initial([2, *config.net.hidden_sizes, 1], int(seed),
                                       config.net.initializer)
    weights = page.evaluate('''(name) => {
      const tries = [...mountPlayground.presets.stuck_seed.tries,
        ...mountPlayground.presets.plateau.tries];
      const [, settings] = tries.find(([one]) => one === name);
      const {net} = new mountPlayground.Trainer(settings);
      return [...net.parameters];
    }''', {'xor_mlp_1': 'stuck', 'xor_mlp_777': 'solved', 'xor_deep_777': 'plateau'}[name])
    assert np.array(weights).astype(np.float32).tolist() == np.concatenate(
        [one.ravel() for one in expected]).tolist()
    if name.endswith('777'):
        assert config.seed == 777


# Loss of a preset's net after so many steps; None: not looked at.
LOSSES = '''([preset, place, steps]) => {
  const trainer = new mountPlayground.Trainer(mountPlayground.presets[preset].tries[place][1]);
  return steps.map((step) => {
    while (trainer.steps < step) trainer.step();
    return trainer.evaluate(trainer.train).loss;
  });
}'''


def test_the_stuck_seed_stays_stuck(page):
    assert page.evaluate(LOSSES, ['stuck_seed', 0, [10001]]) == pytest.approx([0.34726], abs=1e-5)
    assert page.evaluate(LOSSES, ['stuck_seed', 1, [10001]]) == pytest.approx([0.0012], abs=1e-4)


def test_the_plateau_ends_where_the_lab_leaves_it(page):
    early, late = page.evaluate(LOSSES, ['plateau', 0, [5000, 8500]])
    assert early == pytest.approx(np.log(2), abs=1e-4) and late < 0.01


def test_more_units_solve_xor_more_often(page):
    """0 of 20 seeds with one hidden unit, some with two, all with four."""
    solved = page.evaluate('''() => [0, 1, 3].map((place) => {
      const [, settings] = mountPlayground.presets.xor.tries[place];
      return Array.from({length: 20}, (_, index) => {
        const trainer = new mountPlayground.Trainer({...settings, seed: index + 1});
        for (let step = 0; step < 1000; step += 1) trainer.step();
        return trainer.evaluate(trainer.train).accuracy === 1;
      }).filter(Boolean).length;
    })''')
    assert solved[0] == 0 and 5 <= solved[1] <= 15 and solved[2] == 20


def test_one_neuron_learns_three_gates(page):
    found = [page.evaluate(LOSSES, ['gates', place, [1500]])[0] for place in range(4)]
    assert max(found[:3]) < 0.05 and found[3] == pytest.approx(np.log(2), abs=1e-3)
