"""Images a second of configs/cifar10.py: two workers of one thread beside a process of two threads.

    python benchmarks/workers_speed.py [--rounds=3] [--steps=60] [--batch=128] [--output=FILE.md]

Each round runs both as whole commands in new directories, one after the other, on images made up
in the shape of CIFAR-10. Speed is that of the epochs after the first, as metrics.jsonl has them.
The start is the wall time of a whole run of one step: imports, workers that join, tracing, that
step, an evaluation of one batch. Ratios are medians of the ratios within each round.
"""

from collections.abc import Sequence
import dataclasses
import json
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

import measurement

WANTED_SPEED, WANTED_START = 0.95, 1.5
ONE, TWO = 'one process, 2 threads', '2 workers x 1 thread'
RUNS = {ONE: ['--workers=1', '--config.train.num_threads=2'],
        TWO: ['--workers=2', '--config.train.num_threads=1']}
EPOCHS = 4


@dataclasses.dataclass(frozen=True)
class Measured:
    """Images a second, and seconds of a run of one step."""

    speed: float
    start: float


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.set_defaults(rounds=3)
    flags.add_argument('--steps', type=int, default=60, help='steps of an epoch')
    flags.add_argument('--batch', type=int, default=128, help='images of a step')
    values = flags.parse_args()
    found: dict[str, list[Measured]] = {name: [] for name in RUNS}
    try:
        for number in range(values.rounds):
            print(f'round {number + 1} of {values.rounds}', file=sys.stderr, flush=True)
            for name, words in RUNS.items():
                found[name].append(measure(words, values.steps, values.batch))
    except subprocess.CalledProcessError as error:
        print(f'workers_speed: {error}\n{error.stderr}', file=sys.stderr)
        return 1
    measurement.publish(report(found, values.steps, values.batch), values.output)
    return 0


def measure(words: Sequence[str], steps: int, batch: int) -> Measured:
    """Returns what a run of some epochs and a run of one step have shown."""
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / 'made_up.npz'
        make(data, steps * batch, batch)
        settings = [f'--config.data.name=npz:{data}', '--config.data.batch_size=%d' % batch,
                    '--config.train.diagnostics=False', '--config.data.validation_examples=0',
                    '--config.optimizer.schedule=constant', '--config.train.keep_at_epochs=()',
                    *words]
        one_step = Path(directory) / 'start'
        began = time.perf_counter()
        command(settings, '--config.train.steps=1', one_step)
        start = time.perf_counter() - began
        whole = Path(directory) / 'whole'
        command(settings, f'--config.train.epochs={EPOCHS}', whole)
        lines = (whole / 'metrics.jsonl').read_text('utf-8').splitlines()
        seconds = [json.loads(line)['seconds'] for line in lines][1:]
    return Measured(steps * batch / statistics.median(seconds), start)


def make(place: Path, count: int, test: int) -> None:
    """Writes images of noise in the shape of CIFAR-10."""
    generator = np.random.default_rng(0)
    arrays = {}
    for split, examples in (('train', count), ('test', test)):
        arrays[f'x_{split}'] = generator.integers(0, 256, (examples, 32, 32, 3), np.uint8)
        arrays[f'y_{split}'] = np.arange(examples) % 10
    np.savez(place, **arrays)


def command(settings: Sequence[str], length: str, workdir: Path) -> None:
    """Runs the command line.

    Raises:
      subprocess.CalledProcessError: it failed; holds what it said.
    """
    subprocess.run([sys.executable, '-m', 'tf_labs', 'run',
                    f'--config={measurement.ROOT}/configs/cifar10.py', *settings, length,
                    f'--workdir={workdir}'], cwd=measurement.ROOT, check=True, text=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def report(found: dict[str, list[Measured]], steps: int, batch: int) -> str:
    """Returns the tables of a measurement."""
    speeds = {name: [one.speed for one in of_name] for name, of_name in found.items()}
    starts = {name: [one.start for one in of_name] for name, of_name in found.items()}
    rows = [(name, measurement.median_and_range(speeds[name], 0),
             measurement.median_and_range(starts[name], 1)) for name in found]
    wanted = [
        measurement.Target('images a second: 2 workers / one process',
                           measurement.median_ratio(speeds[TWO], speeds[ONE]), WANTED_SPEED,
                           at_least=True),
        measurement.Target('a run of one step: 2 workers / one process',
                           measurement.median_ratio(starts[TWO], starts[ONE]), WANTED_START)]
    return '\n\n'.join([
        f'{len(found[ONE])} rounds of {EPOCHS} epochs of {steps} steps; batch {batch}; '
        f'{measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('', 'images a second: median (min-max)',
                              's of a run of one step: median (min-max)'), rows),
        measurement.targets(wanted)])


if __name__ == '__main__':
    sys.exit(main())
