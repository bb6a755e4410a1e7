"""Photographs a second of the input stream beside what AlexNet takes, and memory over the run.

    TFDS_DATA_DIR=DIR python benchmarks/photo_stream.py [--rounds=5] [--batch=32] [--steps=10]

The stream of configs/alexnet.py: records of Imagenette are decoded, their shorter side is brought
to 256, and of the square less the mean a random crop of 227 is mirrored and shifted in colour. The
net takes steps on random batches in memory, with its optimizer, in float32. They take turns on all
cores within one process; before a turn of the stream, what it has made ahead is thrown away. Ratios
are medians of the ratios within each round. The memory is what the process holds after each turn of
the stream; the first turn of both is thrown away.
"""

from collections.abc import Callable, Iterator
import itertools
from pathlib import Path
import sys
import time
from typing import NamedTuple

from convnet_peers import project_block
from convnet_peers import Task
import measurement

NET_STEPS = 2
MADE_AHEAD = 3  # blocks that may be ready: two prefetched, one in the making
WANTED_RATIO, WANTED_GROWTH = 3.0, 1.05


class Round(NamedTuple):
    """What is measured in a round: photographs a second, and memory after it in megabytes."""

    stream: float
    net: float
    memory: float


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--batch', type=int, default=32, help='photographs of a step')
    flags.add_argument('--steps', type=int, default=10, help='steps of a turn of the stream')
    values = flags.parse_args()
    from tf_labs.errors import LabError
    try:
        rounds = measure(values.batch, values.steps, values.rounds)
    except LabError as error:
        print(f'photo_stream: {error}', file=sys.stderr)
        return error.exit_status
    measurement.publish(report(rounds, values.batch, values.steps), values.output)
    return 0


def measure(batch: int, steps: int, rounds: int) -> list[Round]:
    """Returns what each round has measured, after one that is not counted."""
    from tf_labs import runtime
    config = Task('alexnet', 'imagenette', batch, NET_STEPS, lrn=True).config()
    runtime.start('cpu', seed=config.seed)
    blocks = stream(config)
    take_steps = net(config)
    found = []
    for number in range(rounds + 1):
        print(f'round {number} of {rounds}', file=sys.stderr, flush=True)
        for _ in range(MADE_AHEAD):
            next(blocks)
        began = time.perf_counter()
        for _ in range(steps):
            next(blocks)
        streamed, memory = time.perf_counter() - began, resident()
        began = time.perf_counter()
        take_steps()
        found.append(Round(steps * batch / streamed,
                           NET_STEPS * batch / (time.perf_counter() - began), memory))
    return found[1:]


def stream(config) -> Iterator:
    """Returns the blocks of a run of this config, of one step each, without an end."""
    from tf_labs.data import pipeline
    from tf_labs.data import sources
    from tf_labs.data import statistics
    from tf_labs.data.preparation import Preparation
    data = config.data
    train = sources.load(data.name, ('train',), data.dir, side=data.side,
                         max_bad_examples=data.max_bad_examples)['train']
    of_train = statistics.of(train)
    in_epoch = len(train) // data.batch_size
    starts = (epoch * in_epoch + step for epoch in itertools.count() for step in range(in_epoch))
    return iter(pipeline.training_blocks(
        train, ((start, 1) for start in starts), seed=config.seed, batch_size=data.batch_size,
        steps_per_call=1, preparation=Preparation(
            seed=config.seed, crop=data.crop, random_crop=data.random_crop, mirror=data.mirror,
            color_jitter=data.color_jitter, mean=of_train.mean,
            components=of_train.components(data.color_jitter_scale))))


def net(config) -> Callable[[], None]:
    """Returns what takes NET_STEPS steps and waits until they are done."""
    import numpy as np
    import tensorflow as tf
    data = config.data
    run_block, _ = project_block(config, NET_STEPS * data.batch_size)
    generator = np.random.default_rng(0)
    images = tf.constant(generator.integers(
        -128, 128, (NET_STEPS, data.batch_size, data.crop, data.crop, 3)).astype(np.float32))
    labels = tf.constant(generator.integers(0, 10, (NET_STEPS, data.batch_size)))

    def take_steps() -> None:
        sums = run_block(images, labels, tf.constant(0), tf.constant(NET_STEPS),
                         tf.constant(0.0, tf.float64), tf.constant(0, tf.int64))
        sums[0].numpy()

    return take_steps


def resident() -> float:
    """Returns the megabytes of memory that this process holds."""
    lines = Path('/proc/self/status').read_text('utf-8').splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith('VmRSS'))) / 1024


def report(rounds: list[Round], batch: int, steps: int) -> str:
    """Returns the tables of the rounds and of the targets."""
    streamed, taken, memory = map(list, zip(*rounds))
    read = [(number + 1) * (steps + MADE_AHEAD) * batch for number in range(1, len(rounds) + 1)]
    rows = [(f'{count:,}', f'{one.stream:.1f}', f'{one.net:.1f}', f'{one.stream / one.net:.1f}',
             f'{one.memory:,.0f}') for count, one in zip(read, rounds)]
    return '\n\n'.join([
        f'{len(rounds)} rounds of {steps} steps of the stream and {NET_STEPS} of the net; batch '
        f'{batch}; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('photographs read', 'stream, a second', 'net, a second', 'times',
                              'memory, MB'), rows),
        measurement.targets([
            measurement.Target('photographs a second, stream to net',
                               measurement.median_ratio(streamed, taken), WANTED_RATIO,
                               at_least=True),
            measurement.Target('memory after the last turn, to that after the first',
                               memory[-1] / memory[0], WANTED_GROWTH)])])


if __name__ == '__main__':
    sys.exit(main())
