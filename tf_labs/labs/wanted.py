"""A lab that is to be run as a comparison, in a directory named by lab and digest of its config."""

import dataclasses
import json
import math
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.nets import DENSE
from tf_labs.data import data_sets
from tf_labs.experiments import comparison_runs
from tf_labs.jobs import settings
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory

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
        """Where it lives."""
        return self.root / f'{self.config.lab}-{config_values.digest(self.config)[:8]}'

    @property
    def is_done(self) -> bool:
        """True if every run of it has come to its end."""
        stored = RunDirectory(self.path).result() or {}
        return set(comparison_runs.seeds(self.config.seed, self.seed_count)) <= set(
            stored.get('seeds', ()))

    def settled(self, jobs: Jobs) -> 'Wanted':
        """Returns it with the threads of an operation settled; another number is another run."""
        if jobs == IN_A_ROW:
            return self
        config = settings.with_threads(self.config, RunDirectory(self.path), jobs)
        return dataclasses.replace(
            self, config=config, about=settings.told_about(self.about, self.config, config))

    def told(self, seconds: float) -> str:
        """Returns what is said once it is done."""
        return (f'{self.config.lab}: {self.seed_count} x '
                f'{len(comparison_runs.variants(self.config))} runs, {seconds:.1f} s')

    def seconds(self) -> float:
        """Returns about what its longest run takes: what it took before, or a guess."""
        known = [_wall_seconds(file) for file in self.root.glob(
            f'{self.config.lab}-????????/*/seed-*/result.json')]
        return max(known) if known else max(
            map(_guess, config_values.every(self.config)))


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
