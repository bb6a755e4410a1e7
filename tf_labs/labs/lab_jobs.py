"""The runs of many labs, handed out at once, the longest first."""

from collections.abc import Iterator, Sequence
import contextlib
import time

from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.experiments import comparison
from tf_labs.experiments import handing_out
from tf_labs.experiments.comparison import Comparison
from tf_labs.experiments.comparison_runs import Place
from tf_labs.experiments.outcomes import Outcome
from tf_labs.jobs.run import Run
from tf_labs.jobs.settings import Jobs
from tf_labs.labs.conclusions import concluding
from tf_labs.labs.wanted import Wanted

BySeed = dict[int, Outcome]


def outcomes(wanted: Sequence[Wanted], jobs: Jobs) -> Iterator[tuple[str, BySeed]]:
    """Yields each lab with what came out as its last run ends.

    Raises:
      LabError: as `engine.outcomes`.
    """
    labs = {one.config.lab: one.settled(jobs) for one in wanted}
    handing_out.use_threads([one.config for one in labs.values()])
    if not all(one.is_done for one in labs.values()):
        handing_out.tell_of_labs([one.config for one in labs.values()], jobs)
    began, count = time.perf_counter(), 0
    with contextlib.ExitStack() as stack:
        every = {lab: stack.enter_context(comparison.begun(
            one.config, str(one.path), one.devices, one.seed_count, one.about))
            for lab, one in labs.items()}
        for (lab, place), outcome in handing_out.outcomes(
                lambda: _longest_first(labs, every), jobs,
                sum(whole.total for whole in every.values())):
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
    """Returns all runs to do next as they are handed out.

    A process keeps its threads, and is started anew for others: so those that use as many as each
    other come together, first those that take longer in all.
    """
    runs = {(lab, place): whole.run(place, f'{lab}/{place[0]}, seed {place[1]}')
            for lab, whole in every.items() for place in whole.places()}
    if not runs:
        return runs
    seconds = {lab: one.seconds() for lab, one in labs.items()}
    total: dict[str, float] = {}
    for (lab, _), run in runs.items():
        total[str(run.wants())] = total.get(str(run.wants()), 0.0) + seconds[lab]
    return dict(sorted(runs.items(), key=lambda item: (
        -total[str(item[1].wants())], -seconds[item[0][0]])))
