"""Looks for a learning rate: the range test of a config, and where its figure is."""

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.errors import UserError
from tf_labs.paths import checked_path
from tf_labs.runs import checked_configs
from tf_labs.runs import given
from tf_labs.runs import running
from tf_labs.runs.calls import call
from tf_labs.training import rate_bounds

if TYPE_CHECKING:
    import numpy as np


@dataclasses.dataclass(frozen=True)
class FoundRate:
    """What a learning-rate range test found.

    Attributes:
      rates: of each step, up to where the loss blew up.
      losses: mean training loss of the batch of each step, before its update.
      smoothed: the same, smoothed.
      recommended: a rate to train with; None where the loss falls nowhere, or by no more than
        batches differ.
      range: (lowest, highest) rate that should do; None as well.
      figure, table: the files that were written.
    """

    rates: 'np.ndarray'
    losses: 'np.ndarray'
    smoothed: 'np.ndarray'
    recommended: float | None
    range: tuple[float, float] | None
    figure: Path
    table: Path


def find_rate(config: ConfigDict | str | os.PathLike[str],
              output: str | os.PathLike[str] | None = None, *,
              lowest: float = rate_bounds.LOWEST, highest: float = rate_bounds.HIGHEST,
              steps: int | None = None, devices: str | int = 'auto',
              verbose: bool = False) -> FoundRate:
    """Trains a net for some steps with a growing learning rate, and forgets the net.

    Args:
      config: of a classifier, or what `load` takes.
      output: directory for rate.png and rate.csv; None: checkpoints/find_rate/LAB.
      lowest, highest: rates of the first and the last step.
      steps: how many; None: an epoch, at least 100 and at most 500.
      devices: as of `tf_labs.run`.
      verbose: print what the command line prints.

    Raises:
      UserError, DataNotAvailableError: before anything is written.
    """
    for name, value in (('lowest', lowest), ('highest', highest)):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise UserError(f'{name} is not a learning rate', expected='a number',
                            received=repr(value))
    given.check_count('steps', steps)
    settings = (checked_configs.changed(config) if isinstance(config, ConfigDict)
                else checked_configs.loaded(str(given.path(config)), []))
    _check(settings)
    rate_bounds.check(lowest, highest, steps)
    place = _place(settings, output)
    chosen = given.devices(devices)
    runtime.parse_devices(chosen)
    with call(verbose=verbose):
        runtime.import_tensorflow()
        from tf_labs.experiments import rate_finding
        test = rate_finding.find(settings, chosen, lowest=lowest, highest=highest, steps=steps)
        figure, table = rate_finding.write(test, settings.lab, place)
        rate_finding.tell(test, settings.lab, figure)
        found = test.found
        return FoundRate(test.rates, test.losses, test.smoothed, found.rate if found else None,
                         (found.low, found.high) if found else None, figure, table)


def _check(config: ConfigDict) -> None:
    if config.experiment != 'supervised' or 'variants' in config:
        kind = 'a comparison' if 'variants' in config else f'the experiment {config.experiment}'
        raise UserError('the learning-rate range test needs a config that trains one classifier',
                        received=kind,
                        expected='a config of the experiment supervised, without variants')
    if config.optimizer.name == 'rprop':
        raise UserError('config.optimizer.name rprop has no learning rate to find',
                        received='rprop',
                        expected='another optimizer: the rate of rprop is that of its first step')


def _place(config: ConfigDict, output: str | os.PathLike[str] | None) -> Path:
    """Returns the directory to write into, which need not exist."""
    if output is None:
        running.directory_of(config)  # whose name a directory can have
        return running.DEFAULT_ROOT / 'find_rate' / checked_path(config.lab)
    path = given.path(output)
    place = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise UserError('--output cannot be written', received=path,
                        expected='a directory that can be made or written')
    return path


def command(config: str, overrides: list[str], output: str | None, *, lowest: float,
            highest: float, steps: int | None, devices: str) -> None:
    """Does the test of a command line."""
    find_rate(checked_configs.loaded(config, overrides), output, lowest=lowest, highest=highest,
              steps=steps, devices=devices, verbose=True)
