"""The update rule of the AlexNet paper against numpy, against L2, and against decoupled decay.

Its checkpoints and its replicas: test_optimizers.py.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tf_labs.nn import optimizers
from tf_labs.nn.momentum_decay import decay_alone
from tf_labs.nn.momentum_decay import limited_rms
from tf_labs.nn.momentum_decay import MomentumDecay
from tf_labs.nn.momentum_decay import Own

LR, MOMENTUM, DECAY = 0.05, 0.9, 0.02
STEPS = 100
GENERATOR = np.random.default_rng(5)
START = [GENERATOR.normal(size=shape).astype(np.float32) for shape in ((4, 3), (3,), (2, 2, 3, 2))]
GRADIENTS = [[GENERATOR.normal(size=one.shape).astype(np.float32) for one in START]
             for _ in range(STEPS)]


def reference(decays=(DECAY, 0, DECAY)) -> list[np.ndarray]:
    """The rule as it is printed, in float64, kernels first; the bias in the middle is free."""
    weights = [one.astype(np.float64) for one in START]
    for place, decay in enumerate(decays):
        velocity = np.zeros_like(weights[place])
        for step in range(STEPS):
            velocity = (MOMENTUM * velocity - decay * LR * weights[place]
                        - LR * GRADIENTS[step][place])
            weights[place] = weights[place] + velocity
    return weights


def ours() -> keras.optimizers.Optimizer:
    return optimizers.optimizer('momentum_decay', LR, optimizers.Settings(
        momentum=MOMENTUM, weight_decay=DECAY))


def trained(optimizer, way='graph') -> list[tf.Variable]:
    variables = [tf.Variable(one) for one in START]
    optimizer.build(variables)

    def step(gradients):
        optimizer.apply(gradients, variables)
    compiled = step if way == 'eager' else tf.function(step, jit_compile=True if way == 'xla'
                                                       else None)
    for gradients in GRADIENTS:
        compiled([tf.constant(one) for one in gradients])
    return variables


@pytest.mark.slow
@pytest.mark.parametrize('way', ['eager', 'graph', 'xla'])
def test_a_hundred_steps_are_those_of_numpy(way):
    for variable, wanted in zip(trained(ours(), way), reference(), strict=True):
        np.testing.assert_allclose(variable, wanted, rtol=2e-5, atol=2e-5)


def test_decay_shows_in_the_reference():
    """The twin that has to differ: without decay, and with decay of biases too."""
    weights = [one.numpy() for one in trained(ours())]
    for place, decays in ((0, (0, 0, 0)), (1, (DECAY,) * 3), (2, (0, 0, 0))):
        assert np.abs(reference(decays)[place] - weights[place]).max() > 0.05


def test_each_variable_can_have_its_own_rate_and_decay():
    """dW = momentum dW - decay rate W + rate gradient, as the program of the authors has it."""
    given = [Own(1.0, 0.3), Own(2.0, 0.0), Own(0.5, None)]
    optimizer, variables = ours(), [tf.Variable(one) for one in START]
    for variable, own in zip(variables, given):
        optimizer.set_variable(variable, own)
    optimizer.build(variables)
    for gradients in GRADIENTS[:20]:
        optimizer.apply([tf.constant(one) for one in gradients], variables)
    for place, (variable, own, decay) in enumerate(zip(variables, given, (0.3, 0.0, DECAY))):
        weight, step = START[place].astype(np.float64), 0.0
        for gradients in GRADIENTS[:20]:
            rate = LR * own.rate_factor
            step = MOMENTUM * step - decay * rate * weight - rate * gradients[place]
            weight = weight + step
        np.testing.assert_allclose(variable, weight, rtol=2e-5, atol=2e-5)


def test_filters_above_a_root_mean_square_are_scaled_down_to_it():
    filters = np.random.default_rng(1).normal(size=(3, 3, 2, 5)).astype(np.float32)
    filters *= [0.01, 1, 0, 3, 0.05]
    rms = np.sqrt((filters**2).mean(axis=(0, 1, 2)))
    wanted = np.where(rms > 0.1, filters * 0.1 / np.maximum(rms, 1e-9), filters)
    np.testing.assert_allclose(limited_rms(tf.constant(filters), 0.1), wanted, rtol=1e-5)
    optimizer, variable = ours(), tf.Variable(filters)
    optimizer.set_variable(variable, Own(weight_decay=0.0, max_rms=0.1))
    optimizer.build([variable])
    optimizer.apply([tf.zeros(filters.shape)], [variable])
    np.testing.assert_allclose(variable, wanted, rtol=1e-5)


@pytest.mark.slow
def test_it_is_momentum_on_a_loss_with_an_l2_penalty():
    variables = [tf.Variable(one) for one in START]
    sgd = keras.optimizers.SGD(LR, momentum=MOMENTUM)
    for gradients in GRADIENTS:
        with tf.GradientTape() as tape:
            loss = sum(tf.reduce_sum(gradient * one) for gradient, one in zip(gradients, variables))
            loss += DECAY / 2 * sum(tf.reduce_sum(variables[place] ** 2) for place in (0, 2))
        sgd.apply(tape.gradient(loss, variables), variables)
    for variable, wanted in zip(trained(ours()), variables):
        np.testing.assert_allclose(variable, wanted, rtol=1e-4, atol=1e-5)


def test_decoupled_decay_of_keras_is_something_else():
    decoupled = trained(keras.optimizers.SGD(LR, momentum=MOMENTUM, weight_decay=DECAY))
    assert np.abs(decoupled[0].numpy() - trained(ours())[0].numpy()).max() > 0.05


@pytest.mark.slow
def test_decay_alone_is_what_the_two_optimizers_do_without_gradients():
    found = decay_alone(50, LR, MOMENTUM, DECAY)
    zero = tf.zeros([1, 1])
    for optimizer, curve in (
            (ours(), found.inside),
            (keras.optimizers.SGD(LR, momentum=MOMENTUM, weight_decay=DECAY), found.decoupled)):
        weight = tf.Variable([[1.0]])
        for wanted in curve:
            optimizer.apply([zero], [weight])
            assert weight.numpy().item() == pytest.approx(wanted, rel=1e-5)


def test_decay_inside_is_stronger_by_one_over_one_less_momentum():
    """After long enough: the ratio of logarithms is that of the shares that a step takes."""
    found = decay_alone(5000, 0.01, 0.9, 5e-4)
    assert np.log(found.inside[-1]) / np.log(found.decoupled[-1]) == pytest.approx(10, rel=0.01)
    first = decay_alone(1, 0.01, 0.9, 5e-4)
    assert first.inside == pytest.approx(first.decoupled)


def test_rate_is_a_variable_that_can_be_lowered_between_calls():
    """Without tracing again; the velocity keeps what it gathered at the old rate."""
    optimizer, variable = MomentumDecay(1.0, momentum=0.5, weight_decay=0.0), tf.Variable([0.0])
    optimizer.build([variable])
    traces = []

    @tf.function
    def step():
        traces.append(None)
        optimizer.apply([tf.ones([1])], [variable])
    step()
    optimizer.learning_rate.assign(0.1)
    step()
    assert variable.numpy() == pytest.approx([-1 - 0.5 - 0.1])
    assert len(traces) == 1 and optimizer.learning_rate in optimizer.variables
