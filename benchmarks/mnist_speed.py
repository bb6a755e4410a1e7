"""Seconds an epoch of configs/mnist_nn.py: this project beside its peers, in one run.

    python benchmarks/mnist_speed.py [--rounds=5] [--output=FILE.md] [--only=NAME,NAME]

Every contender is a process of its own on the same real MNIST. The first epoch of each is thrown
away (it compiles). Then, in each round, one after the other trains one full epoch, so that a
machine that gets slower does so for all. Evaluation and checkpoints are in nobody's epoch. Ratios
are medians of the ratios within each round.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
import contextlib
import functools
from importlib.util import find_spec
import multiprocessing
from pathlib import Path
import sys
import tempfile

import numpy as np

import measurement
import mnist_peers
import mnist_recipe
from tf_labs.config import config_files
from tf_labs.errors import LabError
import turns

OURS = 'this project, xla'
JAX, FUSED = 'JAX, lax.scan over the epoch', 'PyTorch, data in memory, fused Adam'
FIT, TUNED = 'Keras fit, default', 'Keras fit, tuned'
NOTEBOOK = 'eager loop of the course notebook'
FLOOR = 'floor: the matrix products alone, each by the quickest library'
_TUNED = {'steps_per_execution': 100, 'jit_compile': True}

# Those that are compared most closely stand side by side.
CONTENDERS: dict[str, Callable] = {
    OURS: functools.partial(mnist_peers.project, execution='xla'),
    JAX: mnist_peers.jax_scan,
    FUSED: mnist_peers.pytorch_fused,
    TUNED: functools.partial(mnist_peers.keras_fit, piped=False, settings=_TUNED),
    f'{TUNED}, tf.data of examples': functools.partial(
        mnist_peers.keras_fit, piped=True, settings=_TUNED),
    'this project, graph': functools.partial(mnist_peers.project, execution='graph'),
    'PyTorch, DataLoader loop of the notes': mnist_peers.pytorch_notes,
    FIT: functools.partial(mnist_peers.keras_fit, piped=False, settings={}),
    'this project, eager': functools.partial(mnist_peers.project, execution='eager'),
    NOTEBOOK: mnist_peers.notebook,
}
PRODUCTS_OF = (OURS, JAX, FUSED)  # one of each library: the quickest at a shape counts
WANTED = {JAX: 1, TUNED: 2, FIT: 5, FUSED: 2, NOTEBOOK: 30}  # times our seconds
WANTED_OF_FLOOR = 1.15
NEEDED = ('jax', 'optax', 'torch')


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--only', default='', help='contenders whose name holds one of these '
                       'words, commas between; default: all')
    values = flags.parse_args()
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        return _fail(f'{", ".join(missing)} missing: pip install -e \'.[bench]\'', 2)
    # No words are one empty word, which every name holds.
    names = [name for name in CONTENDERS
             if name == OURS or any(word in name for word in values.only.split(','))]
    try:
        with tempfile.TemporaryDirectory() as directory:
            recipe, examples = _prepare(Path(directory) / 'mnist.npz')
            taken, floor = measure(names, recipe, values.rounds)
            steps = examples // recipe.batch_size
    except LabError as error:
        return _fail(str(error), error.exit_status)
    except turns.ContenderError as error:
        return _fail(str(error), 1)
    floor = [steps * seconds for seconds in floor]
    measurement.publish(report(taken, floor), values.output)
    return 0


def _fail(line: str, status: int) -> int:
    print(f'mnist_speed: {line}', file=sys.stderr)
    return status


def _prepare(file: Path) -> tuple[mnist_recipe.Recipe, int]:
    """Stores the training split where contenders without TensorFlow can read it."""
    config = config_files.load(str(measurement.CONFIG))
    # In a process that ends: TensorFlow would stay in this one, with its threads and its memory.
    with ProcessPoolExecutor(1, multiprocessing.get_context('spawn')) as pool:
        image_shape, examples, classes = pool.submit(
            _store, file, config.data.name, config.data.dir).result()
    recipe = mnist_recipe.Recipe(
        file, sizes=(int(np.prod(image_shape)), *config.model.hidden_sizes, classes),
        batch_size=config.data.batch_size, init_stddev=config.model.init_stddev,
        learning_rate=config.optimizer.learning_rate, scale=config.data.scale)
    return recipe, examples


def _store(file: Path, name: str, data_dir: str | None) -> tuple[tuple[int, ...], int, int]:
    from tf_labs.data import sources
    from tf_labs.data.catalog import CATALOG
    from tf_labs.runtime import import_tensorflow
    import_tensorflow()
    train = sources.load(name, ('train',), data_dir)['train']
    np.savez(file, images=train.images, labels=train.labels)
    return CATALOG[name].image_shape, len(train), len(CATALOG[name].class_names)


def measure(names: Sequence[str], recipe: mnist_recipe.Recipe,
            rounds: int) -> tuple[dict[str, list[turns.Turn]], list[float]]:
    """Returns the turns of each contender, and in each round the seconds of a step's products."""
    taken: dict[str, list[turns.Turn]] = {name: [] for name in names}
    floor: list[float] = []
    with contextlib.ExitStack() as stack:
        contenders = []
        for name in names:
            _tell(f'first epoch: {name}')
            contender = stack.enter_context(turns.Contender(name, CONTENDERS[name], recipe))
            contender.take_turn()
            contenders.append(contender)
        for number in range(rounds):
            _tell(f'round {number + 1} of {rounds}')
            for contender in contenders:
                taken[contender.name].append(contender.take_turn())
            of_libraries = [contender.ask('products') for contender in contenders
                            if contender.name in PRODUCTS_OF]
            floor.append(sum(map(min, zip(*of_libraries))))
    return taken, floor


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def report(taken: dict[str, list[turns.Turn]], floor: list[float]) -> str:
    """Returns the tables of a measurement; `floor` is in seconds, a value a round."""
    seconds = {name: [turn.seconds for turn in of_name] for name, of_name in taken.items()}
    seconds[FLOOR] = floor
    ratio = {name: measurement.median_ratio(of_name, seconds[OURS])
             for name, of_name in seconds.items()}
    loss = {name: f'{of_name[-1].loss:.2f}' for name, of_name in taken.items()}
    rows = [(name, measurement.median_and_range(of_name), f'{ratio[name]:.2f}', loss.get(name, ''))
            for name, of_name in seconds.items()]
    wanted = [measurement.Target(f'{name} / {OURS}', ratio[name], factor, at_least=True)
              for name, factor in WANTED.items() if name in taken]
    wanted.append(measurement.Target(
        f'{OURS} / floor', measurement.median_ratio(seconds[OURS], floor), WANTED_OF_FLOOR))
    idle = max(turn.idle_share for of_name in taken.values() for turn in of_name)
    rounds = len(floor)
    packages = ('tensorflow', 'keras', 'torch', 'jax', 'optax', 'numpy')
    return '\n\n'.join([
        f'{rounds} rounds; {measurement.setting(packages)}',
        measurement.markdown(('contender', 'seconds an epoch: median (min-max)', 'times ours',
                              f'train loss, epoch {rounds + 1}'), rows),
        measurement.targets(wanted),
        'The floor is the sum of the products of a step, each shape by the quickest of TensorFlow, '
        'PyTorch and JAX, measured in the same round. '
        f'A waiting contender used at most {100 * idle:.1f}% of a core.'])


if __name__ == '__main__':
    sys.exit(main())
