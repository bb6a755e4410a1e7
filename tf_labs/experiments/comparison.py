"""Many runs as one: the variants of a config, each over some seeds, in one table and one figure.

    WORKDIR/config.json               the comparison
    WORKDIR/VARIANT/seed-N/           a run of its own, as `run` makes it
    WORKDIR/tables/comparison.*       mean +- sd over the seeds
    WORKDIR/tables/effects.*          every variant against the first, with 95% intervals
    WORKDIR/tables/together.*         what several nets were asked together, a row for each seed;
                                      averaged.* and best_rate.*, if the config asks for them
    WORKDIR/figures/                  comparison, ranking, effects, probe

Every run in it resumes by itself, so a killed comparison goes on where it was.
"""

from collections.abc import Callable, Iterator, Mapping
import contextlib
import gc
from typing import Any

import keras
from ml_collections import ConfigDict
import tensorflow as tf

from tf_labs import runtime
from tf_labs.config import config_values
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.console import warn
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.experiments import best_rate
from tf_labs.experiments import comparison_files
from tf_labs.experiments import comparison_runs
from tf_labs.experiments import conclusion
from tf_labs.experiments import handing_out
from tf_labs.experiments import known_runs
from tf_labs.experiments import outcomes
from tf_labs.experiments.comparison_runs import Place
from tf_labs.experiments.comparison_runs import seeds
from tf_labs.experiments.comparison_runs import variants
from tf_labs.experiments.conclusion import Conclude
from tf_labs.experiments.conclusion import Conclusion
from tf_labs.experiments.outcomes import Outcome
from tf_labs.jobs.run import Run
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.training import estimate
from tf_labs.training import run_files
from tf_labs.training import signals
from tf_labs.training import tensorboard
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run

Experiment = Callable[[ConfigDict, str, str, About | None], dict[str, Any]]


class Comparison:
    """The runs of a comparison and what came of them so far.

    Attributes:
      directory: of the comparison, locked.
      chosen: seeds of each variant.
    """

    def __init__(self, config: ConfigDict, directory: RunDirectory, devices: str, seed_count: int,
                 about: About | None):
        self.directory = directory
        self.chosen = seeds(config.seed, seed_count)
        self._config = config
        self._variants = variants(config)
        self._devices = devices
        self._about = about
        self._names = sorted(self._variants, key=lambda name: not _begins_with_a_run(
            self._variants[name]))
        self._outcomes: dict[Place, Outcome] = {}
        self._others: dict[Place, int] = {}  # runs after each, of those returned, still to begin

    def places(self) -> list[Place]:
        """Returns variant and seed of the runs to do, each once, in their order; refuses links.

        Those that begin with a trained run come first: what does not fit is refused early. Where
        the first seeds choose rates for the others, what the others do is known, and returned, once
        those have an outcome.
        """
        needed = self._needed()
        places = [place for place in needed if place not in self._others]
        others = self.total - len(needed)
        for name, seed in reversed(places):
            self.directory.files.names(f'{name}/seed-{seed}')
            self._others[name, seed] = others
            others += not comparison_runs.directory(self.directory.path, name, seed).holds_run()
        return places

    def run(self, place: Place, title: str = '') -> Run:
        """Returns a run as it is handed out."""
        name, seed = place
        directory = comparison_runs.directory(self.directory.path, name, seed)
        config = comparison_runs.run_config(self._variants[name], seed, directory)
        return Run(title or f'{name}, seed {seed}', config, directory, self.directory,
                   self._devices, self._about, self._others.get(place, 0))

    def take(self, place: Place, outcome: Outcome) -> None:
        """Notes what came of a run, and says so."""
        self._outcomes[place] = outcome
        _tell_tensorboard(self.directory, self._config, *place)
        say(_line(f'{place[0]}, seed {place[1]}', outcome, len(self._outcomes), self.total))

    @property
    def is_begun(self) -> bool:
        """True once something came of a run."""
        return bool(self._outcomes)

    @property
    def is_done(self) -> bool:
        """True once every run has an outcome."""
        return all(place in self._outcomes for place in self._needed())

    @property
    def total(self) -> int:
        """Runs that there will be; until rates are chosen as if every net had a best one."""
        first = best_rate.first(self._config, self._names, self.chosen)
        return len(self._needed()) if all(place in self._outcomes for place in first) else (
            best_rate.most(self._config, self._names, self.chosen))

    def _needed(self) -> list[Place]:
        found = best_rate.first(self._config, self._names, self.chosen)
        if all(place in self._outcomes for place in found):
            found += best_rate.later(self._config, self.chosen, self._outcomes)
        return found

    def finish(self, conclude: Conclude | None = None) -> dict[int, Outcome]:
        """Asks the nets, writes table, figure and result; returns what came out, as `run` does."""
        found = {(name, seed): self._outcomes[name, seed] for name in self._variants
                 for seed in self.chosen if (name, seed) in self._outcomes}
        try:
            told = None if conclude is None else self._asked(conclude, found)
        except Exception:  # of the nets, which may be damaged: what the runs say stays to be read
            if not comparison_files.are_told(self.directory, list(self._variants), self.chosen,
                                             found):
                self._write(found, None)
            raise
        for key, values in (told.by_run if told else {}).items():
            found[key] = {**found[key], **values}
        further = told.by_seed if told else {}
        self._write(found, further)
        conclusion.write(self.directory, told or Conclusion())
        self.directory.write_config(self._config)  # with the questions that are answered now
        return {seed: {f'{name}.{key}': value for name in self._variants
                       for key, value in found.get((name, seed), {}).items()}
                | further.get(seed, {})
                for seed in self.chosen}

    def _asked(self, conclude: Conclude, found: dict[Place, Outcome]) -> Conclusion:
        runtime.start(self._devices, seed=self._config.seed,
                      num_threads=self._config.train.num_threads)
        return conclude(self._config, self.directory, found)

    def _write(self, found: dict[Place, Outcome],
               together: Mapping[int, Mapping[str, float]] | None) -> None:
        comparison_files.write(self.directory, self._config.lab, list(self._variants), self.chosen,
                               found, together)


@contextlib.contextmanager
def begun(config: ConfigDict, workdir: str, devices: str, seed_count: int,
          about: About | None) -> Iterator[Comparison]:
    """Holds the directory of a comparison; of one refused before its first run nothing stays.

    Args:
      As of `run`.
    """
    directory = RunDirectory(workdir)
    with directory.locked():
        check_same_run(directory, config)
        whole = Comparison(config, directory, devices, seed_count, about)
        is_new = not directory.holds_run()
        directory.write_config(config if is_new else _asked_before(config, directory))
        try:
            yield whole
        except (UserError, DataNotAvailableError):
            if is_new and not whole.is_begun:
                directory.remove('config')
            raise


def _asked_before(config: ConfigDict, directory: RunDirectory) -> ConfigDict:
    """Returns a config with the questions that the result in its directory answers."""
    found = config_values.copied(config)
    if 'comparison' in config:
        with found.unlocked():
            found.comparison = directory.config().comparison
    return found


def run(one_run: Experiment, config: ConfigDict, workdir: str, devices: str = 'auto',
        seed_count: int = 1, about: About | None = None,
        jobs: Jobs = IN_A_ROW, conclude: Conclude | None = None) -> dict[int, Outcome]:
    """Does every run that is not done yet, then writes table, figure and result.

    Args:
      one_run: of the config's experiment.
      config: validated, with or without variants.
      workdir: directory of the comparison.
      devices: of `runtime.start`.
      seed_count: runs of each variant.
      about: the lesson and the command, for who reads the directories later.
      jobs: how many at once, or who hands them out.
      conclude: asks the nets once all are trained; None: nothing is asked.

    Returns:
      {seed: {'VARIANT.quantity': value}}; 'VARIANT.diverged' holds the message of a run that did.
    """
    if jobs != IN_A_ROW:
        handing_out.use_threads([config])
        runs = best_rate.most(config, list(variants(config)), seeds(config.seed, seed_count))
        handing_out.tell(config, RunDirectory(workdir), jobs, runs)
    with begun(config, workdir, devices, seed_count, about) as whole:
        def runs_to_do() -> dict[Place, Run]:
            return {place: whole.run(place) for place in whole.places()}

        if jobs != IN_A_ROW:
            for place, outcome in handing_out.outcomes(runs_to_do, jobs, whole.total):
                whole.take(place, outcome)
        else:
            while runs_now := runs_to_do():
                for place, one in runs_now.items():
                    signals.check()
                    with estimate.before_others(one.others):
                        whole.take(place, done(one_run, one.config, devices, about, one.directory,
                                               one.title))
        return whole.finish(conclude)


def _begins_with_a_run(config: ConfigDict) -> bool:
    return dict(config_values.fields(config)).get('init.workdir') is not None


def done(one_run: Experiment, config: ConfigDict, devices: str, about: About | None,
         directory: RunDirectory, title: str = '') -> Outcome:
    """Returns the outcome of one run, doing it if it is not done.

    Args:
      As of `run`, of one of its runs.
      title: of the run, where it may tell how long it takes; '': it says nothing.
    """
    known = known_runs.outcome(config, directory)
    if known is not None:
        return known
    try:
        with silence(title):
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


def _line(title: str, outcome: Outcome, number: int, total: int) -> str:
    if 'diverged' in outcome:
        return f'[{number}/{total}] {title}: diverged'
    shown = '  '.join(f'{key.replace("_", " ")} {value:.4g}' for key, value in list(
        outcomes.measured(outcome))[:6])
    return f'[{number}/{total}] {title}: {shown}'
