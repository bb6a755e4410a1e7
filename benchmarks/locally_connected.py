"""What it costs not to share weights: a locally connected layer against a convolution of its size.

    python benchmarks/locally_connected.py [--rounds=5] [--output=FILE.md]

32 maps of 32 maps by 3 x 3 kernels, batches of 128, forward and backward in one graph, in CPU time;
beside the layer three other ways to write it. Each round runs all of them in turn.
"""

from collections.abc import Callable, Sequence
import resource
import sys

import keras
import numpy as np
import tensorflow as tf

import measurement
from tf_labs.nn.locally_connected import LocallyConnected

BATCH, MAPS, SIZE = 128, 32, 3
SIDES = (6, 8)
CALLS = 10
WANTED = 3.0
Layer = Callable[[tf.Tensor], tf.Tensor]


def main() -> int:
    """Measures and prints; returns the exit status."""
    values = measurement.flags(__doc__).parse_args()
    found = {side: measure(side, values.rounds) for side in SIDES}
    measurement.publish(report(found, values.rounds), values.output)
    return 0


def measure(side: int, rounds: int) -> dict[str, list[float]]:
    """Returns the CPU seconds of a step of each way, round by round."""
    inputs = tf.random.stateless_normal([BATCH, side, side, MAPS], [1, 2])
    steps = {name: _step(layer, inputs) for name, layer in _ways(side).items()}
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(rounds + 1):
        for name, step in steps.items():
            before = _cpu_seconds()
            for _ in range(CALLS):
                step(inputs)
            if number:  # the first warms up
                seconds[name].append((_cpu_seconds() - before) / CALLS)
    return seconds


def _ways(side: int) -> dict[str, Layer]:
    """Returns the convolution, the layer, and what it is compared with, given the same weights."""
    local = LocallyConnected(MAPS, SIZE, lambda place: keras.initializers.HeNormal(seed=place),
                             keras.initializers.Zeros())
    local.build((None, side, side, MAPS))
    kernel = local.kernel.value
    ways: dict[str, Layer] = {
        'layer': local, 'patches': lambda x: _patches(x, kernel),
        'slices': lambda x: _slices(x, kernel), 'summed': lambda x: _summed(x, kernel)}
    some = tf.random.stateless_normal([2, side, side, MAPS], [3, 4])
    for name, way in ways.items():
        np.testing.assert_allclose(way(some), local(some), rtol=1e-3, atol=1e-4, err_msg=name)
    return {'convolution': keras.layers.Conv2D(MAPS, SIZE, padding='same'), **ways}


def _patches(x: tf.Tensor, kernel: tf.Variable) -> tf.Tensor:
    """TensorFlow's patches, and one product with an axis for the places."""
    square = [1, SIZE, SIZE, 1]
    patches = tf.image.extract_patches(x, square, [1] * 4, [1] * 4, 'SAME')
    return tf.einsum('bhwk,hwkf->bhwf', patches,
                     tf.reshape(kernel, [*kernel.shape[:2], -1, MAPS]))


def _shifted(x: tf.Tensor) -> list[tf.Tensor]:
    """Returns the input [H, W, B, C] as each of the weights of a window sees it."""
    side = x.shape[1]
    columns = tf.transpose(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), [1, 2, 0, 3])
    return [columns[row:row + side, column:column + side]
            for row in range(SIZE) for column in range(SIZE)]


def _slices(x: tf.Tensor, kernel: tf.Variable) -> tf.Tensor:
    """Shifted inputs behind each other, and one product a place."""
    flat = tf.reshape(kernel, [*kernel.shape[:2], -1, MAPS])
    return tf.transpose(tf.matmul(tf.concat(_shifted(x), -1), flat), [2, 0, 1, 3])


def _summed(x: tf.Tensor, kernel: tf.Variable) -> tf.Tensor:
    """A product for each weight of a window, added up."""
    parts = tf.unstack(tf.reshape(kernel, [*kernel.shape[:2], -1, MAPS, MAPS]), axis=2)
    outputs = tf.add_n([tf.matmul(one, part) for one, part in zip(_shifted(x), parts)])
    return tf.transpose(outputs, [2, 0, 1, 3])


def _step(layer: Layer, inputs: tf.Tensor) -> Callable[[tf.Tensor], object]:
    layer(inputs)  # builds it

    @tf.function(autograph=False)
    def step(x: tf.Tensor) -> object:
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(layer(x)**2)
        return tape.gradient(loss, [x, *tape.watched_variables()])

    return step


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def report(found: dict[int, dict[str, list[float]]], rounds: int) -> str:
    """Returns the tables of a measurement."""
    rows: list[Sequence[str]] = []
    wanted = []
    for side, seconds in found.items():
        shared = seconds['convolution']
        for name, times in seconds.items():
            ratio = measurement.median_ratio(times, shared)
            rows.append((f'{side} x {side}', name, measurement.median_and_range(
                [1e3 * one for one in times], 1), f'{ratio:.2f}'))
        wanted.append(measurement.Target(
            f'layer / convolution, {side} x {side}',
            measurement.median_ratio(seconds['layer'], shared), WANTED))
    return '\n\n'.join([
        f'{rounds} rounds; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('maps', 'way', 'ms of CPU time a step', 'to a convolution'), rows),
        measurement.targets(wanted)])


if __name__ == '__main__':
    sys.exit(main())
