"""A sweep: a config over every combination of some values, the best of them by validation."""

from collections.abc import Mapping, Sequence
import os
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_files
from tf_labs.config import sweeps
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.runs import checked_configs
from tf_labs.runs import given
from tf_labs.runs import own_data
from tf_labs.runs import running
from tf_labs.runs.calls import call
from tf_labs.runs.comparison import Comparison
from tf_labs.training import mirrors
from tf_labs.training.manifest import About

HELD_OUT_SHARE = 10  # a tenth of the training examples


def sweep(config: ConfigDict | str | os.PathLike[str], values: Mapping[str, Sequence[Any]],
          workdir: str | os.PathLike[str] | None = None, *, seeds: int | None = None,
          devices: str | int = 'auto', verbose: bool = False,
          loggers: Sequence[Any] = (), data: Any = None, jobs: int | str = 1) -> Comparison:
    """Trains a config with every combination of some values, or does what of that is not done.

        done = sweep('digits', {'optimizer.learning_rate': [1e-3, 1e-2]}, seeds=3)
        done.best['values']

    Args:
      config: of a classifier, or what `load` takes.
      values: of each field, by its dotted path.
      workdir: directory of the comparison; None: checkpoints/LAB_sweep.
      seeds: of each combination: the config's own, 1, 2, ...
      devices, loggers, data, jobs: as of `tf_labs.run`.
      verbose: print what the command line prints.

    Raises:
      LabError: as of `tf_labs.run`.
    """
    base = (checked_configs.fitted(config) if isinstance(config, ConfigDict)
            else checked_configs.loaded(str(given.path(config)), []))
    about = checked_configs.about(base)
    with given.held(data):
        return run(base if data is None else own_data.for_given(base), _texts(values), workdir,
                   seeds=seeds, devices=devices, verbose=verbose, about=about, loggers=loggers,
                   jobs=jobs)


def _texts(values: Any) -> dict[str, list[str]]:
    if not isinstance(values, Mapping) or not all(
            isinstance(some, (list, tuple)) or hasattr(some, 'tolist')
            for some in values.values()):
        raise UserError('these are not values to sweep', received=repr(values),
                        expected="{FIELD: [VALUE, ...]}, as {'optimizer.learning_rate': [1e-3]}")
    return {path: [checked_configs.as_flags({path: value})[0].partition('=')[2]
                   for value in (some.tolist() if hasattr(some, 'tolist') else some)]
            for path, some in values.items()}


def run(base: ConfigDict, texts: Mapping[str, Sequence[str]],
        workdir: str | os.PathLike[str] | None = None, *, seeds: int | None = None,
        devices: str | int = 'auto', verbose: bool = False,
        about: About | None = None, loggers: Sequence[Any] = (),
        jobs: int | str = 1) -> Comparison:
    """As `sweep`, of values as the command line has them."""
    given.check_count('seeds', seeds)
    jobs = given.jobs(jobs, is_told=False)
    base = with_held_out(own_data.settled(base))
    config = checked_configs.changed(sweeps.made(base, texts, seeds or 1))
    path = directory_of(config) if workdir is None else given.path(workdir)
    mirrors.check(loggers, config.experiment)
    told = None if about is None else {**about, 'command': 'sweep'}
    with call(verbose=verbose), mirrors.to(loggers):
        return Comparison(running.run(config, path, seeds or 1, given.devices(devices), told,
                                      jobs))


def directory_of(config: ConfigDict) -> Path:
    """Returns where a sweep is unless it is told: checkpoints/LAB_sweep."""
    place = running.directory_of(config)
    return place.with_name(f'{place.name}_sweep')


def with_held_out(config: ConfigDict) -> ConfigDict:
    """Returns a config that holds out what the best is chosen by: a tenth unless it says.

    Raises:
      UserError: it holds out nothing.
    """
    if config.experiment != 'supervised':
        return config  # refused in other words
    config = config.copy_and_resolve_references()
    examples = config.data.train_examples or data_sets.describe(config.data).examples['train']
    if config.data.validation_examples is None:
        config.data.validation_examples = examples // HELD_OUT_SHARE
    if not config.data.validation_examples:
        raise UserError('a sweep needs validation examples to choose the best', received=0,
                        expected='config.data.validation_examples of at least 1, held out of the '
                        'training split')
    return config


def command(config: str, overrides: list[str], workdir: str | None, seeds: int | None,
            devices: str, log: Sequence[str], jobs: str) -> Comparison:
    """Does the sweep of a command line."""
    base = config_files.load(config)
    texts, plain = sweeps.split(base, overrides)
    config_files.override(base, plain)
    return run(base, texts, workdir, seeds=seeds, devices=devices, verbose=True,
               about=config_files.about(config, overrides), loggers=log, jobs=jobs)
