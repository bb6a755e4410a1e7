"""Many runs as one: the variants of a config, each over some seeds, in one table and one figure.

    WORKDIR/config.json               the comparison
    WORKDIR/VARIANT/seed-N/           a run of its own, as `run` makes it
    WORKDIR/tables/comparison.*       mean +- sd over the seeds
    WORKDIR/figures/comparison.png

Every run in it resumes by itself, so a killed comparison goes on where it was.
"""

from collections.abc import Callable, Iterator
import gc
import json
from pathlib import Path
import statistics
from typing import Any

import keras
from ml_collections import ConfigDict

from tf_labs import config_values
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.experiments.procedure import write_figures
from tf_labs.report import comparison as pictures
from tf_labs.report import probe as probe_pictures
from tf_labs.report import tables
from tf_labs.training import metrics_log
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import check_same_run
from tf_labs.training.run_directory import RunDirectory

Run = Callable[[ConfigDict, str, str, About | None], dict[str, Any]]
Outcome = dict[str, Any]
_NO_MEASUREMENT = ('lab', 'digest', 'sessions', 'wall_seconds', 'train_seconds', 'epoch', 'step',
                   'steps', 'parameters', 'trainable_parameters')


def seeds(first: int, count: int) -> list[int]:
    """Returns the config's own seed and then 1, 2, 3, ..."""
    return [first, *(n for n in range(1, count + 1) if n != first)][:count]


def variants(config: ConfigDict) -> dict[str, ConfigDict]:
    """Returns {name: config} of a comparison; of a plain config itself, under its lab's name."""
    if 'variants' not in config:
        return {config.lab: config}
    return {name: config_values.variant(config, name) for name in config.variants}


def run(one_run: Run, config: ConfigDict, workdir: str, devices: str = 'auto',
        seed_count: int = 1, about: About | None = None) -> dict[int, Outcome]:
    """Does every run that is not done yet, then writes table, figure and result.

    Args:
      one_run: of the config's experiment.
      config: validated, with or without variants.
      workdir: directory of the comparison.
      devices: of `runtime.start`.
      seed_count: runs of each variant.
      about: the lesson and the command, for who reads the directories later.

    Returns:
      {seed: {'VARIANT.quantity': value}}; 'VARIANT.diverged' holds the message of a run that did.
    """
    directory = RunDirectory(workdir)
    with directory.locked():
        check_same_run(directory, config)
        every = variants(config)
        chosen = seeds(config.seed, seed_count)
        outcomes: dict[tuple[str, int], Outcome] = {}
        is_new = not directory.holds_run()
        directory.write_config(config)
        try:
            for name, one in every.items():
                for seed in chosen:
                    outcomes[name, seed] = _done(one_run, one, seed, devices, about,
                                                 directory.path / name)
                    say(_line(f'{name}, seed {seed}', outcomes[name, seed],
                              len(outcomes), len(every) * len(chosen)))
        except (UserError, DataNotAvailableError):
            if is_new and not outcomes:
                directory.remove('config')
            raise
        _write(directory, config.lab, list(every), chosen, outcomes)
    return {seed: {f'{name}.{key}': value for name in every
                   for key, value in outcomes[name, seed].items()} for seed in chosen}


def _done(one_run: Run, config: ConfigDict, seed: int, devices: str, about: About | None,
          place: Path) -> Outcome:
    """Returns the outcome of one run, doing it if it is not done."""
    config = config.copy_and_resolve_references()
    config.seed = seed
    directory = RunDirectory(place / f'seed-{seed}')
    stored = directory.read_json('result')
    if stored is None or not directory.holds_run() or config_values.digest(
            directory.config()) != config_values.digest(config):
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
    return {**stored, **logged(directory)}


def logged(directory: RunDirectory) -> Outcome:
    """Returns {'quantity[epoch]': value} of metrics.jsonl; of rows without epochs by step."""
    return {f'{key}[{row.get("epoch", row["step"])}]': value
            for row in metrics_log.read(directory.metrics) for key, value in row.items()}


def measured(outcome: Outcome) -> Iterator[tuple[str, float]]:
    """Yields what is a number and was measured, the rows of single epochs left out."""
    for key, value in outcome.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool) and (
                '[' not in key and key not in _NO_MEASUREMENT):
            yield key, value


def _line(title: str, outcome: Outcome, number: int, total: int) -> str:
    if 'diverged' in outcome:
        return f'[{number}/{total}] {title}: diverged'
    shown = '  '.join(f'{key.replace("_", " ")} {value:.4g}' for key, value in list(
        measured(outcome))[:6])
    return f'[{number}/{total}] {title}: {shown}'


def mean_and_sd(values: list[float]) -> str:
    """Returns `mean +- sd`, the sd of a sample; the value alone where there is but one."""
    if len(values) == 1:
        return f'{values[0]:.4g}'
    return f'{statistics.mean(values):.4g} +- {statistics.stdev(values):.2g}'


def _table(names: list[str], chosen: list[int],
           outcomes: dict[tuple[str, int], Outcome]) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        sound = [dict(measured(outcomes[name, seed])) for seed in chosen
                 if 'diverged' not in outcomes[name, seed]]
        row: dict[str, Any] = {'variant': name, 'seeds': len(sound),
                               'diverged': len(chosen) - len(sound)}
        for key in dict.fromkeys(key for outcome in sound for key in outcome):
            row[key] = mean_and_sd([outcome[key] for outcome in sound if key in outcome])
        rows.append(row)
    columns = dict.fromkeys(key for row in rows for key in row)
    return [{key: row.get(key, '-') for key in columns} for row in rows]


def _write(directory: RunDirectory, lab: str, names: list[str], chosen: list[int],
           outcomes: dict[tuple[str, int], Outcome]) -> None:
    rows = _table(names, chosen, outcomes)
    directory.write_text('tables/comparison.csv', tables.to_csv(rows))
    directory.write_text('tables/comparison.md', tables.to_markdown(rows))
    series = {name: [metrics_log.read(directory.path / name / f'seed-{seed}' / 'metrics.jsonl')
                     for seed in chosen if 'diverged' not in outcomes[name, seed]]
              for name in names}
    write_figures(directory, pictures.figures(lab, series))
    _write_probes(directory, lab, names, chosen[0])
    directory.write_json('result', {
        'lab': lab, 'seeds': chosen,
        **{name: json.loads(json.dumps([dict(measured(outcomes[name, seed])) | (
            {'diverged': True} if 'diverged' in outcomes[name, seed] else {})
            for seed in chosen])) for name in names}})
    say(tables.to_markdown([{key: row[key] for key in _narrow(rows)} for row in rows]).rstrip())
    say(f'{lab}: done; {directory.path}/tables/comparison.md')


def _write_probes(directory: RunDirectory, lab: str, names: list[str], seed: int) -> None:
    """Draws what the runs of one seed looked like before their first step, if they looked."""
    stored = {name: RunDirectory(directory.path / name / f'seed-{seed}').read_json('probe')
              for name in names}
    probes = {name: found for name, found in stored.items() if found is not None}
    if probes:
        rows = probe_pictures.table(probes)
        directory.write_text('tables/probe.csv', tables.to_csv(rows))
        directory.write_text('tables/probe.md', tables.to_markdown(rows))
        write_figures(directory, probe_pictures.figures(lab, probes))


def _narrow(rows: list[dict[str, Any]]) -> list[str]:
    """The columns that a terminal has room for."""
    preferred = ['variant', 'seeds', 'first_train_loss', 'train_loss', 'fit_accuracy',
                 'test_accuracy']
    return [key for key in preferred if key in rows[0]] or list(rows[0])[:6]
