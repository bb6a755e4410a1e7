"""Many runs as one: the variants of a config, each over some seeds, in one table and one figure.

    WORKDIR/config.json               the comparison
    WORKDIR/VARIANT/seed-N/           a run of its own, as `run` makes it
    WORKDIR/tables/comparison.*       mean +- sd over the seeds
    WORKDIR/tables/effects.*          every variant against the first, with 95% intervals
    WORKDIR/figures/                  comparison, ranking, effects, probe

Every run in it resumes by itself, so a killed comparison goes on where it was.
"""

from collections.abc import Callable, Mapping
import dataclasses
import gc
import itertools
from pathlib import Path
from typing import Any

import keras
from ml_collections import ConfigDict
import tensorflow as tf

from tf_labs.config import config_values
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.console import warn
from tf_labs.data import data_sets
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_files
from tf_labs.experiments import holding_out
from tf_labs.experiments import outcomes
from tf_labs.experiments.outcomes import Outcome
from tf_labs.report import tables
from tf_labs.training import own_code
from tf_labs.training import run_files
from tf_labs.training import signals
from tf_labs.training import tensorboard
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run

Experiment = Callable[[ConfigDict, str, str, About | None], dict[str, Any]]


@dataclasses.dataclass
class Conclusion:
    """What the trained nets of a comparison were asked together.

    Attributes:
      by_run: further numbers of single runs, by variant and seed.
      by_seed: {'NAME.quantity': value} of what is no single run.
      tables: rows by name, written to tables/NAME.csv and tables/NAME.md.
      lines: printed below the table.
    """

    by_run: dict[tuple[str, int], dict[str, float]] = dataclasses.field(default_factory=dict)
    by_seed: dict[int, dict[str, float]] = dataclasses.field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    lines: list[str] = dataclasses.field(default_factory=list)


Conclude = Callable[[ConfigDict, RunDirectory, Mapping[tuple[str, int], Outcome]], Conclusion]


def seeds(first: int, count: int) -> list[int]:
    """Returns the config's own seed and then 1, 2, 3, ..."""
    return list(itertools.islice(itertools.chain(
        [first], (n for n in itertools.count(1) if n != first)), count))


def variants(config: ConfigDict) -> dict[str, ConfigDict]:
    """Returns {name: config} of a comparison; of a plain config itself, under its lab's name."""
    if 'variants' not in config:
        return {config.lab: config}
    return {name: config_values.variant(config, name) for name in config.variants}


def run(one_run: Experiment, config: ConfigDict, workdir: str, devices: str = 'auto',
        seed_count: int = 1, about: About | None = None,
        conclude: Conclude | None = None) -> dict[int, Outcome]:
    """Does every run that is not done yet, then writes table, figure and result.

    Args:
      one_run: of the config's experiment.
      config: validated, with or without variants.
      workdir: directory of the comparison.
      devices: of `runtime.start`.
      seed_count: runs of each variant.
      about: the lesson and the command, for who reads the directories later.
      conclude: asks the nets once all are trained; None: nothing is asked.

    Returns:
      {seed: {'VARIANT.quantity': value}}; 'VARIANT.diverged' holds the message of a run that did.
    """
    directory = RunDirectory(workdir)
    with directory.locked():
        check_same_run(directory, config)
        every = variants(config)
        chosen = seeds(config.seed, seed_count)
        outcome_of: dict[tuple[str, int], Outcome] = {}
        is_new = not directory.holds_run()
        directory.write_config(config)
        try:
            # Those that begin with a trained run come first: what does not fit is refused early.
            for name in sorted(every, key=lambda name: not _begins_with_a_run(every[name])):
                one = every[name]
                for seed in chosen:
                    signals.check()
                    directory.files.names(f'{name}/seed-{seed}')  # refuses links
                    outcome_of[name, seed] = _done(one_run, one, seed, devices, about,
                                                   directory.path / name)
                    _tell_tensorboard(directory, config, name, seed)
                    say(_line(f'{name}, seed {seed}', outcome_of[name, seed],
                              len(outcome_of), len(every) * len(chosen)))
        except (UserError, DataNotAvailableError):
            if is_new and not outcome_of:
                directory.remove('config')
            raise
        found = Conclusion() if conclude is None else conclude(config, directory, outcome_of)
        for key, values in found.by_run.items():
            outcome_of[key] = {**outcome_of[key], **values}
        comparison_files.write(directory, config.lab, list(every), chosen, outcome_of)
        _tell(directory, found)
    return {seed: {f'{name}.{key}': value for name in every
                   for key, value in outcome_of[name, seed].items()} | found.by_seed.get(seed, {})
            for seed in chosen}


def _tell(directory: RunDirectory, found: Conclusion) -> None:
    for name, rows in found.tables.items():
        directory.write_text(f'tables/{name}.csv', tables.to_csv(rows))
        directory.write_text(f'tables/{name}.md', tables.to_markdown(rows))
        say(tables.to_markdown(rows).rstrip())
    for line in found.lines:
        say(line)


def _begins_with_a_run(config: ConfigDict) -> bool:
    return dict(config_values.fields(config)).get('init.workdir') is not None


def _done(one_run: Experiment, config: ConfigDict, seed: int, devices: str, about: About | None,
          place: Path) -> Outcome:
    """Returns the outcome of one run, doing it if it is not done."""
    config = config.copy_and_resolve_references()
    config.seed = seed
    directory = RunDirectory(place / f'seed-{seed}')
    if config.experiment == 'supervised':
        config = holding_out.as_begun(config, directory)
    stored = _stored(directory, config)
    if stored is None:
        diverged = directory.read_json('diverged')
        if diverged is not None:
            return diverged
        try:
            with silence():
                stored = one_run(config, str(directory.path), devices, about)
        except DivergedError as error:
            return {'diverged': str(error)}
        finally:  # Keras keeps what it has made until it is told
            keras.utils.clear_session()
            gc.collect()
    return {**stored, **outcomes.logged(directory)}


def _tell_tensorboard(directory: RunDirectory, config: ConfigDict, name: str, seed: int) -> None:
    """Writes what tells a run from the others beside its events, if it has any."""
    run = RunDirectory(directory.path / name / f'seed-{seed}')
    if not run.files.is_directory(run_files.TENSORBOARD):
        return
    fields = dict(config_values.fields(variants(config)[name]))
    paths = dict.fromkeys(path for one in config.get('variants', {}).values()
                          for path, _ in config_values.fields(one))
    try:
        tensorboard.write_hparams(run.tensorboard, name, {
            'seed': seed, **{path: fields[path] for path in paths if path != 'seed'}})
    except (OSError, tf.errors.OpError) as error:
        warn(f'no hyper-parameters of {name} for TensorBoard ({type(error).__name__})')


def _stored(directory: RunDirectory, config: ConfigDict) -> Outcome | None:
    """Returns the result of a run that is done; None of another one, or if it was changed since.

    One on data of one's own, which may have been changed, is opened to be compared with it.
    """
    if config.experiment == 'supervised' and data_sets.is_own(config.data):
        return None
    if not directory.holds_run() or config_values.digest(
            directory.config()) != config_values.digest(config):
        return None
    own_code.to_train(config, directory)  # raises if it was edited since
    stored = directory.result()
    return stored if directory.is_sealed(RESULT) else None


def _line(title: str, outcome: Outcome, number: int, total: int) -> str:
    if 'diverged' in outcome:
        return f'[{number}/{total}] {title}: diverged'
    shown = '  '.join(f'{key.replace("_", " ")} {value:.4g}' for key, value in list(
        outcomes.measured(outcome))[:6])
    return f'[{number}/{total}] {title}: {shown}'
