"""Seconds a training step of AlexNet: this project beside PyTorch, in one run.

    python benchmarks/alexnet_step.py [--rounds=3] [--batch=32] [--output=FILE.md]

The net of configs/alexnet.py, two towers, for 1000 classes, with response normalization, dropout
and its optimizer, on random batches in memory. Contenders are processes that take turns of two
steps on all cores; the first turn of each is thrown away. Ratios are medians of the ratios within
each round. Peak memory is about 8 GB.

Where TensorFlow finds a GPU, configs/alexnet.py is then trained on it for a hundred steps through
the project's input pipeline, on Imagenette, which is downloaded if it is not there.
"""

from collections.abc import Callable
import contextlib
import functools
from importlib.util import find_spec
import sys
import time

import convnet_peers
from convnet_peers import Task
import measurement
import turns

STEPS = 2
GPU_STEPS = 100
OURS, TORCH = 'this project, float32', 'PyTorch, float32'
WANTED_WAIT = 0.05
CONTENDERS: dict[str, Callable] = {
    OURS: functools.partial(convnet_peers.project, precision='float32'),
    TORCH: functools.partial(convnet_peers.pytorch, bfloat16=False),
    'this project, mixed_bfloat16': functools.partial(
        convnet_peers.project, precision='mixed_bfloat16'),
    'PyTorch, bfloat16 autocast': functools.partial(convnet_peers.pytorch, bfloat16=True),
}


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.set_defaults(rounds=3)
    flags.add_argument('--batch', type=int, default=32, help='images of a step')
    values = flags.parse_args()
    if find_spec('torch') is None:
        print('alexnet_step: torch missing: pip install -e \'.[bench]\'', file=sys.stderr)
        return 2
    task = Task('alexnet', 'imagenet2012', values.batch, STEPS, lrn=True)
    try:
        text = report(measure(task, values.rounds), values.batch)
        with turns.Contender('GPU', gpu) as contender:
            text += '\n\n' + gpu_report(contender.ask('training'))
    except turns.ContenderError as error:
        print(f'alexnet_step: {error}', file=sys.stderr)
        return 1
    measurement.publish(text, values.output)
    return 0


def measure(task: Task, rounds: int) -> dict[str, list[float]]:
    """Returns seconds a step of each contender, a value a round."""
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with contextlib.ExitStack() as stack:
        contenders = []
        for name, train in CONTENDERS.items():
            print(f'first turn: {name}', file=sys.stderr, flush=True)
            contender = stack.enter_context(turns.Contender(name, train, task))
            contender.take_turn()
            contenders.append(contender)
        convnet_peers.check_parameters(contenders)
        for number in range(rounds):
            print(f'round {number + 1} of {rounds}', file=sys.stderr, flush=True)
            for contender in contenders:
                seconds[contender.name].append(contender.take_turn().seconds / STEPS)
    return seconds


def gpu(turns: turns.Turns) -> None:
    """Answers what training on the first GPU shows; None if there is none."""
    from tf_labs import runtime
    tf = runtime.import_tensorflow()
    turns.answers['training'] = lambda: (
        _train_on_gpu(tf) if tf.config.list_physical_devices('GPU') else None)
    for _ in turns:
        pass


def _train_on_gpu(tf) -> tuple[float, float]:
    """Returns images a second, and the share of the time in which no block was ready."""
    from tf_labs import runtime
    from tf_labs.config import config_files
    from tf_labs.data import data_sets
    from tf_labs.data import pipeline
    from tf_labs.data import sources
    from tf_labs.data import statistics
    from tf_labs.data.preparation import Preparation
    from tf_labs.training import config_plan
    config = config_files.load(str(measurement.ROOT / 'configs' / 'alexnet.py'))
    config.train.execution = 'graph'
    runtime.start('1', seed=config.seed)
    data = config.data
    train = sources.load(data.name, ('train',), data.dir, side=data.side,
                         max_bad_examples=data.max_bad_examples)['train']
    of_train = statistics.of(train)
    plan = config_plan.build_plan(config, data_sets.describe(config.data), len(train))
    run_block, _ = convnet_peers.project_block(config, len(train))
    blocks = iter(pipeline.training_blocks(
        train, plan.blocks(0), seed=config.seed, batch_size=data.batch_size,
        steps_per_call=plan.steps_per_call, preparation=Preparation(
            seed=config.seed, crop=data.crop, random_crop=data.random_crop, mirror=data.mirror,
            color_jitter=data.color_jitter, mean=of_train.mean,
            components=of_train.components(data.color_jitter_scale))))

    def take_block() -> tuple[int, float]:
        began = time.perf_counter()
        images, labels, steps = next(blocks)
        waited = time.perf_counter() - began
        sums = run_block(images, labels, tf.constant(0), steps, tf.constant(0.0, tf.float64),
                         tf.constant(0, tf.int64))
        sums[0].numpy()  # until it is computed
        return int(steps), waited

    take_block()  # compiles
    began, done, waited = time.perf_counter(), 0, 0.0
    while done < GPU_STEPS:
        steps, of_block = take_block()
        done, waited = done + steps, waited + of_block
    seconds = time.perf_counter() - began
    return done * data.batch_size / seconds, waited / seconds


def report(seconds: dict[str, list[float]], batch: int) -> str:
    """Returns the table of the contenders."""
    rows = [(name, measurement.median_and_range(of_name, 2),
             f'{measurement.median_ratio(of_name, seconds[TORCH]):.2f}')
            for name, of_name in seconds.items()]
    rounds = len(seconds[OURS])
    return '\n\n'.join([
        f'{rounds} rounds of {STEPS} steps; batch {batch}; '
        f'{measurement.setting(("tensorflow", "keras", "torch", "numpy"))}',
        measurement.markdown(('contender', 's a step: median (min-max)', 'times PyTorch'), rows)])


def gpu_report(found: tuple[float, float] | None) -> str:
    """Returns what was measured on a GPU, or that there is none."""
    if found is None:
        return 'TensorFlow finds no GPU here.'
    images_a_second, waited = found
    return '\n\n'.join([
        f'On a GPU, configs/alexnet.py: {images_a_second:,.0f} images a second.',
        measurement.targets([measurement.Target(
            'share of the time the input pipeline is waited for', waited, WANTED_WAIT)])])


if __name__ == '__main__':
    sys.exit(main())
