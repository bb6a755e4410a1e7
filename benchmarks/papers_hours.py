"""How long the labs with the set-up of the papers train on this machine, by steps of their nets.

    python benchmarks/papers_hours.py [--rounds=5] [--steps=10] [--labs=NAME,NAME]
                                      [--output=FILE.md]

Each net trains on random batches in memory and is then evaluated on them, as `--jobs` does it: one
thread an operation, in as many processes at once as there are cores. The first turn is thrown away
(it compiles). An epoch is its steps and an evaluation of the test split, divided by the processes.
Reading, cutting and mirroring of images, checkpoints and the measurement at the end are left out.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
import contextlib
import json
import math
import os
import statistics
import sys
import time

from ml_collections import ConfigDict
import numpy as np

import convnet_peers
import measurement
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.data import data_sets
from tf_labs.published import papers
from turns import Contender
from turns import ContenderError
from turns import Turns

_OF_A_NET = ('model', 'optimizer')  # sections that a step depends on, and the size of the images


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--steps', type=int, default=10, help='training steps of a turn')
    flags.add_argument('--labs', default=','.join(papers.HOURS), help='commas between them')
    values = flags.parse_args()
    unknown = set(values.labs.split(',')) - papers.HOURS.keys()
    if unknown:
        print(f'papers_hours: unknown labs {sorted(unknown)}; expected some of '
              f'{", ".join(papers.HOURS)}', file=sys.stderr)
        return 2
    labs = {lab: variants(lab) for lab in values.labs.split(',')}
    nets = {kind(config): config for found in labs.values() for config in found.values()}
    try:
        measured = dict(_measured(nets, values.rounds, values.steps))
    except ContenderError as error:
        print(f'papers_hours: {error}', file=sys.stderr)
        return 1
    measurement.publish(report(labs, measured), values.output)
    return 0


def variants(lab: str) -> dict[str, ConfigDict]:
    """Returns {name: config} of a lab; of one without variants its own under its name."""
    config = config_files.load(str(measurement.ROOT / 'configs' / f'{lab}.py'))
    return {name: config_values.variant(config, name)
            for name in config.get('variants', ())} or {lab: config}


def kind(config: ConfigDict) -> str:
    """Returns what the time of a step depends on: variants that share it are measured once."""
    sections = {name: config[name].to_dict() for name in _OF_A_NET}
    sections['optimizer'] = {name: value for name, value in sections['optimizer'].items()
                             if 'rate' not in name and 'stage' not in name}
    return json.dumps([config.data.crop, config.data.batch_size, sections], default=str)


def train(turns: Turns, text: str, steps: int) -> None:
    """A contender: takes training steps; asked for `evaluation`, the seconds of a batch of it."""
    from tf_labs import runtime
    tf = runtime.import_tensorflow()
    config = config_values.from_json(text)
    config.train.execution = 'graph'  # as `auto` chooses for convolutions
    runtime.start('cpu', seed=config.seed, num_threads=1)
    model, run_block = convnet_peers.project_net(config, examples=steps * config.data.batch_size)
    side = config.data.crop or data_sets.describe(config.data).image_shape[0]
    generator = np.random.default_rng(0)
    shape = (steps, config.data.batch_size)
    pixels = generator.integers(0, 256, (*shape, side, side, 3), np.uint8)
    images = tf.constant(pixels - np.float32(127.5))
    labels = tf.constant(generator.integers(0, 10, shape))
    evaluate = tf.function(lambda batch: model(batch * config.data.scale, training=False))
    evaluate(images[0])

    def seconds_of_evaluation() -> float:
        began = time.perf_counter()
        for batch in images:
            evaluate(batch).numpy()
        return (time.perf_counter() - began) / steps

    turns.answers['evaluation'] = seconds_of_evaluation
    for _ in turns:
        loss_sum, _ = run_block(images, labels, tf.constant(0), tf.constant(steps),
                                tf.constant(0.0, tf.float64), tf.constant(0, tf.int64))
        turns.loss = float(loss_sum) / steps


def _measured(nets: Mapping[str, ConfigDict], rounds: int,
              steps: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yields each net with the seconds of a step and of a batch of evaluation, medians."""
    count = len(os.sched_getaffinity(0))
    for place, (name, config) in enumerate(nets.items(), 1):
        print(f'net {place} of {len(nets)}', file=sys.stderr, flush=True)
        with contextlib.ExitStack() as stack, ThreadPoolExecutor(count) as pool:
            contenders = [stack.enter_context(Contender(
                f'{config.lab} {number}', train, config_values.to_json(config), steps))
                for number in range(count)]

            def at_once(ask: Callable) -> list:
                return list(pool.map(ask, contenders))
            at_once(Contender.take_turn)
            taken = [turn.seconds / steps for _ in range(rounds)
                     for turn in at_once(Contender.take_turn)]
            evaluated = [seconds for _ in range(rounds)
                         for seconds in at_once(lambda one: one.ask('evaluation'))]
        yield name, (statistics.median(taken), statistics.median(evaluated))


def report(labs: Mapping[str, Mapping[str, ConfigDict]],
           measured: Mapping[str, tuple[float, float]]) -> str:
    """Returns the tables: of each variant an epoch, of each lab the hours of a seed."""
    cores = len(os.sched_getaffinity(0))
    rows, sums = [], []
    for lab, found in labs.items():
        hours = 0.0
        for variant, config in found.items():
            step, batch = measured[kind(config)]
            examples = papers.HELD_OUT.get(lab, papers.TRAIN_EXAMPLES)
            epoch = (examples // config.data.batch_size * step
                     + math.ceil(papers.TEST_EXAMPLES / config.data.batch_size) * batch) / cores
            hours += epoch * config.train.epochs / 3600
            rows.append((lab, variant, f'{1000 * step:.0f}', f'{1000 * batch:.0f}', f'{epoch:.1f}',
                         str(config.train.epochs), f'{epoch * config.train.epochs / 3600:.2f}'))
        sums.append((lab, f'{hours:.2g}'))
    return '\n\n'.join([
        f"{measurement.setting(['tensorflow'])}; {cores} processes, one thread an operation",
        measurement.markdown(('lab', 'variant', 'a step, ms', 'a batch of evaluation, ms',
                              'an epoch, s', 'epochs', 'hours'), rows),
        measurement.markdown(('lab', 'hours a seed'), sums)])


if __name__ == '__main__':
    sys.exit(main())
