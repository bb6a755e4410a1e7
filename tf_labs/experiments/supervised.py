"""Trains a classifier: the run of every lab that is a config and nothing more."""

import contextlib
import time
from typing import Any

from ml_collections import ConfigDict

from tf_labs import processor
from tf_labs.config import classifier
from tf_labs.config.nets import DENSE
from tf_labs.console import warn
from tf_labs.data import data_sets
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import holding_out
from tf_labs.experiments import preparing
from tf_labs.experiments import soundness
from tf_labs.experiments.following import Follower
from tf_labs.experiments.session import Session
from tf_labs.runtime import Runtime
from tf_labs.runtime import start
from tf_labs.training import mirrors
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run
from tf_labs.training.sharing import Group


def run(config: ConfigDict, workdir: str, devices: str = 'auto',
        about: About | None = None) -> dict[str, Any]:
    """Trains a config in a directory, from its newest checkpoint if it holds the run.

    Args:
      config: validated.
      workdir: run directory.
      devices: of `runtime.start`.
      about: the lesson and the command, for who reads the directory later.

    Returns:
      What result.json holds.

    Raises:
      UserError, DataNotAvailableError: before anything is written.
      RunFailedError, StoppedError: with the newest sound checkpoint kept.
    """
    began = time.perf_counter()
    directory = RunDirectory(workdir)
    if directory.holds_run():  # refused in no time, not after the data is loaded
        with directory.locked():
            check_same_run(directory, config)
            return _run_in(directory, config, devices, about, began)
    return _run_in(directory, config, devices, about, began)


def session(config: ConfigDict, directory: RunDirectory, devices: str = 'auto') -> Session:
    """Returns a run that has not begun: its net, optimizer and data; nothing is written."""
    runtime, execution = _started(config, devices)
    config, splits, unlabelled = _splits(config)
    return Session(config, directory, runtime, execution, splits, unlabelled, None)


def _run_in(directory: RunDirectory, config: ConfigDict, devices: str, about: About | None,
            began: float) -> dict[str, Any]:
    config = holding_out.as_begun(config, directory)
    if classifier.decides(config) and config.data.validation_examples == 0:
        warn(f'{directory.path} was begun without validation examples: it goes on lowering its '
             'learning rate by the test split')
    runtime, execution = _started(config, devices)
    config, splits, unlabelled = _splits(config)
    with contextlib.nullcontext() if directory.is_locked else directory.locked():
        check_same_run(directory, config)  # again: it may have been begun since
        with soundness.enough_memory(), Group(runtime).losses_told():
            whole = Session(config, directory, runtime, execution, splits, unlabelled, about)
            return mirrors.followed(directory, lambda: whole.run(began))


def follow(config: ConfigDict, devices: str = 'auto') -> None:
    """Trains as any worker but the first: without a run directory.

    Raises:
      UserError, DataNotAvailableError: before the first step.
      WorkerLostError: another worker is gone.
    """
    runtime, execution = _started(config, devices)
    config, splits, unlabelled = _splits(config)
    with soundness.enough_memory(), Group(runtime).losses_told():
        Follower(config, runtime, execution, splits, unlabelled).follow()


def _started(config: ConfigDict, devices: str) -> tuple[Runtime, str]:
    """Returns what a config computes on, and how: eager, graph or xla."""
    runtime = start(devices, seed=config.seed, num_threads=config.train.num_threads,
                    split_towers=config.model.split_towers)
    execution = assembly.choose_execution(
        config.train.execution, runtime.replicas, dense=config.model.name in DENSE)
    _check_replicas(config, runtime, execution)
    if execution != 'xla':  # which oneDNN has no part in
        processor.tell_if_late()
    return runtime, execution


def _splits(config: ConfigDict) -> tuple[ConfigDict, dict[str, Examples | Stream],
                                         Examples | Stream]:
    """Returns the config with what is held out; train, test, validation if any; all of train."""
    data = config.data
    splits = data_sets.load(data, ('train', 'test'))
    unlabelled = splits['train']
    preparing.check_classes(config, data_sets.describe(data), splits)
    used = unlabelled.first(data.train_examples)
    config = holding_out.counted(config, len(used))
    if config.data.validation_examples:
        cut = len(used) - config.data.validation_examples
        splits['validation'] = used.part(cut, len(used))
        used = used.part(0, cut)
    splits['train'] = used
    return config, splits, unlabelled


def _check_replicas(config: ConfigDict, runtime: Runtime, execution: str) -> None:
    if config.data.batch_size % runtime.replicas:
        raise UserError('config.data.batch_size cannot be shared evenly',
                        expected=f'a multiple of {runtime.replicas}, the number of devices',
                        received=config.data.batch_size)
    if execution == 'xla' and runtime.replicas > 1:
        raise UserError('config.train.execution xla supports only one device',
                        expected='graph, eager or auto, or one device',
                        received=f'xla on {runtime.description}')
