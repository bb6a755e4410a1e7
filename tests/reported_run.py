"""The run whose report is read as a file and in a browser."""

from pathlib import Path

from tests.conftest import digits_config
from tf_labs.experiments import reporting
from tf_labs.experiments import supervised
from tf_labs.training.run_directory import RunDirectory

OVERRIDES = ('--config.model.hidden_sizes=24,12', '--config.train.epochs=3',
             '--config.train.execution=graph')
WIDE = 'tf-labs run ' + '--config.x=y ' * 20 + '.'  # no phone shows it in one line
ABOUT = {'lesson': f'A lesson.\n\nOf <two> `paragraphs`.\n\n    {WIDE}',
         'overrides': [*OVERRIDES], 'config': 'configs/digits.py'}


def make(workdir: Path) -> None:
    """Trains on digits for three epochs, and writes the report."""
    supervised.run(digits_config(*OVERRIDES), str(workdir), about=ABOUT)
    reporting.write(RunDirectory(workdir))
