"""The runs of many labs, handed out at once, the longest first."""

from collections.abc import Iterator, Sequence
import contextlib
import dataclasses
import json
import math
from pathlib import Path
import time

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.nets import DENSE
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.data import data_sets
from tf_labs.experiments import comparison
from tf_labs.experiments import handing_out
from tf_labs.experiments.comparison import Comparison
from tf_labs.experiments.comparison import Place
from tf_labs.experiments.outcomes import Outcome
from tf_labs.jobs import settings
from tf_labs.jobs.run import Run
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.labs.conclusions import concluding
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory

BySeed = dict[int, Outcome]

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
                f'{len(comparison.variants(self.config))} runs, {seconds:.1f} s')

    def seconds(self) -> float:
        """Returns about what its longest run takes: what it took before, or a guess."""
        known = [_wall_seconds(file) for file in self.root.glob(
            f'{self.config.lab}-????????/*/seed-*/result.json')]
        return max(known) if known else max(
            map(_guess, config_values.every(self.config)))


def outcomes(wanted: Sequence[Wanted], jobs: Jobs) -> Iterator[tuple[str, BySeed]]:
    """Yields each lab with what came out as its last run ends.

    Raises:
      LabError: as `engine.outcomes`.
    """
    labs = {one.config.lab: one.settled(jobs) for one in wanted}
    handing_out.tell_of_labs([one.config for one in labs.values()], jobs)
    began, count = time.perf_counter(), 0
    with contextlib.ExitStack() as stack:
        every = {lab: stack.enter_context(comparison.begun(
            one.config, str(one.path), one.devices, one.seed_count, one.about))
            for lab, one in labs.items()}
        runs = _longest_first(labs, every)
        for (lab, place), outcome in handing_out.outcomes(runs, jobs):
            with silence():
                every[lab].take(place, outcome)
                by_seed = every[lab].finish(concluding.of(
                    labs[lab].config)) if every[lab].is_done else None
            if by_seed is not None:
                count += 1
                say(f'[{count}/{len(labs)}] {labs[lab].told(time.perf_counter() - began)} from '
                    'the start')
                yield lab, by_seed


def _longest_first(labs: dict[str, Wanted],
                   every: dict[str, Comparison]) -> dict[tuple[str, Place], Run]:
    """Returns all runs as they are handed out.

    A process keeps its threads, and is started anew for others: so those that use as many as each
    other come together, first those that take longer in all.
    """
    runs = {(lab, place): whole.run(place, f'{lab}/{place[0]}, seed {place[1]}')
            for lab, whole in every.items() for place in whole.places()}
    seconds = {lab: one.seconds() for lab, one in labs.items()}
    total: dict[str, float] = {}
    for (lab, _), run in runs.items():
        total[str(run.wants())] = total.get(str(run.wants()), 0.0) + seconds[lab]
    return dict(sorted(runs.items(), key=lambda item: (
        -total[str(item[1].wants())], -seconds[item[0][0]])))


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
