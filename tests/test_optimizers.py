"""Optimizers against PyTorch and against their formulas, across executions and checkpoints."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import forked
from tests.golden import make_optimizers as golden
from tests.small_training import DENSE
from tests.small_training import flat
from tests.small_training import OURS
from tests.small_training import Training
from tf_labs.nn import lbfgs
from tf_labs.nn import optimizers

GOLDEN = json.loads(golden.FILE.read_text('utf-8'))


@pytest.mark.slow
@pytest.mark.parametrize('name', DENSE)
def test_optimizer_is_that_of_pytorch_over_100_steps(name):
    training = Training(name)
    step = tf.function(training.step, autograph=False)
    losses, logged = [], []
    for number in range(golden.STEPS):
        losses.append(float(step()))
        if number in golden.LOGGED:
            logged.append(training.weights())
    wanted = GOLDEN[name]
    np.testing.assert_allclose(losses, wanted['losses'], rtol=1e-5)
    for weights, other in zip(logged, wanted['weights'], strict=True):
        np.testing.assert_allclose(weights, other, rtol=1e-5, atol=5e-5)
    if 'averages' in wanted:
        training.optimizer.finalize_variable_values(training.variables)
        np.testing.assert_allclose(training.weights(), wanted['averages'], rtol=1e-5, atol=1e-5)


def _adam_moments(g, t, m, v, beta_2=0.999):
    m += 0.1 * (g - m)
    v += (1 - beta_2) * (g ** 2 - v)
    return 0.01 * np.sqrt(1 - beta_2 ** t) / (1 - 0.9 ** t) * m / (np.sqrt(v) + 1e-7)


def adam(w, g, t, m, v):
    return w - _adam_moments(g, t, m, v)


def adamw(w, g, t, m, v):
    return w - 0.01 * 0.1 * w - _adam_moments(g, t, m, v)


def adamax(w, g, t, m, u):
    m += 0.1 * (g - m)
    u[:] = np.maximum(0.999 * u, np.abs(g))
    return w - 0.01 / (1 - 0.9 ** t) * m / (u + 1e-7)


def rmsprop(w, g, t, m, v):
    v[:] = 0.9 * v + 0.1 * g ** 2
    m[:] = 0.5 * m + 0.01 * g / np.sqrt(v + 1e-7)
    return w - m


# Keras adds epsilon to the uncorrected root (adam, adamw), under the root (rmsprop) or to the
# maximum (adamax), PyTorch elsewhere; so here the formulas are those of nn/optimizers.py.
@pytest.mark.slow
@pytest.mark.parametrize('formula, settings', [
    (adam, {}), (adamw, {'weight_decay': 0.1}), (adamax, {}), (rmsprop, {'momentum': 0.5})])
def test_optimizer_of_keras_is_its_formula(formula, settings):
    """Over 100 gradients from 1e-8 to 1, on which the place of an epsilon shows."""
    generator = np.random.default_rng(3)
    gradients = (generator.normal(size=(100, 12)) * np.logspace(-8, 0, 12)).astype(np.float32)
    start = generator.normal(size=12).astype(np.float32)
    variable = tf.Variable(start)
    optimizer = optimizers.optimizer(formula.__name__, 0.01, optimizers.Settings(**settings))
    weights, first, second = start.astype(np.float64), np.zeros(12), np.zeros(12)
    for t, gradient in enumerate(gradients, start=1):
        optimizer.apply([tf.constant(gradient)], [variable])
        weights = formula(weights, gradient.astype(np.float64), t, first, second)
    np.testing.assert_allclose(variable.numpy(), weights, rtol=1e-5, atol=1e-5)
    assert np.abs(weights - start).max() > 0.05


@pytest.mark.slow
@pytest.mark.parametrize('name', OURS)
def test_checkpoint_in_the_middle_goes_on_bit_for_bit(name, tmp_path):
    whole, second = Training(name), Training(name)
    whole.run(23)
    path, middle = whole.checkpoint.write(str(tmp_path / 'middle')), whole.weights()
    whole.run(17)
    second.checkpoint.read(path).assert_consumed()
    second.run(17)
    assert np.array_equal(second.state(), whole.state())
    assert not np.array_equal(second.weights(), middle)


@pytest.mark.slow
@pytest.mark.parametrize('name', OURS)
def test_eager_graph_and_xla_agree(name):
    eager, *others = [Training(name) for _ in range(3)]
    steps = 15 if name == 'lbfgs' else 30  # which divides small differences by small differences
    losses = eager.run(steps, 'eager')
    for training, way in zip(others, ('graph', 'xla')):
        np.testing.assert_allclose(training.run(steps, way), losses, rtol=1e-5)
        np.testing.assert_allclose(training.weights(), eager.weights(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('pairs', [0, 1, 3, 5])
def test_two_loops_are_the_update_of_bfgs(pairs):
    """Against the matrix of Nocedal and Wright (2006), equation 6.17; two places stay empty."""
    size, empty = 6, 2
    generator = np.random.default_rng(pairs)
    s = generator.normal(size=(pairs, size))
    y = s @ np.diag(np.arange(1.0, size + 1))  # of a quadratic, so y.s > 0
    g = generator.normal(size=size)
    h = 0.3 * np.eye(size)
    for one, change in zip(s, y):
        left = np.eye(size) - np.outer(one, change) / (one @ change)
        h = left @ h @ left.T + np.outer(one, one) / (one @ change)
    padded = [np.concatenate([np.zeros((empty, size)), one]) for one in (s, y)]
    rho = np.concatenate([np.zeros(empty), 1 / np.sum(s * y, axis=1)])
    found = lbfgs.two_loops(*(tf.constant(one, tf.float32) for one in (g, *padded, rho, 0.3)))
    np.testing.assert_allclose(found, h @ g, rtol=1e-4, atol=1e-5)


def test_lbfgs_begins_with_a_short_step_and_keeps_no_negative_curvature():
    variable = tf.Variable([0.0, 0.0])
    optimizer = lbfgs.LBFGS(0.5, history=2)
    optimizer.apply([tf.constant([3.0, -1.0])], [variable])
    np.testing.assert_allclose(variable, [-0.375, 0.125])  # lr g / |g|_1
    before = [one.numpy() for one in optimizer.variables[2:6]]
    optimizer.apply([tf.constant([4.0, -2.0])], [variable])  # y.s = -0.5
    after = [one.numpy() for one in optimizer.variables[2:6]]
    assert all(np.array_equal(*pair) for pair in zip(before, after))
    np.testing.assert_allclose(variable, [-2.375, 1.125])  # -0.5 g, as H is still I


def test_rprop_waits_where_the_sign_changes_and_keeps_its_limits():
    variable = tf.Variable([0.0])
    rprop = optimizers.optimizer('rprop', 1.0)
    places = []
    for gradient in (1.0, 2.0, -3.0, -0.1, -0.1):
        rprop.apply([tf.constant([gradient])], [variable])
        places.append(float(variable[0]))
    assert places == pytest.approx([-1, -2.2, -2.2, -1.6, -0.88])
    for _ in range(30):
        rprop.apply([tf.constant([-1e-9])], [variable])
    assert float(rprop.variables[2][0]) == 50


def test_asgd_averages_the_weights_from_a_step_on():
    training = Training('asgd_averaged')
    step, visited = tf.function(training.step, autograph=False), []
    for number in range(60):
        step()
        visited.append(training.weights())
        if number in (5, 21, 22, 59):
            average = flat(training.optimizer.variables[2:])
            wanted = np.mean(visited[21:], axis=0) if number > 20 else visited[-1]
            np.testing.assert_allclose(average, wanted, rtol=1e-5, atol=1e-6)


TWO_REPLICAS = '''
import json, sys
from tf_labs import runtime
strategy = runtime.start('2').strategy
import tensorflow as tf
from tests.small_training import OURS, Training
for name in OURS:
    with strategy.scope():
        training = Training(name)
    def share(values):
        place = tf.distribute.get_replica_context().replica_id_in_sync_group
        return tf.gather(tf.reshape(values, [2, 32, *values.shape[1:]]), place)
    x, y = tf.constant(training.x), tf.constant(training.y)
    def replica_step():
        training.x, training.y = share(x), share(y)
        with tf.GradientTape() as tape:
            loss = training.loss() / 2
        training.optimizer.apply(tape.gradient(loss, training.variables), training.variables)
        return loss
    step = tf.function(lambda: strategy.reduce('SUM', strategy.run(replica_step), axis=None),
                       autograph=False)
    print(json.dumps([name, [float(step()) for _ in range(30)]]))
'''


@pytest.mark.slow
def test_two_replicas_step_as_one():
    done = forked(TWO_REPLICAS)
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert set(found) == set(OURS), done.stderr
    for name, losses in found.items():
        np.testing.assert_allclose(losses, Training(name).run(30), rtol=1e-5)
