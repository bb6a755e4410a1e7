"""Runs that take half a second, for tests of what lies in a run directory."""

import json
from pathlib import Path

from tests.conftest import digits_config
from tests.conftest import ROOT
import tf_labs
from tf_labs.experiments import supervised

# Two steps an epoch, of which nothing is traced; SGD has the fewest operations.
SHORT = ('--config.model.hidden_sizes=8', '--config.data.train_examples=64',
         '--config.optimizer.name=sgd', '--config.train.execution=eager',
         '--config.train.diagnostics=False', '--config.train.checkpoint_every_steps=1')
_SMALL = {'train.epochs': 2, 'model.hidden_sizes': (16,), 'train.execution': 'graph',
          'train.steps_per_call': 11, 'train.diagnostics': False}


def small_config(**changes):
    """Returns a config of digits by the API; `changes` are fields, dotted."""
    return tf_labs.load('digits', {**_SMALL, **changes})


def run(workdir, *overrides, epochs=1):
    return supervised.run(
        digits_config(*SHORT, f'--config.train.epochs={epochs}', *overrides), str(workdir))


def arguments(workdir, *overrides, epochs=1):
    return ['run', f'--config={ROOT}/configs/digits.py', *SHORT, *overrides,
            f'--config.train.epochs={epochs}', f'--workdir={workdir}']


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def without_identity(workdir: Path) -> None:
    """Makes of a run what version 0.4.0 has left."""
    for name in ('manifest.json', 'result.json'):
        stored = json.loads((workdir / name).read_text())
        (workdir / name).write_text(json.dumps(
            {key: value for key, value in stored.items() if key not in ('identity', 'written')}))
