"""What users wait for: whole commands beside a bare import and beside others' scripts.

    python benchmarks/whole_command.py [--rounds=5] [--parts=digits,mnist,peers,told,saves]
        [--epochs=15] [--output=FILE.md]

Each round runs, in processes of their own and in new directories, one after the other: `python -c
"import tensorflow"`; `tf-labs run digits`, and `eval` and `predict` on it; `tf-labs run mnist_nn`,
an evaluation and a checkpoint an epoch; the scripts of whole_command_peers.py; commands that only
tell something; and the run of mnist_nn with its saves timed. Bytecode is written before, as
installing does.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
import contextlib
import dataclasses
from importlib.util import find_spec
import json
import multiprocessing
import os
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

import measurement
import mnist_recipe
from tf_labs.config import config_files
from whole_command_peers import PEERS

PARTS = ('digits', 'mnist', 'peers', 'told', 'saves')
IMPORT = 'import tensorflow'
DIGITS, EVAL, PREDICT, MNIST = 'run digits', 'eval', 'predict', 'run mnist_nn'
EPOCHS, MEMORY, SAVE, EPOCH = 'its epochs', 'memory', 'a save', 'an epoch'
FUSED, NOTES = list(PEERS)[:2]
TOLD = {'--help': (), 'list': ('list',), 'an error in a flag': ('run', 'digits', '--nothing=1')}
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name != 'PYTHONDONTWRITEBYTECODE'}

Measured = dict[str, list[float]]  # by quantity, a value a round; in seconds or bytes


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--epochs', type=int, default=15, help='of mnist_nn and the peers')
    flags.add_argument('--parts', default=','.join(PARTS), help='what is measured')
    values = flags.parse_args()
    parts = values.parts.split(',')
    if unknown := [part for part in parts if part not in PARTS]:
        flags.error(f'--parts: expected some of {",".join(PARTS)}; received {",".join(unknown)}')
    measured: Measured = defaultdict(list)
    try:
        with tempfile.TemporaryDirectory() as directory:
            prepare(parts, Path(directory))
            for number in range(values.rounds):
                print(f'round {number + 1} of {values.rounds}', file=sys.stderr, flush=True)
                measure(parts, values.epochs, Path(directory), measured)
    except subprocess.CalledProcessError as error:
        print(f'whole_command: {error}\n{error.stderr}', file=sys.stderr)
        return 1
    measurement.publish(report(measured, values), values.output)
    return 0


def prepare(parts: Sequence[str], shared: Path) -> None:
    """Writes the bytecode, and the data where scripts without TensorFlow can read it."""
    run([sys.executable, '-m', 'compileall', '-q', 'tf_labs', 'configs', 'benchmarks'])
    if 'peers' in parts:
        # In a process that ends: TensorFlow would stay in this one, with its threads and memory.
        with ProcessPoolExecutor(1, multiprocessing.get_context('spawn')) as pool:
            pool.submit(store, shared).result()


def store(shared: Path) -> None:
    """Stores the splits of MNIST as arrays."""
    from tf_labs import runtime
    from tf_labs.data import sources
    runtime.import_tensorflow()
    for split, examples in sources.load('mnist', ('train', 'test'), None).items():
        np.savez(shared / f'{split}.npz', images=examples.images, labels=examples.labels)


def measure(parts: Sequence[str], epochs: int, shared: Path, measured: Measured) -> None:
    """Adds one round."""
    measured[IMPORT].append(run([sys.executable, '-c', 'import tensorflow'])[0])
    of_parts: dict[str, Callable[[Path], dict[str, float]]] = {
        'digits': digits, 'mnist': lambda workdir: mnist(workdir, epochs),
        'peers': lambda _: peers(shared, epochs), 'told': lambda _: told(),
        'saves': lambda workdir: saves(workdir, epochs)}
    for part in parts:
        with tempfile.TemporaryDirectory() as directory:
            for name, value in of_parts[part](Path(directory) / 'run').items():
                measured[name].append(value)


def digits(workdir: Path) -> dict[str, float]:
    """A small run, and two questions to it."""
    return {DIGITS: command('run', 'digits', f'--workdir={workdir}')[0],
            EVAL: command('eval', f'--workdir={workdir}')[0],
            PREDICT: command('predict', f'--workdir={workdir}', '--index=0')[0]}


def mnist(workdir: Path, epochs: int) -> dict[str, float]:
    """The run of mnist_nn."""
    seconds, memory = command('run', f'--config={measurement.CONFIG}', f'--workdir={workdir}',
                              f'--config.train.epochs={epochs}')
    return {MNIST: seconds, EPOCHS: sum(_epoch_seconds(workdir)), MEMORY: memory}


def peers(shared: Path, epochs: int) -> dict[str, float]:
    """Those whose library is installed."""
    config = config_files.load(str(measurement.CONFIG))
    recipe = mnist_recipe.Recipe(
        shared / 'train.npz', sizes=(28 * 28, *config.model.hidden_sizes, 10),
        batch_size=config.data.batch_size, init_stddev=config.model.init_stddev,
        learning_rate=config.optimizer.learning_rate, scale=config.data.scale)
    stored = json.dumps(dataclasses.asdict(recipe), default=str)
    script = str(measurement.ROOT / 'benchmarks' / 'whole_command_peers.py')
    return {name: run([sys.executable, script, name, str(epochs), stored,
                       str(shared / 'test.npz')])[0]
            for name in PEERS if _is_installed(name)}


def _is_installed(peer: str) -> bool:
    return not peer.startswith('PyTorch') or find_spec('torch') is not None


def told() -> dict[str, float]:
    """Commands that end without TensorFlow."""
    return {name: command(*words, status=2 if 'error' in name else 0)[0]
            for name, words in TOLD.items()}


def saves(workdir: Path, epochs: int) -> dict[str, float]:
    """The medians over a run, in a process of its own: each round starts TensorFlow anew."""
    with ProcessPoolExecutor(1, multiprocessing.get_context('spawn')) as pool:
        seconds = pool.submit(time_saves, workdir, epochs).result()
    return {SAVE: statistics.median(seconds), EPOCH: statistics.median(_epoch_seconds(workdir))}


def command(*words: str, status: int = 0) -> tuple[float, int]:
    """Runs a command line of tf-labs."""
    return run([sys.executable, '-m', 'tf_labs', *words], status)


def run(arguments: Sequence[str], status: int = 0) -> tuple[float, int]:
    """Runs a program; returns its wall time in seconds and its peak memory in bytes.

    Raises:
      subprocess.CalledProcessError: it did not end with this status; holds what it said.
    """
    with tempfile.TemporaryFile('w+') as said:
        began = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=measurement.ROOT, stdout=subprocess.DEVNULL,
                                   stderr=said, env=ENVIRONMENT)
        # Not RUSAGE_CHILDREN: that is the most of all children so far.
        _, ended, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(ended)
        if process.returncode != status:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, arguments, stderr=said.read())
    return seconds, usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)


def _epoch_seconds(workdir: Path) -> list[float]:
    lines = (workdir / 'metrics.jsonl').read_text('utf-8').splitlines()
    return [json.loads(line)['seconds'] for line in lines]


def time_saves(workdir: Path, epochs: int) -> list[float]:
    """Runs the config; returns how long each save of the loop took, in seconds.

    That is the check that all weights are finite, and `Checkpoints.save`.
    """
    from tf_labs import runtime
    runtime.import_tensorflow()
    from tf_labs.experiments import supervised
    from tf_labs.training.checkpoints import Checkpoints
    from tf_labs.training.state import TrainingState
    config = config_files.load(str(measurement.CONFIG))
    config.train.epochs = epochs
    checks = timed(TrainingState, 'first_not_finite')
    saved = timed(Checkpoints, 'save')
    with open(os.devnull, 'w', encoding='utf-8') as nowhere, contextlib.redirect_stdout(nowhere):
        supervised.run(config, str(workdir))
    # The first save holds the initial weights, is part of no epoch and has no check.
    return [check + save for check, save in zip(checks, saved[1:], strict=True)]


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


def report(measured: Measured, values) -> str:
    """Returns the tables of a measurement."""
    rows = [(name, measurement.median_and_range(found), '' if name in (IMPORT, *TOLD) else
             f'{measurement.median_ratio(found, measured[IMPORT]):.2f}')
            for name, found in measured.items() if name != MEMORY]
    rows += [(name, 'torch is not installed', '') for name in PEERS
             if 'peers' in values.parts and not _is_installed(name)]
    return '\n\n'.join([
        f'{values.rounds} rounds, {values.epochs} epochs of mnist_nn; '
        f'{measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('quantity', 'seconds: median (min-max)', 'imports'), rows),
        measurement.targets(wanted(measured)),
        'Ratios are medians of those within each round. 1 GB is 10^9 bytes.'])


def wanted(measured: Measured) -> list[measurement.Target]:
    """Returns the targets of what was measured."""
    ratios = [(f'{DIGITS} / {IMPORT}', DIGITS, IMPORT, 1.1),
              (f'{EVAL} / {IMPORT}', EVAL, IMPORT, 1.0),
              (f'{PREDICT} / {IMPORT}', PREDICT, IMPORT, 1.0),
              (f'({MNIST} - {EPOCHS}) / {IMPORT}', 'around', IMPORT, 1.3),
              (f'{MNIST} / {FUSED}, a test each epoch', MNIST, FUSED, 0.8),
              (f'{MNIST} / {NOTES}', MNIST, NOTES, 0.3),
              (f'{SAVE} / {EPOCH}', SAVE, EPOCH, 0.05)]
    around = [whole - epochs for whole, epochs in zip(measured[MNIST], measured[EPOCHS])]
    known = {**measured, 'around': around}
    targets = [measurement.Target(name, measurement.median_ratio(known[above], known[below]), bound)
               for name, above, below, bound in ratios if known.get(above) and known.get(below)]
    targets += [measurement.Target(f'{name}, seconds', statistics.median(measured[name]), 0.3)
                for name in TOLD if measured[name]]
    if measured[MEMORY]:
        targets.append(measurement.Target('peak memory of run mnist_nn, GB',
                                          statistics.median(measured[MEMORY]) / 1e9, 1.4))
    return targets


if __name__ == '__main__':
    sys.exit(main())
