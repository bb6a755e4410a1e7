"""Wall time and memory of the whole command `tf-labs run` on configs/mnist_nn.py.

    python benchmarks/whole_command.py [--rounds=5] [--output=FILE.md]

Each round runs, in processes of their own and in new directories: `import tensorflow` alone; the
command, 15 epochs with an evaluation and a checkpoint each; and the same run with its saves timed.
The command is set against the import and the epochs alone, as metrics.jsonl has them, so what is
measured is loading, evaluation, checkpoints and logs.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
import contextlib
import dataclasses
import json
import multiprocessing
import os
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile
import time

import measurement

WANTED_RATIO, WANTED_MEMORY_GB, WANTED_SAVE_SHARE = 1.7, 1.4, 0.05


@dataclasses.dataclass(frozen=True)
class Round:
    """What one round has shown; in seconds and bytes.

    Attributes:
      importing: `python -c "import tensorflow"`.
      command: the command, from start to exit.
      epochs: training of all its epochs.
      memory: the most that the command had in memory.
      save: a save, the median over the epochs of a run.
      epoch: training of an epoch, likewise.
    """

    importing: float
    command: float
    epochs: float
    memory: int
    save: float
    epoch: float


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    values = flags.parse_args()
    rounds = []
    for number in range(values.rounds):
        print(f'round {number + 1} of {values.rounds}', file=sys.stderr, flush=True)
        try:
            rounds.append(measure())
        except subprocess.CalledProcessError as error:
            print(f'whole_command: {error}\n{error.stderr}', file=sys.stderr)
            return 1
    measurement.publish(report(rounds), values.output)
    return 0


def measure() -> Round:
    """Returns one round."""
    importing, _ = run([sys.executable, '-c', 'import tensorflow'])
    with tempfile.TemporaryDirectory() as directory:
        workdir = Path(directory) / 'run'
        command, memory = run([sys.executable, '-m', 'tf_labs', 'run',
                               f'--config={measurement.CONFIG}', f'--workdir={workdir}'])
        epochs = sum(_epoch_seconds(workdir))
    with tempfile.TemporaryDirectory() as directory:
        workdir = Path(directory) / 'run'
        # In a process of its own: each round starts TensorFlow anew.
        with ProcessPoolExecutor(1, multiprocessing.get_context('spawn')) as pool:
            saves = pool.submit(time_saves, workdir).result()
        epoch = statistics.median(_epoch_seconds(workdir))
    return Round(importing, command, epochs, memory, statistics.median(saves), epoch)


def run(arguments: Sequence[str]) -> tuple[float, int]:
    """Runs a program; returns its wall time in seconds and its peak memory in bytes.

    Raises:
      subprocess.CalledProcessError: it failed; holds what it said.
    """
    with tempfile.TemporaryFile('w+') as said:
        began = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=measurement.ROOT, stdout=subprocess.DEVNULL,
                                   stderr=said)
        # Not RUSAGE_CHILDREN: that is the most of all children so far.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, arguments, stderr=said.read())
    return seconds, usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)


def _epoch_seconds(workdir: Path) -> list[float]:
    lines = (workdir / 'metrics.jsonl').read_text('utf-8').splitlines()
    return [json.loads(line)['seconds'] for line in lines]


def time_saves(workdir: Path) -> list[float]:
    """Runs the config; returns how long each save of the loop took, in seconds.

    That is the check that all weights are finite, and `Checkpoints.save`.
    """
    from tf_labs import runtime
    from tf_labs.config import config_files
    runtime.import_tensorflow()
    from tf_labs.experiments import supervised
    from tf_labs.training.checkpoints import Checkpoints
    from tf_labs.training.state import TrainingState
    checks = timed(TrainingState, 'first_not_finite')
    saves = timed(Checkpoints, 'save')
    with open(os.devnull, 'w', encoding='utf-8') as nowhere, contextlib.redirect_stdout(nowhere):
        supervised.run(config_files.load(str(measurement.CONFIG)), str(workdir))
    # The first save holds the initial weights, is part of no epoch and has no check.
    return [check + save for check, save in zip(checks, saves[1:], strict=True)]


def timed(owner: type, name: str) -> list[float]:
    """Makes a method note how long each call takes; returns the list that it notes in."""
    method, seconds = getattr(owner, name), []

    def noting(*arguments):
        began = time.perf_counter()
        result = method(*arguments)
        seconds.append(time.perf_counter() - began)
        return result

    setattr(owner, name, noting)
    return seconds


def report(rounds: Sequence[Round]) -> str:
    """Returns the tables of a measurement."""
    def all_of(name: str) -> list[float]:
        return [getattr(of_round, name) for of_round in rounds]

    alone = [of_round.importing + of_round.epochs for of_round in rounds]
    memory = statistics.median(all_of('memory')) / 1e9
    return '\n\n'.join([
        f'{len(rounds)} rounds; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('quantity', 'seconds: median (min-max)'), [
            ('the whole command, 15 epochs', measurement.median_and_range(all_of('command'))),
            ('import tensorflow', measurement.median_and_range(all_of('importing'))),
            ('training of the 15 epochs', measurement.median_and_range(all_of('epochs'))),
            ('training of one epoch, the median', measurement.median_and_range(all_of('epoch'))),
            ('a save, the median', measurement.median_and_range(all_of('save'), 4))]),
        measurement.targets([
            measurement.Target('the whole command / (import + epochs)',
                               measurement.median_ratio(all_of('command'), alone), WANTED_RATIO),
            measurement.Target('peak memory of the command, GB', memory, WANTED_MEMORY_GB),
            measurement.Target('a save / training of an epoch',
                               measurement.median_ratio(all_of('save'), all_of('epoch')),
                               WANTED_SAVE_SHARE, digits=3)]),
        'Medians over the rounds. 1 GB is 10^9 bytes.'])


if __name__ == '__main__':
    sys.exit(main())
