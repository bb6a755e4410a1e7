"""Runs that other processes do: what is said before the first, and which are left to do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.config import asked_together
from tf_labs.config import config_values
from tf_labs.console import say
from tf_labs.experiments import known_runs
from tf_labs.experiments import summarising
from tf_labs.experiments.outcomes import Outcome
from tf_labs.jobs import memory
from tf_labs.jobs import settings
from tf_labs.jobs.run import Run
from tf_labs.jobs.settings import Jobs
from tf_labs.training.run_directory import RunDirectory

Key = TypeVar('Key')

_MOST_NETS = 4  # of a comparison that are built to be measured


def tell(config: ConfigDict, directory: RunDirectory, jobs: Jobs, runs: int) -> None:
    """Says how many runs are done at once, with which threads and how much memory.

    Args:
      config: of the comparison.
      directory: of it.
      jobs: how many at once, if there are so many.
      runs: how many there are.

    Raises:
      UserError: there is not so much.
    """
    nets = _different_nets(config)
    steps = [summarising.of(one, directory).memory.total for one in nets]
    each = memory.PROCESS_BYTES + max(steps, default=0) + max(
        memory.data_bytes(one) for one in config_values.every(config))
    say(f'{settings.line(config, jobs)}, {memory.check(each, jobs, runs)}')


def tell_of_labs(configs: Iterable[ConfigDict], jobs: Jobs) -> None:
    """Says it of many comparisons at once, whose nets are not built for it.

    Raises:
      UserError: there is not so much memory.
    """
    every = [one for config in configs for one in config_values.every(config)]
    each = memory.PROCESS_BYTES + max(map(memory.data_bytes, every), default=0)
    threads = dict.fromkeys(settings.threads_of(one) for one in every)
    say(f'{settings.who(jobs)}, {"; or ".join(threads)}, {memory.check(each, jobs)}')


def use_threads(configs: Iterable[ConfigDict]) -> None:
    """Has this process ask the nets with as many threads as the runs have, if that is one number.

    It trains nothing, but what the nets of a comparison are asked at the end is computed here.
    """
    counts = {config.train.num_threads for config in configs if asked_together.is_asked(config)}
    if len(counts) == 1 and (count := counts.pop()) is not None:
        runtime.use_threads(count)


def _different_nets(config: ConfigDict) -> list[ConfigDict]:
    """Returns the first of the variants whose steps may take different memory."""
    if config.experiment != 'supervised':
        return []
    found = {(one.model.to_json(), one.optimizer.name, one.data.batch_size): one
             for one in config_values.every(config)}
    return list(found.values())[:_MOST_NETS]


def outcomes(runs: Callable[[], Mapping[Key, Run]], jobs: Jobs,
             most: int) -> Iterator[tuple[Key, Outcome]]:
    """Yields the outcomes of those that are done, then of the others as they end.

    Args:
      runs: returns what is to be done by the outcomes so far, each run once.
      jobs: how many at once, or who hands them out.
      most: how many runs there may be.

    Raises:
      LabError: as `engine.outcomes`.
    """
    from tf_labs.jobs import engine  # dask is imported by what needs it alone
    left: dict[Key, Run] = {}
    while new := runs():
        for key, one in new.items():
            known = known_runs.outcome(one.config, one.directory)
            if known is None:
                left[key] = one
            else:
                yield key, known
    yield from engine.outcomes(left, jobs, runs, most)
