"""Photographs a second of the input stream beside what the net takes, and memory meanwhile.

    TFDS_DATA_DIR=DIR python benchmarks/photo_stream.py [--photographs=2000] [--steps=2]
        [--precision=float32] [--output=FILE.md]

The stream of configs/alexnet.py: Imagenette from its shards, 227 pixels, with random crops, flips
and colour shifts. It runs alone; then the net trains on random batches in memory. Peak memory is
about 4 GB.
"""

from collections.abc import Iterator
import os
from pathlib import Path
import sys
import time

import measurement

WANTED_TIMES, WANTED_GROWTH = 3.0, 50.0
SAMPLES = 8
BATCH = 32


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--photographs', type=int, default=2000, help='that the stream gives')
    flags.add_argument('--steps', type=int, default=2, help='of the net that are timed')
    flags.add_argument('--precision', default='float32')
    values = flags.parse_args()
    from tf_labs import runtime
    runtime.start('cpu')
    stream, memory = measure_stream(values.photographs)
    net = measure_net(values.steps, values.precision)
    measurement.publish(report(stream, net, memory), values.output)
    return 0


def measure_stream(photographs: int) -> tuple[float, list[float]]:
    """Returns photographs a second, and megabytes of the process at equal distances."""
    blocks = _blocks(photographs)
    next(blocks)  # the pipeline is traced and filled
    began, done, memory = time.perf_counter(), 0, []
    for _ in range(SAMPLES):
        for _ in range(max(1, photographs // BATCH // SAMPLES)):
            next(blocks)
            done += BATCH
        memory.append(_megabytes())
    return done / (time.perf_counter() - began), memory


def _blocks(photographs: int) -> Iterator:
    from tf_labs.config import config_files
    from tf_labs.data import pipeline
    from tf_labs.data import sources
    from tf_labs.data import statistics
    from tf_labs.data.preparation import Preparation
    data = config_files.load(str(measurement.ROOT / 'configs' / 'alexnet.py')).data
    train = sources.load(data.name, ('train',), data.dir, side=data.side,
                         max_bad_examples=data.max_bad_examples)['train']
    of_train = statistics.of(train.first(photographs))
    preparation = Preparation(
        crop=data.crop, random_crop=data.random_crop, mirror=data.mirror,
        color_jitter=data.color_jitter, mean=of_train.mean,
        components=of_train.components(data.color_jitter_scale))
    in_epoch = len(train) // BATCH  # no block crosses an epoch
    firsts = ((step, 1) for step in range(10 * in_epoch))
    return iter(pipeline.training_blocks(train, firsts, seed=0, batch_size=BATCH,
                                         steps_per_call=1, preparation=preparation))


def measure_net(steps: int, precision: str) -> float:
    """Returns photographs a second that AlexNet trains on."""
    import tensorflow as tf

    import convnet_peers
    task = convnet_peers.Task('alexnet', 'imagenet2012', BATCH, steps, lrn=True)
    run_block, _ = convnet_peers.project_block(task.config(precision), steps * BATCH)
    images, labels = map(tf.constant, task.batches())

    def take(count: int) -> None:
        run_block(images, labels, tf.constant(0), tf.constant(count),
                  tf.constant(0.0, tf.float64), tf.constant(0, tf.int64))[0].numpy()

    take(1)  # compiles
    began = time.perf_counter()
    take(steps)
    return steps * BATCH / (time.perf_counter() - began)


def _megabytes() -> float:
    """Returns what the process has in memory, as Linux tells it."""
    pages = int(Path('/proc/self/statm').read_text('utf-8').split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 1e6


def report(stream: float, net: float, memory: list[float]) -> str:
    """Returns the tables."""
    half = len(memory) // 2
    return '\n\n'.join([
        f'AlexNet at 227 pixels; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('what', 'photographs a second'), [
            ('stream, with all augmentations', f'{stream:.0f}'), ('net, training', f'{net:.1f}')]),
        measurement.markdown(('eighth of the stream', 'MB in memory'), [
            (str(number), f'{value:.0f}') for number, value in enumerate(memory, 1)]),
        measurement.targets([
            measurement.Target('stream / net', stream / net, WANTED_TIMES, at_least=True),
            measurement.Target('MB that memory grew in the second half',
                               memory[-1] - memory[half - 1], WANTED_GROWTH, digits=0)])])


if __name__ == '__main__':
    sys.exit(main())
