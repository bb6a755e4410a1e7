"""A lab that is to be run as a comparison, in a directory named by lab and digest of its config."""

from collections.abc import Sequence
import dataclasses
import json
import math
from pathlib import Path
import re

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.nets import DENSE
from tf_labs.console import warn_once
from tf_labs.data import data_sets
from tf_labs.errors import LabError
from tf_labs.experiments import best_rate
from tf_labs.experiments import comparison_runs
from tf_labs.experiments import known_runs
from tf_labs.experiments.comparison_runs import Place
from tf_labs.jobs import settings
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run

_HANDED_OUT = 2  # jobs, however many: their runs have the same threads
# What is not known by an earlier run; only the order comes of it.
_SECONDS_OF_A_LAB = 10.0
_EXAMPLES_A_SECOND = {True: 50_000, False: 500}  # of dense nets, of convolutions


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A lab to be run: a comparison named by lab and digest of its config.

    Attributes:
      root: holds the comparisons.
      seed_count: runs of each variant.
      about: the lesson and the command.
    """

    config: ConfigDict
    root: Path
    seed_count: int
    devices: str
    about: About | None

    @property
    def path(self) -> Path:
        """Where it lives; where an earlier version, of other digests, has begun it, if it has."""
        named = self._named
        return named if named.exists() else next(iter(self.paths()), named)

    def paths(self) -> list[Path]:
        """Returns every directory of it, first where it lives; several, if versions differ."""
        found = [self._named] if self._named.exists() else []
        if not self.root.is_dir():
            return found
        digest = config_values.digest(self.config)
        return found + [place for place in sorted(self.root.iterdir()) if place != self._named
                        and re.fullmatch('[0-9a-f]{8}', place.name.removeprefix(
                            f'{self.config.lab}-')) and _digest(place) == digest]

    def every_path(self) -> list[Path]:
        """Returns every directory of it, as done in a row and as handed out."""
        handed_out = settings.with_threads(self.config, RunDirectory(self.root), _HANDED_OUT)
        return [*dict.fromkeys(
            [*self.paths(), *dataclasses.replace(self, config=handed_out).paths()])]

    def load_data(self) -> None:
        """Loads the data of all its runs, which a process that runs them keeps.

        Raises:
          DataNotAvailableError: some is not there, cannot be downloaded, or is damaged.
        """
        for config in config_values.every(self.config):
            if 'name' in config.get('data', {}):
                data_sets.load(config.data, ('train', 'test'))

    @property
    def name(self) -> str:
        """The lab and the digest of its config, which its directory is named by."""
        return f'{self.config.lab}-{config_values.digest(self.config)[:8]}'

    @property
    def _named(self) -> Path:
        return self.root / self.name

    @property
    def is_done(self) -> bool:
        """True if every run of it has come to its end; tells of a directory that is damaged."""
        place = RunDirectory(self.path)
        try:
            if not place.holds_run():
                return False
            check_same_run(place, self.config)
            seeds = comparison_runs.seeds(self.config.seed, self.seed_count)
            first = best_rate.first(self.config, comparison_runs.variants(self.config), seeds)
            return all(map(self._is_run_done, first)) and all(
                map(self._is_run_done, self._later(first, seeds)))
        except LabError as error:
            warn_once(f'{self.config.lab} counts as not done: {error}')
            return False

    def share_done(self) -> float:
        """Returns the share of its runs that have come to their end; 0 if it is damaged."""
        place, names = RunDirectory(self.path), [*comparison_runs.variants(self.config)]
        seeds = comparison_runs.seeds(self.config.seed, self.seed_count)
        try:
            if not place.holds_run():
                return 0.0
            check_same_run(place, self.config)
            runs = best_rate.first(self.config, names, seeds)
            of_all = best_rate.most(self.config, names, seeds)
            if all(map(self._is_run_done, runs)):
                runs = [*runs, *self._later(runs, seeds)]
                of_all = len(runs)  # fewer, if a net has no best rate
            return sum(map(self._is_run_done, runs)) / of_all
        except LabError:  # which `is_done` tells
            return 0.0

    def _is_run_done(self, place: Place) -> bool:
        return known_runs.is_done(*self._run(place))

    def _later(self, first: Sequence[Place], seeds: Sequence[int]) -> list[Place]:
        """Returns the runs at the best rates that the first ones, all of them done, have chosen."""
        if not best_rate.is_shortened(self.config, seeds):
            return []  # without reading what they came to
        return best_rate.later(self.config, seeds, {
            place: known_runs.outcome(*self._run(place)) or {} for place in first})

    def _run(self, place: Place) -> tuple[ConfigDict, RunDirectory]:
        name, seed = place
        directory = comparison_runs.directory(self.path, name, seed)
        return comparison_runs.run_config(
            comparison_runs.variants(self.config)[name], seed, directory), directory

    def as_done(self, jobs: Jobs) -> 'Wanted | None':
        """Returns it as it has been done: by such jobs, or else in a row; None if it has not.

        What jobs and a row have done differs in the threads of an operation, and so in its place.
        """
        for one in (jobs, IN_A_ROW, _HANDED_OUT):
            try:
                found = self.settled(one)
            except LabError:  # a row's directory is damaged, which its `is_done` tells
                continue
            if found.is_done:
                return found
        return None

    @property
    def begun_by_jobs(self) -> 'Wanted | None':
        """Returns it as jobs have begun it, if in a row nothing has been; else None."""
        other = self.settled(_HANDED_OUT)
        is_begun = [RunDirectory(one.path).holds_run() for one in (self, other)]
        return other if is_begun == [False, True] else None

    def settled(self, jobs: Jobs) -> 'Wanted':
        """Returns it with the threads of an operation settled; another number is another run."""
        if jobs == IN_A_ROW:
            return self
        config = settings.with_threads(self.config, RunDirectory(self.path), jobs)
        return dataclasses.replace(
            self, config=config, about=settings.told_about(self.about, self.config, config))

    def told(self, seconds: float) -> str:
        """Returns what is said once it is done."""
        seeds = comparison_runs.seeds(self.config.seed, self.seed_count)
        runs = best_rate.most(self.config, list(comparison_runs.variants(self.config)), seeds)
        return f'{self.config.lab}: {runs} run{"s" * (runs != 1)}, {seconds:.1f} s'

    def seconds(self) -> float:
        """Returns about what its longest run takes: what it took before, or a guess."""
        known = [_wall_seconds(file) for file in self.root.glob(
            f'{self.config.lab}-????????/*/seed-*/result.json')]
        return max(known) if known else max(
            map(_guess, config_values.every(self.config)))


def _digest(place: Path) -> str | None:
    """Returns the digest of the config in a directory; None if there is none to be read."""
    try:
        return config_values.digest(RunDirectory(place).config())
    except LabError:
        return None


def _wall_seconds(file: Path) -> float:
    try:
        seconds = float(json.loads(file.read_text('utf-8')).get('wall_seconds', 0.0))
    except (OSError, ValueError, AttributeError, TypeError):
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0


def _guess(config: ConfigDict) -> float:
    if config.experiment != 'supervised':
        return _SECONDS_OF_A_LAB
    examples = config.data.train_examples or data_sets.describe(config.data).examples['train']
    seen = config.train.steps * config.data.batch_size if config.train.steps else (
        config.train.epochs * examples)
    return float(seen / _EXAMPLES_A_SECOND[config.model.name in DENSE])
