"""The door from Python: load a config, run it, look at what it left.

The command line says in words what these functions return.
"""

from collections.abc import Callable, Mapping, Sequence
import os
from typing import Any, TYPE_CHECKING

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.errors import UserError
from tf_labs.runs import checked_configs
from tf_labs.runs import given
from tf_labs.runs import own
from tf_labs.runs import own_data
from tf_labs.runs import running
from tf_labs.runs.calls import call
from tf_labs.runs.comparison import Comparison
from tf_labs.runs.run import Run
from tf_labs.runs.told import told
from tf_labs.training import mirrors
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory

if TYPE_CHECKING:  # TensorFlow with it
    from tf_labs.experiments.summarising import Summary


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
    if isinstance(overrides, list):
        given.check_arguments(overrides)
    return checked_configs.loaded(str(given.path(lab)), {} if overrides is None else overrides)


def run(config: ConfigDict | str | os.PathLike[str],
        workdir: str | os.PathLike[str] | None = None, *, seeds: int | None = None,
        devices: str | int = 'auto', verbose: bool = False, callbacks: Sequence[Any] = (),
        about: About | None = None, loggers: Sequence[Any] = (),
        model: Callable[..., Any] | None = None, loss: Callable[..., Any] | None = None,
        optimizer: Callable[..., Any] | None = None, trust: bool = False,
        data: Any = None, jobs: int | str = 1) -> Run | Comparison:
    """Trains a config in a directory, or goes on from the newest checkpoint that is there.

    A signal stops it at the end of a step: the run is saved, and `StoppedError` raised. Outside of
    the main thread signals do not come to it. While one call works, others wait for it.

    Args:
      config: of `load`, or made by hand from `default_config`; or what `load` takes.
      workdir: directory of the run; None: checkpoints/LAB.
      seeds: repeat over that many: the config's own, 1, 2, ...
      devices: 'auto': every GPU, else the CPU; 'cpu'; or how many GPUs, or logical CPUs.
      verbose: print what the command line prints.
      callbacks: objects with any of `on_step_block`, `on_epoch` and `on_end`, each of which gets an
        `Event`. One that calls its `stop()` ends this call once the run is saved, without an error.
      about: {'lesson', 'config', 'overrides'} for the report; None: those of the lab, if the config
        is of one.
      loggers: what the rows are mirrored to: 'mlflow:URI', 'wandb:PROJECT', or objects with the
        methods of `tf_labs.training.mirrors.Logger`.
      model, loss, optimizer: functions of one's own, in the place of `config.model.name` and so on.
      trust: goes on with the copies of code in the directory where their files are gone.
      data: ((x, y), (x_test, y_test)) of NumPy arrays, or two tf.data.Dataset of (x, y), in place
        of config.data.name; or one of them in a tuple, of which a sixth becomes the test.
      jobs: how many runs of a comparison at once, each in a process of its own; or the address of
        a scheduler of dask, as 'tcp://head:8786'.

    Returns:
      A `Run`; of a config with variants, or with seeds, a `Comparison`.

    Raises:
      UserError, DataNotAvailableError: before anything is written.
      DivergedError: the loss is no longer finite.
      StoppedError: by a signal, and saved.
      CallbackError: a callback has raised an exception, and the run is saved.
      RunFailedError: the disk is full, or no checkpoint can be read.
    """
    given.check_count('seeds', seeds)
    given.check_about(about)
    jobs = given.jobs(jobs, is_told=bool(callbacks))
    code = own.permission(model, loss, optimizer, trust)
    with call(verbose=verbose, code=code), given.held(data):
        settings = _settings(config, own.names(code), is_given=data is not None)
        path = running.directory_of(settings) if workdir is None else given.path(workdir)
        mirrors.check(loggers, settings.experiment)
        with told(callbacks, settings), mirrors.to(loggers):
            running.run(settings, path, seeds, given.devices(devices),
                        about or checked_configs.about(settings), jobs)
    is_one = seeds is None and 'variants' not in settings
    directory = RunDirectory(path)
    return Run(directory, code) if is_one else Comparison(directory, code)


def _settings(config: ConfigDict | str | os.PathLike[str],
              overrides: Mapping[str, Any] | None = None, *,
              is_given: bool = False) -> ConfigDict:
    """Returns a copy of a config, or the config of a lab, all of whose values are possible."""
    if not isinstance(config, ConfigDict):
        if not isinstance(config, (str, os.PathLike)):
            raise UserError('this is not a config', received=type(config).__name__,
                            expected='what load or default_config returns, or the name of a lab')
        config = load(config)
    if is_given:
        config = own_data.for_given(checked_configs.fitted(config))
    return checked_configs.changed(config, overrides)


def summary(config: ConfigDict | str | os.PathLike[str]) -> 'Summary':
    """Returns the net of a config in numbers; `print` shows what `tf-labs summary` does.

        >>> summary('digits').parameters
        9610

    Args:
      config: as of `run`.

    Returns:
      `layers`, each with name, maps (the shape of what comes out), parameters, trainable and
      multiply_adds; the totals `parameters`, `trainable`, `multiply_adds`; `memory`, the bytes of
      a training step.

    Raises:
      UserError: the config trains no single net.
    """
    settings = _settings(config)
    with call():
        runtime.import_tensorflow()
        from tf_labs.experiments import summarising
        return summarising.of(settings, RunDirectory(running.directory_of(settings)))


def open_run(workdir: str | os.PathLike[str], *, trust: bool = False,
             model: Callable[..., Any] | None = None, loss: Callable[..., Any] | None = None,
             optimizer: Callable[..., Any] | None = None) -> Run | Comparison:
    """Returns what a directory holds, as `run` returned it.

    Args:
      workdir: the directory.
      trust: run the code of a net, loss or optimizer that it holds: read it before.
      model, loss, optimizer: the functions that the run was begun with, in the place of that code.

    Raises:
      UserError: it holds no run.
      RunFailedError: its config cannot be read.
    """
    directory = RunDirectory(given.path(workdir))
    is_comparison = 'variants' in directory.config() or any(
        directory.path.glob('*/seed-*/config.json'))
    code = own.permission(model, loss, optimizer, trust)
    return Comparison(directory, code) if is_comparison else Run(directory, code)
