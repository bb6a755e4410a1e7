"""The door from Python: load a config, run it, look at what it left.

The command line says in words what these functions return.
"""

from collections.abc import Mapping
import os
from typing import Any

from ml_collections import ConfigDict

from tf_labs.errors import UserError
from tf_labs.runs import checked_configs
from tf_labs.runs import given
from tf_labs.runs import own_data
from tf_labs.runs import running
from tf_labs.runs.calls import call
from tf_labs.runs.comparison import Comparison
from tf_labs.runs.run import Run
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory


def load(lab: str | os.PathLike[str],
         overrides: Mapping[str, Any] | list[str] | None = None) -> ConfigDict:
    """Returns the config of a lab, all of whose values are possible.

        >>> load('digits', {'train.epochs': 3, 'model.hidden_sizes': (64, 64)}).train.epochs
        3

    Args:
      lab: the name of one, or the path of a config file, which is run: it is a program.
      overrides: {dotted path of a field: value}, 'variants.NAME.FIELD' for one variant; or the
        arguments of a command line, ['--config.train.epochs=3'].

    Raises:
      UserError: there is no such lab or field, or a value is not possible.
    """
    flags = overrides if isinstance(overrides, list) else checked_configs.as_flags(
        {} if overrides is None else overrides)
    if not all(isinstance(flag, str) for flag in flags) or (
            flags and not flags[0].startswith('-')):
        raise UserError('overrides are no arguments', received=repr(flags),
                        expected="texts, as '--config.train.epochs=3'")
    return checked_configs.loaded(str(given.path(lab)), flags)


def run(config: ConfigDict | str | os.PathLike[str],
        workdir: str | os.PathLike[str] | None = None, *, seeds: int | None = None,
        devices: str | int = 'auto', verbose: bool = False, about: About | None = None,
        data: Any = None) -> Run | Comparison:
    """Trains a config in a directory, or goes on from the newest checkpoint that is there.

    A signal stops it at the end of a step: the run is saved, and `StoppedError` raised. Outside of
    the main thread signals do not come to it. While one call works, others wait for it.

    Args:
      config: of `load`, or made by hand from `default_config`; or what `load` takes.
      workdir: directory of the run; None: checkpoints/LAB.
      seeds: repeat over that many: the config's own, 1, 2, ...
      devices: 'auto': every GPU, else the CPU; 'cpu'; or how many GPUs, or logical CPUs.
      verbose: print what the command line prints.
      about: {'lesson', 'config', 'overrides'} for the report; None: those of the lab, if the config
        is of one.
      data: ((x, y), (x_test, y_test)) of NumPy arrays, or two tf.data.Dataset of (x, y), in place
        of config.data.name; or one of them in a tuple, of which a sixth becomes the test.

    Returns:
      A `Run`; of a config with variants, or with seeds, a `Comparison`.

    Raises:
      UserError, DataNotAvailableError: before anything is written.
      DivergedError: the loss is no longer finite.
      StoppedError: by a signal, and saved.
      RunFailedError: the disk is full, or no checkpoint can be read.
    """
    if not isinstance(config, ConfigDict):
        if not isinstance(config, (str, os.PathLike)):
            raise UserError('this is no config', received=type(config).__name__,
                            expected='what load or default_config returns, or the name of a lab')
        config = load(config)
    given.check_count('seeds', seeds)
    given.check_about(about)
    with call(verbose=verbose), given.held(data):
        settings = checked_configs.changed(
            config if data is None else own_data.for_given(checked_configs.fitted(config)))
        path = running.directory_of(settings) if workdir is None else given.path(workdir)
        directory = running.run(settings, path, seeds, given.devices(devices),
                                about or checked_configs.about(settings))
        is_one = seeds is None and 'variants' not in settings
        return Run(directory) if is_one else Comparison(directory)


def open_run(workdir: str | os.PathLike[str]) -> Run | Comparison:
    """Returns what a directory holds, as `run` returned it.

    Raises:
      UserError: it holds no run.
      RunFailedError: its config cannot be read.
    """
    directory = RunDirectory(given.path(workdir))
    is_comparison = 'variants' in directory.config() or any(
        directory.path.glob('*/seed-*/config.json'))
    return Comparison(directory) if is_comparison else Run(directory)
