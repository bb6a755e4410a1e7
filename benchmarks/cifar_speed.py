"""Seconds a training step of configs/cifar10.py: this project beside its peers, in one run.

    python benchmarks/cifar_speed.py [--rounds=5] [--steps=20] [--output=FILE.md] [--only=NAME,NAME]

Every contender is a process of its own and trains cifar_net on the same random batches of 128 in
memory: forward, loss, backward, momentum with weight decay. The first turn of each is thrown away
(it compiles). Then, in each round, one after the other takes the same number of steps. Ratios are
medians of the ratios within each round. The project's input pipeline is a contender of its own: it
cuts, mirrors and centres images in the shape of CIFAR-10, and nobody trains on them.
"""

from collections.abc import Callable, Sequence
import contextlib
import functools
from importlib.util import find_spec
import statistics
import sys

import numpy as np

import convnet_peers
from convnet_peers import Task
import measurement
import turns

BATCH_SIZE = 128
EXAMPLES = 50_000
OURS, OURS_MIXED = 'this project, float32', 'this project, mixed_bfloat16'
TORCH, TORCH_MIXED = 'PyTorch, float32', 'PyTorch, bfloat16 autocast'
OURS_PLAIN = f'{OURS}, without oneDNN'
OURS_LRN, TORCH_LRN = f'{OURS}, LRN', f'{TORCH}, LRN'
PIPELINE = 'input pipeline of this project'

# Those that are compared most closely stand side by side. Whether there is LRN is in the name.
CONTENDERS: dict[str, Callable] = {
    OURS: functools.partial(convnet_peers.project, precision='float32'),
    TORCH: functools.partial(convnet_peers.pytorch, bfloat16=False),
    OURS_PLAIN: functools.partial(convnet_peers.project_without_onednn, precision='float32'),
    OURS_MIXED: functools.partial(convnet_peers.project, precision='mixed_bfloat16'),
    TORCH_MIXED: functools.partial(convnet_peers.pytorch, bfloat16=True),
    OURS_LRN: functools.partial(convnet_peers.project, precision='float32'),
    TORCH_LRN: functools.partial(convnet_peers.pytorch, bfloat16=False),
    'Keras fit, default': functools.partial(convnet_peers.keras_fit, settings={}),
    'Keras fit, jit_compile=False': functools.partial(
        convnet_peers.keras_fit, settings={'jit_compile': False}),
}
WANTED = {(OURS, TORCH): 1.0, (OURS_LRN, TORCH_LRN): 1.0, (OURS_MIXED, TORCH): 0.5}
WANTED_OF_PIPELINE = 3  # times what the net consumes


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--steps', type=int, default=20, help='training steps of a turn')
    flags.add_argument('--only', default='', help='contenders whose name holds one of these '
                       'words, commas between; default: all')
    values = flags.parse_args()
    if find_spec('torch') is None:
        print('cifar_speed: torch missing: pip install -e \'.[bench]\'', file=sys.stderr)
        return 2
    names = [name for name in CONTENDERS
             if name in (OURS, TORCH) or any(word in name for word in values.only.split(','))]
    try:
        seconds, losses = measure(names, values.rounds, values.steps)
    except turns.ContenderError as error:
        print(f'cifar_speed: {error}', file=sys.stderr)
        return 1
    measurement.publish(report(seconds, losses, values.steps), values.output)
    return 0


def measure(names: Sequence[str], rounds: int,
            steps: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Returns seconds a batch of each contender, a value a round, and its last loss.

    Raises:
      ContenderError: a contender failed, or its net is another one.
    """
    batches = EXAMPLES // BATCH_SIZE  # of the pipeline: an epoch
    tasks = {name: Task('cifar10', 'cifar10', BATCH_SIZE, steps, lrn='LRN' in name)
             for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in (*names, PIPELINE)}
    losses: dict[str, float] = {}
    with contextlib.ExitStack() as stack:
        contenders = []
        for name in seconds:
            print(f'first turn: {name}', file=sys.stderr, flush=True)
            train, argument = (
                (prepare, batches) if name == PIPELINE else (CONTENDERS[name], tasks[name]))
            contender = stack.enter_context(turns.Contender(name, train, argument))
            contender.take_turn()
            contenders.append(contender)
        convnet_peers.check_parameters(contenders[:-1])
        for number in range(rounds):
            print(f'round {number + 1} of {rounds}', file=sys.stderr, flush=True)
            for contender in contenders:
                turn = contender.take_turn()
                seconds[contender.name].append(
                    turn.seconds / (batches if contender.name == PIPELINE else steps))
                losses[contender.name] = turn.loss
    return seconds, losses


def prepare(turns: turns.Turns, batches: int) -> None:
    """The project's pipeline alone, so many batches a turn.

    Each turn is an iterator of its own: nothing is prepared before it or left over after it.
    """
    from tf_labs import runtime
    from tf_labs.data import data_sets
    runtime.start('cpu')
    from tf_labs.data import pipeline
    from tf_labs.data.examples import Examples
    from tf_labs.data.preparation import Preparation
    from tf_labs.training import config_plan
    task = Task('cifar10', 'cifar10', BATCH_SIZE, steps=1, lrn=False)
    config = task.config()
    config.train.steps = batches
    generator = np.random.default_rng(0)
    examples = Examples(generator.integers(0, 256, (EXAMPLES, 32, 32, 3), np.uint8),
                        generator.integers(0, 10, EXAMPLES))
    preparation = Preparation(
        seed=config.seed, crop=config.data.crop, random_crop=True, mirror=True,
        mean=examples.images.mean(axis=0, dtype=np.float32))
    plan = config_plan.build_plan(config, data_sets.describe(config.data), EXAMPLES)
    for _ in turns:
        for _ in pipeline.training_blocks(
                examples, plan.blocks(0), seed=config.seed, batch_size=BATCH_SIZE,
                steps_per_call=plan.steps_per_call, preparation=preparation):
            pass


def report(seconds: dict[str, list[float]], losses: dict[str, float], steps: int) -> str:
    """Returns the tables of a measurement."""
    steps_of = {name: of_name for name, of_name in seconds.items() if name != PIPELINE}
    rows = [(name, measurement.median_and_range([1000 * s for s in of_name], 1),
             f'{measurement.median_ratio(of_name, seconds[TORCH]):.2f}', f'{losses[name]:.2f}')
            for name, of_name in steps_of.items()]
    wanted = [measurement.Target(f'{ours} / {other}',
                                 measurement.median_ratio(seconds[ours], seconds[other]), bound)
              for (ours, other), bound in WANTED.items()
              if {ours, other} <= seconds.keys()
              and (ours != OURS_MIXED or measurement.multiplies_bfloat16())]
    wanted += [measurement.Target(
        f'images a second: pipeline / {net}',
        measurement.median_ratio(seconds[net], seconds[PIPELINE]), WANTED_OF_PIPELINE,
        at_least=True, digits=1) for net in (OURS, OURS_MIXED) if net in seconds]
    parts = [
        f'{len(seconds[OURS])} rounds of {steps} steps; batch {BATCH_SIZE}; '
        f'{measurement.setting(("tensorflow", "keras", "torch", "numpy"))}',
        measurement.markdown(('contender', 'ms a step: median (min-max)', 'times PyTorch',
                              'loss of the last turn'), rows),
        measurement.targets(wanted),
        f'{PIPELINE}: {BATCH_SIZE / statistics.median(seconds[PIPELINE]):,.0f} images a second, '
        f'a net in float32 takes {BATCH_SIZE / statistics.median(seconds[OURS]):,.0f}.']
    if not measurement.multiplies_bfloat16():
        parts.append('This processor has no instructions for bfloat16: no target for '
                     'mixed_bfloat16.')
    return '\n\n'.join(parts)


if __name__ == '__main__':
    sys.exit(main())
