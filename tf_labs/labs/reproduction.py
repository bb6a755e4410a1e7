"""Reruns the labs that carry published numbers, and judges every number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import contextlib
from pathlib import Path
import time

from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.console import warn
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import of_system
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.experiments import handing_out
from tf_labs.experiments import judged_runs
from tf_labs.experiments.judged_runs import Row
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.labs import begun_rerun
from tf_labs.labs import catalog
from tf_labs.labs import lab_jobs
from tf_labs.labs.conclusions import concluding
from tf_labs.labs.wanted import Wanted
from tf_labs.published import papers
from tf_labs.published.judging import Values
from tf_labs.published.number import Published
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory


def run(configs: Mapping[str, ConfigDict], numbers: Sequence[Published], root: Path, *,
        seed_count: int, rerun: bool, devices: str, abouts: Mapping[str, About],
        jobs: Jobs = IN_A_ROW, train: bool = True) -> list[Row]:
    """Runs what is not in `root` yet and judges the numbers.

    Args:
      configs: by lab, all that the numbers need.
      numbers: of tf_labs.published.
      root: holds a comparison for each lab, named by lab and digest of its config.
      seed_count: runs of each lab that chance has a part in.
      rerun: do everything anew, or continue what was begun anew.
      devices: of `runtime.start`.
      abouts: lesson and command by lab.
      jobs: how many runs at once, or who hands them out.
      train: False: a lab some of whose runs are not done is not run, and so are its numbers.
    """
    needed = {lab for number in numbers for lab in number.labs()}
    wanted = [Wanted(configs[lab], root, judged_runs.seed_count(lab, numbers, seed_count), devices,
                     abouts[lab]) for lab in configs if lab in needed]
    if not train:
        done = [found for one in wanted if (found := one.as_done(jobs)) is not None]
        return _judged(numbers, _in_a_row(done, only_judged=True), configs)
    begun_rerun.finish_removing(root, [one.config.lab for one in wanted])
    if rerun:
        _begin_anew(root, wanted)
    if jobs == IN_A_ROW:
        _tell_of_jobs(wanted)
    _tell_hours([one.settled(jobs) for one in wanted], seed_count)
    rows = _judged(numbers, outcomes(wanted, jobs), configs)
    begun_rerun.end(root, [one.name for one in wanted])
    return rows


def _tell_hours(wanted: Sequence[Wanted], seeds: int) -> None:
    """Says of labs that train for days how long that is, before they do."""
    long = [one for one in wanted if one.config.lab in papers.HOURS]
    if not long:
        return
    hours = [papers.hours([one.config.lab], seeds) for one in long]
    left = sum(all_of_it * (1 - one.share_done()) for all_of_it, one in zip(hours, long))
    say(f'{len(long)} lab{"s" * (len(long) > 1)} with the set-up of the papers, '
        f'{seeds} seed{"s" * (seeds > 1)}: about {round(sum(hours), 1):g} hours in all'
        f'{f", {round(left, 1):g} of them left," * (round(left, 1) < round(sum(hours), 1))} '
        f'on two cores that train {papers.PACE} images of the 18% net a second. Finished '
        'runs are kept; the same command resumes, and with --notrain it judges what is there.')


def _begin_anew(root: Path, wanted: Sequence[Wanted]) -> None:
    """Removes what labs have come to before, but for what an earlier rerun has begun anew.

    Nothing, if one of them is being trained, or cannot be again, as its data is not there.
    """
    with begun_rerun.held(root), contextlib.ExitStack() as stack:
        note = begun_rerun.read(root)
        kept = note.kept([one.name for one in wanted])
        if kept:
            names = ', '.join(one.config.lab for one in wanted if one.name in kept)
            say(f'continues what --rerun has begun anew: {names}; to start over, remove '
                f'{root / begun_rerun.FILE}')
        new = [one for one in wanted if one.name not in kept]
        paths = [path for one in new for path in one.every_path()]
        for path in paths:
            stack.enter_context(RunDirectory(path).locked())
        for one in new:
            if one.every_path():
                one.load_data()
        begun_rerun.begin(root, note, [one.name for one in new], paths)


def _judged(numbers: Sequence[Published], found: Iterable[tuple[str, lab_jobs.BySeed]],
            configs: Mapping[str, ConfigDict]) -> list[Row]:
    """Judges the numbers of labs that have run; the others are not run."""
    runs = {lab: _values(lab, configs[lab], by_seed) for lab, by_seed in found}
    return [Row(one, judged_runs.judged(one, runs, configs)) for one in (
        number if number.labs() <= runs.keys() else number.postponed() for number in numbers)]


def outcomes(wanted: Sequence[Wanted], jobs: Jobs) -> Iterator[tuple[str, lab_jobs.BySeed]]:
    """Yields each lab with what came out, doing the runs that are not done."""
    yield from _in_a_row(wanted) if jobs == IN_A_ROW else lab_jobs.outcomes(wanted, jobs)


def _in_a_row(wanted: Sequence[Wanted], *,
              only_judged: bool = False) -> Iterator[tuple[str, lab_jobs.BySeed]]:
    """Yields as `outcomes`; of labs that are only judged one that cannot be read is left out."""
    if only_judged:
        handing_out.use_threads([one.config for one in wanted])
    for place, one in enumerate(wanted, 1):
        began = time.perf_counter()
        try:
            with silence(one.config.lab):
                by_seed = comparison.run(catalog.experiment(one.config.experiment), one.config,
                                         str(one.path), one.devices, one.seed_count, one.about,
                                         conclude=concluding.of(one.config))
        except (UserError, RunFailedError, DataNotAvailableError, OSError) as error:
            if not only_judged:
                raise
            told = of_system(error) if isinstance(error, OSError) else error
            warn(f'{one.config.lab} is not judged: {told}')
            continue
        say(f'[{place}/{len(wanted)}] {one.told(time.perf_counter() - began)}')
        yield one.config.lab, by_seed


def _tell_of_jobs(wanted: Sequence[Wanted]) -> None:
    """Warns of labs that begin anew in a row, as operations with other threads are other runs."""
    for one in wanted:
        begun = one.begun_by_jobs
        if begun is not None:
            warn(f'{one.config.lab} was begun with --jobs, in {begun.path}: --jobs=N resumes it '
                 'there; without --jobs, with all cores per operation, it starts anew')


def _values(lab: str, config: ConfigDict, by_seed: lab_jobs.BySeed) -> list[Values]:
    """Returns {'LAB/quantity': value} of each seed."""
    own_name = '' if 'variants' in config else f'{lab}.'
    return [{f'{lab}/{key.removeprefix(own_name)}': value for key, value in values.items()}
            for values in by_seed.values()]
