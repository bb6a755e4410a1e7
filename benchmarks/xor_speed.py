"""Seconds for the 10,001 steps of configs/xor_deep.py, beside its peers, in one run.

    python benchmarks/xor_speed.py [--rounds=5] [--output=FILE.md]

Every contender is a process of its own and starts from the same weights of the same net,
2-10-10-10-1. Its first turn is thrown away (it compiles). Then they take turns. The eager loop of
TensorFlow takes one step in ten of the others and its time is counted ten times. The lottery of
256 seeds is set beside 256 runs of PyTorch, of which one is taken.
"""

from collections.abc import Callable
import contextlib
import functools
from importlib.util import find_spec
import sys

import numpy as np

import measurement
import turns

SIZES, STEPS, TICKETS, RATE = (2, 10, 10, 10, 1), 10_001, 256, 1.0
EAGER_SHARE = 10
BITS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
XOR = np.array([[0], [1], [1], [0]], np.float32)
OURS, LOTTERY = 'this project', f'this project, lottery of {TICKETS} seeds'
JAX, TORCH, EAGER = 'JAX, lax.scan', 'PyTorch loop of the notes', 'eager TensorFlow loop'
NEEDED = ('jax', 'torch')


def start(seed: int) -> list[np.ndarray]:
    """Returns kernels and biases, U(+-1 / sqrt(fan_in))."""
    generator, weights = np.random.default_rng(seed), []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        limit = fan_in ** -0.5
        weights += [generator.uniform(-limit, limit, shape).astype(np.float32)
                    for shape in ((fan_in, fan_out), (1, fan_out))]
    return weights


def project(taking_turns: turns.Turns, seeds: int) -> None:
    """The compiled descent of the project; with several seeds all at once."""
    import tensorflow as tf

    from tf_labs.models import small_mlp
    from tf_labs.training import full_batch
    x, y = tf.constant(BITS), tf.constant(XOR)
    weights = [np.stack(one) for one in zip(*map(start, range(seeds)))] if seeds > 1 else start(0)
    rows = 101 if seeds == 1 else 1
    descend = full_batch.compiled_descent(
        lambda parameters: small_mlp.binary_cross_entropy(parameters, x, y, tf.sigmoid),
        learning_rate=RATE, log_every=-(-STEPS // rows), rows=rows)
    for _ in taking_turns:
        cost = descend([tf.constant(one) for one in weights], tf.constant(STEPS))[3].numpy()
        taking_turns.loss = float(np.mean(cost))


def jax_scan(taking_turns: turns.Turns) -> None:
    """One compiled scan over the steps."""
    import jax
    import jax.numpy as jnp

    def cost_of(weights):
        hidden = BITS
        for index in range(0, len(weights), 2):
            z = hidden @ weights[index] + weights[index + 1]
            hidden = jax.nn.sigmoid(z)
        return jnp.mean(jnp.maximum(z, 0) - z * XOR + jnp.log1p(jnp.exp(-jnp.abs(z))))

    @jax.jit
    def train(weights):
        def step(carried, _):
            cost, gradients = jax.value_and_grad(cost_of)(carried)
            return [w - RATE * g for w, g in zip(carried, gradients)], cost
        return jax.lax.scan(step, weights, None, length=STEPS)

    for _ in taking_turns:
        taking_turns.loss = float(train([jnp.asarray(one) for one in start(0)])[1][-1])


def pytorch_notes(taking_turns: turns.Turns) -> None:
    """The loop of the notes, written as they write it."""
    import torch
    x, y = torch.from_numpy(BITS), torch.from_numpy(XOR)
    criterion = torch.nn.BCELoss()
    for _ in taking_turns:
        layers, weights = [], start(0)
        for index, (fan_in, fan_out) in enumerate(zip(SIZES, SIZES[1:])):
            linear = torch.nn.Linear(fan_in, fan_out)
            linear.weight.data = torch.from_numpy(weights[2 * index].T.copy())
            linear.bias.data = torch.from_numpy(weights[2 * index + 1][0].copy())
            layers += [linear, torch.nn.Sigmoid()]
        model = torch.nn.Sequential(*layers)
        optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
        for _step in range(STEPS):
            optimizer.zero_grad()
            cost = criterion(model(x), y)
            cost.backward()
            optimizer.step()
        taking_turns.loss = cost.item()


def eager(taking_turns: turns.Turns) -> None:
    """A tape a step, line by line, over Keras layers; one step in EAGER_SHARE of the others."""
    import keras
    import tensorflow as tf
    x, y = tf.constant(BITS), tf.constant(XOR)
    for _ in taking_turns:
        model = keras.Sequential([keras.Input((2,)), *(
            keras.layers.Dense(units, 'sigmoid') for units in SIZES[1:])])
        model.set_weights([one[0] if one.shape[0] == 1 and index % 2 else one
                           for index, one in enumerate(start(0))])
        optimizer = keras.optimizers.SGD(RATE)
        for _step in range(STEPS // EAGER_SHARE):
            with tf.GradientTape() as tape:
                cost = tf.reduce_mean(keras.losses.binary_crossentropy(y, model(x)))
            optimizer.apply(tape.gradient(cost, model.trainable_variables),
                            model.trainable_variables)
        taking_turns.loss = float(cost)


CONTENDERS: dict[str, Callable] = {
    OURS: functools.partial(project, seeds=1), JAX: jax_scan, TORCH: pytorch_notes,
    LOTTERY: functools.partial(project, seeds=TICKETS), EAGER: eager,
}


def main() -> int:
    """Measures and reports; returns the exit status."""
    values = measurement.flags(__doc__).parse_args()
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        print(f'xor_speed: {", ".join(missing)} missing: pip install -e \'.[bench]\'',
              file=sys.stderr)
        return 2
    taken: dict[str, list[turns.Turn]] = {name: [] for name in CONTENDERS}
    try:
        with contextlib.ExitStack() as stack:
            contenders = [stack.enter_context(turns.Contender(name, train))
                          for name, train in CONTENDERS.items()]
            for number in range(values.rounds + 1):
                print(f'round {number} of {values.rounds}', file=sys.stderr, flush=True)
                for contender in contenders:
                    turn = contender.take_turn()
                    if number:
                        taken[contender.name].append(turn)
    except turns.ContenderError as error:
        print(f'xor_speed: {error}', file=sys.stderr)
        return 1
    measurement.publish(report(taken), values.output)
    return 0


def report(taken: dict[str, list[turns.Turn]]) -> str:
    """Returns the tables of a measurement."""
    times = {EAGER: EAGER_SHARE}
    seconds = {name: [turn.seconds * times.get(name, 1) for turn in of_name]
               for name, of_name in taken.items()}
    ratio = {name: measurement.median_ratio(of_name, seconds[OURS])
             for name, of_name in seconds.items()}
    rows = [(name, measurement.median_and_range(of_name), f'{ratio[name]:.1f}',
             f'{taken[name][-1].loss:.5f}') for name, of_name in seconds.items()]
    all_torch = [one * TICKETS for one in seconds[TORCH]]
    wanted = [
        measurement.Target(f'{OURS} / {JAX}', measurement.median_ratio(
            seconds[OURS], seconds[JAX]), 1.3),
        measurement.Target(f'{TORCH} / {OURS}', ratio[TORCH], 20, at_least=True, digits=1),
        measurement.Target(f'{EAGER} / {OURS}', ratio[EAGER], 300, at_least=True, digits=0),
        measurement.Target(f'{TICKETS} x {TORCH} / {LOTTERY}', measurement.median_ratio(
            all_torch, seconds[LOTTERY]), 40, at_least=True, digits=1)]
    return '\n\n'.join([
        f'{len(seconds[OURS])} rounds; '
        f'{measurement.setting(("tensorflow", "torch", "jax", "numpy"))}',
        measurement.markdown(('contender', 'seconds: median (min-max)', 'times ours',
                              'cost at the end'), rows),
        measurement.targets(wanted)])


if __name__ == '__main__':
    sys.exit(main())
