"""Time of a step, and of the first batch after a resume, at two sizes of the training data.

    python benchmarks/scaling.py [--rounds=5] [--examples=60000,6000000] [--output=FILE.md]

The data are random bytes in the shape of MNIST, the network is that of configs/mnist_nn.py, and
pipeline, compiled block and loop are the project's. Each size has a process of its own; in each
round each trains 600 steps. Six million examples take 4.7 GB, and for a moment four times
that, while TensorFlow and tf.data copy them: 21 GB in all.
"""

from collections.abc import Sequence
import contextlib
import gc
import resource
import statistics
import sys
import time

import numpy as np

import measurement
import turns

STEPS_A_TURN = 600
RESUMES = 3  # of each position
IMAGE_SHAPE, CLASSES = (28, 28, 1), 10
POSITIONS = {'start': 0.0, 'middle': 0.5, 'end': 1.0}  # in the epoch that a run resumes in
WANTED_GROWTH = 1.10


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--examples', default='60000,6000000', help='the sizes')
    values = flags.parse_args()
    sizes = [int(text) for text in values.examples.split(',')]
    try:
        measurement.publish(measure(sizes, values.rounds), values.output)
    except turns.ContenderError as error:
        print(f'scaling: {error}', file=sys.stderr)
        return 1
    return 0


def measure(sizes: Sequence[int], rounds: int) -> str:
    """Returns the report."""
    seconds: dict[int, list[float]] = {size: [] for size in sizes}
    resumes, memory = {}, {}
    with contextlib.ExitStack() as stack:
        contenders = {}
        for size in sizes:
            print(f'making {size:,} examples', file=sys.stderr, flush=True)
            contenders[size] = stack.enter_context(
                turns.Contender(f'{size:,} examples', train, size))
            resumes[size] = contenders[size].ask('resumes')
            contenders[size].take_turn()  # compiles
        for _ in range(rounds):
            for size, contender in contenders.items():
                seconds[size].append(contender.take_turn().seconds)
        for size, contender in contenders.items():
            memory[size] = contender.ask('peak memory')
    return report(seconds, resumes, memory)


def report(seconds: dict[int, list[float]], resumes: dict[int, dict], memory: dict[int, float],
           ) -> str:
    """Returns the tables of a measurement."""
    smallest, largest = min(seconds), max(seconds)
    steps = measurement.markdown(
        ('examples', 'us a step: median (min-max)', 'times the smallest', 'peak memory, GB'),
        [(f'{size:,}', measurement.median_and_range([1e6 / STEPS_A_TURN * s for s in of_size], 0),
          f'{measurement.median_ratio(of_size, seconds[smallest]):.2f}',
          f'{memory[size] / 1e9:.2f}')
         for size, of_size in seconds.items()])
    first = measurement.markdown(
        ('examples', 'resumed at', 'first batch after, s', 'without copying, s'),
        [(f'{size:,}', position, *(f'{statistics.median(s):.3f}' for s in pair))
         for size, of_size in resumes.items() for position, pair in of_size.items()])
    growth = measurement.median_ratio(seconds[largest], seconds[smallest])
    return '\n\n'.join([
        f'{len(seconds[smallest])} rounds of {STEPS_A_TURN} steps; '
        f'{measurement.setting(("tensorflow", "keras", "numpy"))}',
        steps,
        measurement.targets([measurement.Target(
            f'a step at {largest:,} examples / at {smallest:,}', growth, WANTED_GROWTH)]),
        first,
        'The first batch is timed from the arrays in memory, as a resumed run has them, to a block '
        'of batches. The last column begins with tensors instead, so it leaves out the copies that '
        'TensorFlow makes of the arrays.'])


def train(own: turns.Turns, size: int) -> None:
    """Measures resumes at one size, then trains in turns."""
    import tensorflow as tf

    import project_loop
    from tf_labs import runtime
    from tf_labs.config import config_files
    from tf_labs.data.examples import Examples
    runtime.start('cpu')
    config = config_files.load(str(measurement.CONFIG))
    config.train.execution = 'xla'
    examples = _random_examples(size)
    with_copy = {position: [_first_block_seconds(config, examples, share) for _ in range(RESUMES)]
                 for position, share in POSITIONS.items()}
    # tf.constant takes a tensor as it is; the arrays can go, so that six million fit.
    examples = Examples(tf.constant(examples.images), tf.constant(examples.labels))
    own.answers['resumes'] = lambda: {
        position: (with_copy[position],
                   [_first_block_seconds(config, examples, share) for _ in range(RESUMES)])
        for position, share in POSITIONS.items()}
    own.answers['peak memory'] = _peak_memory
    project_loop.take_turns(own, config, examples, STEPS_A_TURN)


def _random_examples(size: int):
    from tf_labs.data.examples import Examples
    random = np.random.default_rng(0)
    return Examples(random.integers(0, 256, (size, *IMAGE_SHAPE), np.uint8),
                    random.integers(0, CLASSES, size, np.int64))


def _first_block_seconds(config, examples, share: float) -> float:
    """Builds the pipeline of a run that resumes in its second epoch; returns the time to a block.

    Args:
      config: of the run.
      examples: to read.
      share: of the epoch that is done.
    """
    from tf_labs.data import data_sets
    from tf_labs.data import pipeline
    from tf_labs.training import config_plan
    began = time.perf_counter()
    plan = config_plan.build_plan(config, data_sets.describe(config.data), len(examples))
    step = plan.steps_per_epoch + round(share * (plan.steps_per_epoch - 1))
    blocks = pipeline.training_blocks(
        examples, plan.blocks(step), seed=config.seed, batch_size=config.data.batch_size,
        steps_per_call=plan.steps_per_call)
    next(iter(blocks))
    seconds = time.perf_counter() - began
    del blocks
    gc.collect()  # a data set's function and its copy of the examples refer to each other
    return seconds


def _peak_memory() -> float:
    """Returns the most bytes that this process has had in memory."""
    unit = 1 if sys.platform == 'darwin' else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == '__main__':
    sys.exit(main())
