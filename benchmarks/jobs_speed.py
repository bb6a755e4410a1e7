"""Four seeds of configs/mnist_nn.py by two jobs beside one after the other.

    python benchmarks/jobs_speed.py [--rounds=5] [--epochs=15] [--seeds=4] [--reproduce]
                                    [--output=FILE]

Each round runs the command both ways, in processes of their own and in new directories, in turns;
both train with one thread an operation, so they end with the same digests, which is checked. In a
row it may as well use all cores: that is the third contender. --reproduce adds `tf-labs reproduce`
both ways.
"""

import json
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile
import time

import measurement

WANTED_SPEED, WANTED_REPRODUCE = 1.6, 0.65
_ONE_THREAD = '--config.train.num_threads=1'
WAYS = {'one after the other': (_ONE_THREAD,), '2 jobs': ('--jobs=2',),
        'one after the other, all cores': ()}


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--epochs', type=int, default=15, help='of a run')
    flags.add_argument('--seeds', type=int, default=4, help='runs')
    flags.add_argument('--reproduce', action='store_true', help='measures `reproduce` as well')
    values = flags.parse_args()
    command = ['run', f'--config={measurement.CONFIG}', f'--seeds={values.seeds}',
               f'--config.train.epochs={values.epochs}']
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    labs: dict[str, list[float]] = {'1': [], '2': []}
    for number in range(values.rounds):
        print(f'round {number + 1} of {values.rounds}', file=sys.stderr, flush=True)
        digests = {}
        for way, arguments in WAYS.items():
            took, digests[way] = timed([*command, *arguments])
            seconds[way].append(took)
        if digests['2 jobs'] != digests['one after the other']:
            print('jobs_speed: the digests are not those of a row', file=sys.stderr)
            return 1
        for jobs, measured in labs.items() if values.reproduce else ():
            measured.append(timed(['reproduce', f'--jobs={jobs}'])[0])
    measurement.publish(report(seconds, labs), values.output)
    return 0


def timed(arguments: list[str]) -> tuple[float, dict[str, str]]:
    """Returns the seconds of a command in a new directory, and the digest of each of its runs."""
    with tempfile.TemporaryDirectory() as directory:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, '-m', 'tf_labs', *arguments, f'--workdir={directory}/run'],
            cwd=measurement.ROOT, stdout=subprocess.DEVNULL, check=False)
        took = time.perf_counter() - began
        if done.returncode and arguments[0] == 'run':  # a verdict of `reproduce` may be FAIL
            raise subprocess.CalledProcessError(done.returncode, arguments)
        return took, {path.parent.name: json.loads(path.read_text('utf-8')).get('digest', '')
                      for path in Path(directory, 'run').glob('mnist_nn/seed-*/result.json')}


def report(seconds: dict[str, list[float]], labs: dict[str, list[float]]) -> str:
    """Returns the tables."""
    row, jobs = seconds['one after the other'], seconds['2 jobs']
    wanted = [measurement.Target(
        'one after the other / 2 jobs', measurement.median_ratio(row, jobs), WANTED_SPEED,
        at_least=True)]
    rows = [(way, measurement.median_and_range(took, 1),
             f'{statistics.median(row) / statistics.median(took):.2f}')
            for way, took in seconds.items()]
    if labs['2']:
        wanted.append(measurement.Target('reproduce --jobs=2 / --jobs=1', measurement.median_ratio(
            labs['2'], labs['1']), WANTED_REPRODUCE))
        rows += [(f'reproduce --jobs={count}', measurement.median_and_range(took, 1), '')
                 for count, took in labs.items()]
    return '\n\n'.join([
        measurement.setting(('tensorflow', 'keras', 'distributed')),
        measurement.markdown(('command', 'seconds: median (min-max)', 'times as fast'), rows),
        measurement.targets(wanted)])


if __name__ == '__main__':
    sys.exit(main())
