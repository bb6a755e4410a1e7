"""What the diagnostics cost: configs/mnist_nn.py with them and without, in one run.

    python benchmarks/diagnostics_cost.py [--rounds=5] [--output=FILE.md]

Each round runs the whole command `tf-labs run` both ways, in new processes and directories, the
one first that was second in the round before. As a whole command varies by more than the
diagnostics cost, a third run times the looks themselves.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
import contextlib
import dataclasses
import multiprocessing
import os
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile

import measurement
from whole_command import run
from whole_command import timed

WANTED_SHARE = 0.03


@dataclasses.dataclass(frozen=True)
class Round:
    """What one round has shown, in seconds, and in bytes.

    Attributes:
      with_looks: the whole command with diagnostics.
      without: the whole command without.
      looks: all looks of a run together, the copies of the kernels before them included.
      wall: that run, without the imports.
      stored: size of diagnostics.jsonl.gz.
    """

    with_looks: float
    without: float
    looks: float
    wall: float
    stored: int


def main() -> int:
    """Measures and prints; returns the exit status."""
    values = measurement.flags(__doc__).parse_args()
    rounds = []
    for number in range(values.rounds):
        print(f'round {number + 1} of {values.rounds}', file=sys.stderr, flush=True)
        try:
            rounds.append(measure(number))
        except subprocess.CalledProcessError as error:
            print(f'diagnostics_cost: {error}\n{error.stderr}', file=sys.stderr)
            return 1
    measurement.publish(report(rounds), values.output)
    return 0


def measure(number: int) -> Round:
    """Returns one round."""
    seconds = {}
    for wanted in (True, False) if number % 2 else (False, True):
        with tempfile.TemporaryDirectory() as directory:
            seconds[wanted], _ = run([
                sys.executable, '-m', 'tf_labs', 'run', f'--config={measurement.CONFIG}',
                f'--workdir={directory}/run', f'--config.train.diagnostics={wanted}'])
    with tempfile.TemporaryDirectory() as directory, ProcessPoolExecutor(
            1, multiprocessing.get_context('spawn')) as pool:
        looks, wall, stored = pool.submit(time_looks, Path(directory) / 'run').result()
    return Round(seconds[True], seconds[False], looks, wall, stored)


def time_looks(workdir: Path) -> tuple[float, float, int]:
    """Runs the config; returns the seconds of all looks, of the run, and the bytes stored."""
    from tf_labs import runtime
    from tf_labs.config import config_files
    runtime.import_tensorflow()
    from tf_labs.experiments import supervised
    from tf_labs.training.diagnostics import Diagnostics
    parts = [timed(Diagnostics, 'before'), timed(Diagnostics, 'look')]
    with open(os.devnull, 'w', encoding='utf-8') as nowhere, contextlib.redirect_stdout(nowhere):
        result = supervised.run(config_files.load(str(measurement.CONFIG)), str(workdir))
    stored = (workdir / 'diagnostics.jsonl.gz').stat().st_size
    return sum(map(sum, parts)), result['wall_seconds'], stored


def report(rounds: Sequence[Round]) -> str:
    """Returns the tables of a measurement."""
    with_looks = [one.with_looks for one in rounds]
    without = [one.without for one in rounds]
    looks, wall = [one.looks for one in rounds], [one.wall for one in rounds]
    ratio = measurement.median_ratio(with_looks, without)
    return '\n\n'.join([
        f'{len(rounds)} rounds; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('quantity', 'median (min-max)'), [
            ('whole command with diagnostics, s', measurement.median_and_range(with_looks)),
            ('whole command without, s', measurement.median_and_range(without)),
            ('all looks of a run, s', measurement.median_and_range(looks)),
            ('diagnostics.jsonl.gz, kB',
             f'{statistics.median(one.stored for one in rounds) / 1e3:.0f}')]),
        measurement.targets([
            measurement.Target('looks / run', measurement.median_ratio(looks, wall), WANTED_SHARE,
                               digits=3),
            measurement.Target('whole command with / without', ratio, 1 + WANTED_SHARE,
                               digits=3)])])


if __name__ == '__main__':
    sys.exit(main())
